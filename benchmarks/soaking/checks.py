"""Whether a home of runs is whole: files that parse, nothing left over."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from safetensors.numpy import load

from sculptor.home import LOCKS
from sculptor.jobs.queue import TICKETS
from sculptor.runs import snapshots
from sculptor.runs.folder import COMMANDS


def half_written(folder: Path) -> list[str]:
    """The files of a run that are not whole, with what is wrong."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _left(path) and (read := READERS.get(path.suffix)):
            try:
                read(path.read_bytes())
            except Exception as error:  # whatever a reader says of it
                found.append(f"{path.relative_to(folder.parent)}: {error!r:.200}")
    for step in snapshots.steps(folder):
        with _noting(found, f"{folder.name}, step {step}"):
            snapshots.read(folder, step)
    return found


def left_over(folder: Path) -> list[str]:
    """What lies in the folder of a run, or in a home of runs, that should have gone."""
    return [
        str(path.relative_to(folder.parent)) for path in sorted(folder.rglob("*")) if _left(path)
    ]


def locks_left(home: Path) -> list[str]:
    """Tickets of no worker, and lock files with something in them."""
    tickets = [path.name for path in (home / LOCKS / TICKETS).glob("*~*")]
    filled = [path.name for path in (home / LOCKS).rglob("*.lock") if path.stat().st_size]
    return [f"ticket {name}" for name in tickets] + [f"content in {name}" for name in filled]


def _left(path: Path) -> bool:
    command = path.parent.name == COMMANDS
    return command or path.suffix == ".tmp" or path.name.startswith(".new-")


@contextlib.contextmanager
def _noting(found: list[str], where: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever a reader says of it
        found.append(f"{where}: {error!r:.200}")


def _lines(content: bytes) -> None:
    if content and not content.endswith(b"\n"):
        raise ValueError(f"the last line is cut short: {content[-60:]!r}")
    for line in content.splitlines():
        json.loads(line)


def _arrays(content: bytes) -> None:
    archive = np.load(io.BytesIO(content), allow_pickle=False)
    for name in archive.files:
        archive[name]


READERS: dict[str, Callable[[bytes], object]] = {
    ".json": json.loads,
    ".jsonl": _lines,
    ".safetensors": load,
    ".npy": lambda content: np.load(io.BytesIO(content), allow_pickle=False),
    ".npz": _arrays,
    ".png": lambda content: Image.open(io.BytesIO(content)).load(),
}
