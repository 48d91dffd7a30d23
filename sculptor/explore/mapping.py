"""The UMAP plane of a space: asked for, made by a process of its own, and kept.

That of a run is kept with it, beside its snapshots; that of a shipped model in the cache, where
``python -m sculptor.explore.mapping FOLDER`` makes it. Both are the same each time.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from sculptor import home as places
from sculptor import jobs
from sculptor.errors import SculptorError
from sculptor.explore.opened import Explored, open_space
from sculptor.explore.planes import Map
from sculptor.files import read_arrays, write_arrays, write_json
from sculptor.jobs import devices, launcher
from sculptor.jobs.project import LOCK, PATIENCE, Progress, progress, teller, umap
from sculptor.runs.folder import read_object

NAMES = ("U₁", "U₂")
MADE, ASKED = "umap.npz", "asked.json"
MAPS = "maps"
"""The folder of the maps of shipped models within the cache."""


def read(explored: Explored) -> Map | None:
    """The map of a space; None if it has not been made.

    Of a run it may be that of another snapshot: codes then lie between their neighbours of that.

    Raises:
        SculptorError: Its file is damaged.
    """
    if explored.shipped:
        path = _folder(explored) / MADE
        if not path.exists():
            return None
        views = read_arrays(path)
        return _map(explored.items.of("sample"), explored.target, views["latents"], views["target"])
    run = jobs.open_run(_name(explored))
    steps = run.projected()
    if not steps:
        return None
    frame = run.snapshot(explored.step if explored.step in steps else steps[-1])
    return _map(frame.codes(), frame.target, *frame.projections["umap"])


def _map(codes: np.ndarray, target: np.ndarray, *views: np.ndarray) -> Map:
    return Map(NAMES, np.concatenate([codes, target]), np.concatenate(views))


def ask(explored: Explored) -> None:
    """Have the map made, by a process of its own.

    Raises:
        SculptorError: The cache cannot be written, or there is no process to be had.
    """
    if not explored.shipped:
        jobs.open_run(_name(explored)).request("umap")
        return
    folder = _folder(explored)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / ASKED, {"key": explored.key})
    launcher.spawn("sculptor.explore.mapping", folder, devices.cpu_threads(), places.home())


def done(explored: Explored) -> Progress | None:
    """How far the map is that is being made; None if none is."""
    if not explored.shipped:
        return progress(jobs.open_run(_name(explored)).folder)
    folder = _folder(explored)
    return progress(folder) if folder.exists() else None


def _name(explored: Explored) -> str:
    return explored.key.partition(":")[2]


def _folder(explored: Explored) -> Path:
    return places.cache_dir() / MAPS / _name(explored)


def make(folder: Path) -> None:
    """Make the map that a folder asks for.

    Raises:
        SculptorError: It asks for no space that is there.
    """
    explored = open_space(str(read_object(folder / ASKED).get("key")))
    views = umap(explored.items.of("sample"), explored.target, teller(folder))
    write_arrays(folder / MADE, dict(zip(("latents", "target"), views, strict=True)))


def main() -> None:
    """Make the map of the folder named on the command line, unless another process is at it."""
    folder = Path(sys.argv[1])
    try:
        with FileLock(folder / LOCK, timeout=PATIENCE):
            make(folder)
    except (Timeout, SculptorError) as error:
        print(f"No map was made: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
