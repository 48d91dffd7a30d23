"""Runs without a worker: folders as a launch leaves them, and processes that only hold on."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sculptor import RunConfig
from sculptor.runs import Run, launcher
from sculptor.runs.folder import STATUS


@pytest.fixture
def tiny() -> RunConfig:
    """A run that trains in a second."""
    return RunConfig(
        dataset="digits",
        prior="ring",
        network={"kind": "mlp", "width": 32},
        steps=200,
        batch_size=64,
        device="cpu",
    )


@pytest.fixture
def folder(tiny: RunConfig) -> Path:
    """The folder of a run that waits for its worker."""
    return launcher.create(tiny)


@pytest.fixture
def run(folder: Path) -> Run:
    """The same as a run."""
    return Run(folder)


@pytest.fixture
def child() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start Python code in a process of its own, and kill it at the end."""
    started = []

    def start(code: str, *arguments: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def until() -> Callable[..., Any]:
    """Wait for a condition, and return what it gave."""

    def wait(condition: Callable[[], Any], seconds: float = 40) -> Any:
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.02)
        return found

    return wait


@pytest.fixture
def edit_status(folder: Path) -> Callable[..., None]:
    """Change fields of the status, as a worker or a hand might."""

    def edit(**fields: Any) -> None:
        record = json.loads((folder / STATUS).read_text())
        (folder / STATUS).write_text(json.dumps(record | fields))

    return edit
