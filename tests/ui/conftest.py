"""Runs in any state without a worker: folders whose files a worker might have written."""

import asyncio
import json
import os
import platform
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from streamlit.elements.lib import image_utils

from sculptor import jobs
from sculptor.files import append_line, write_array, write_json
from sculptor.jobs import Run
from sculptor.runs import folder as folders
from sculptor.runs import snapshots
from sculptor.training.config import RunConfig
from sculptor.training.snapshot import Snapshot

N = 40
"""Images that a snapshot shows."""

MakeRun = Callable[..., Run]
InALoop = Callable[[Coroutine[Any, Any, None]], None]


@pytest.fixture(autouse=True)
def _pictures_come_with_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that a browser has to ask for may be gone by then: a live page has gone on."""
    to_url = image_utils.image_to_url

    def checked(image: Any, *settings: Any) -> str:
        assert isinstance(image, str), "Expected an SVG or a `data_uri`, received bytes."
        return to_url(image, *settings)

    monkeypatch.setattr(image_utils, "image_to_url", checked)


@pytest.fixture
def in_a_loop() -> InALoop:
    """Run a coroutine to its end, in a thread: the browser tests leave their loop in this one."""

    def run(coroutine: Coroutine[Any, Any, None]) -> None:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, coroutine).result()

    return run


@pytest.fixture
def make_run(own_home: Path) -> MakeRun:
    """Make a run folder: ``make_run(name="ring", status="paused", steps=100, upto=40)``."""
    made = []

    def make(
        name: str = "",
        status: str = "finished",
        upto: int | None = 100,
        events: tuple[dict[str, Any], ...] = (),
        **config: Any,
    ) -> Run:
        made.append(name)
        run = Run(own_home / f"20261124-0900{len(made):02d}-abcd")
        for part in (folders.SNAPSHOTS, folders.COMMANDS, folders.SAMPLES):
            (run.folder / part).mkdir(parents=True)
        settings = RunConfig(**{"dataset": "digits", "steps": 100, "name": name, **config})
        folders.write_config(run.folder, settings)
        for step in () if upto is None else range(0, upto + 1, 20):
            snapshots.write(run.folder, snapshot(step, settings.latent_dim))
        for event in events:
            append_line(run.folder / folders.EVENTS, {"kind": "set", **event})
        labels = np.arange(N) % 10
        write_array(run.folder / folders.LABELS, labels)
        write_json(run.folder / folders.COLOURS, {"factors": [], "labels": list("0123456789")})
        set_status(run, status, step=upto or 0, steps=settings.steps)
        return run

    return make


def set_status(run: Run, status: str, **fields: Any) -> None:
    """Write the status of a run; this process stands for its worker."""
    path = run.folder / folders.STATUS
    record = json.loads(path.read_bytes()) if path.exists() else {}
    record |= {
        "format": 1,
        "run": run.id,
        "status": status,
        "heartbeat": time.time(),
        "pid": os.getpid(),
        "process_started": psutil.Process().create_time(),
        "host": platform.node(),
        "created": 1.0e9,
        "launched": 1.0e9,
        **fields,
    }
    write_json(path, record)


def snapshot(step: int, dim: int = 2) -> Snapshot:
    """A full snapshot with figures that tell its step."""
    generator = np.random.default_rng(step)
    images = generator.integers(0, 255, (4, 1, 8, 8)).astype(np.uint8)
    latents = generator.standard_normal((N, dim)).astype(np.float32)
    found = Snapshot(
        step=step,
        seconds=step / 10,
        latents={"mean": latents},
        target=generator.standard_normal((N, dim)).astype(np.float32),
        metrics={
            "reconstruction": 100.0 - step / 10,
            "train_reconstruction": 101.0 - step / 10,
            "train_weight": 10.0 + step,
            "squared_error": 9.0,
            "mmd2": 0.001 * (101 - step),
            "mmd2_floor": 0.002,
            "lps": 0.25,
            "lps_floor": 0.05,
            "generation_frechet": 20.0 - step / 10,
            "generation_frechet_floor": 0.7,
        },
        traversal=np.broadcast_to(images[0], (3, 3, 1, 8, 8)),
        inputs=images,
        reconstructions=images // 2,
        samples=images[::-1],
        details={"n": N},
    )
    if dim > 2:
        found.projections["pca"] = (latents[:, :2], found.target[:, :2])
    return found


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[RunConfig]:
    """The configurations that would have been launched; nothing trains."""
    configs: list[RunConfig] = []

    def launch(config: RunConfig, name: str = "") -> jobs.Run:
        configs.append(config)
        return jobs.Run(jobs.create(config, name))

    monkeypatch.setattr(jobs, "launch", launch)
    return configs
