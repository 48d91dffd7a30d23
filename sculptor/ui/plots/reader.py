"""What the Watch page reads of a run: each file once, and again only when it has changed."""

from __future__ import annotations

import time
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sculptor.jobs import Run
from sculptor.runs import Frame, snapshots
from sculptor.runs.folder import COLOURS, CONFIG, EVENTS, METRICS, SNAPSHOTS
from sculptor.training.config import RunConfig
from sculptor.training.events import Event
from sculptor.ui.plots import cloud
from sculptor.ui.plots.scatter import Colouring

Rows = list[dict[str, Any]]

UNSETTLED = 0.1
"""Seconds within which a changed folder may change again without a new time of change."""

Stamp = tuple[int, int]


def steps(run: Run) -> list[int]:
    """The steps of the snapshots of a run."""
    seen = stamp(run.folder / SNAPSHOTS)
    if time.time() - seen[0] / 1e9 < UNSETTLED:
        return run.snapshots()
    return _steps(run.folder, seen)


def at(steps: list[int], wanted: int | None) -> int | None:
    """The newest of the steps at or before one; the newest of all if none is wanted.

    >>> at([0, 10, 20], 19), at([0, 10], None), at([], 5), at([10], 5)
    (10, 10, None, 10)
    """
    if not steps:
        return None
    return steps[-1] if wanted is None else steps[max(0, bisect_right(steps, wanted) - 1)]


def frame(run: Run, step: int) -> Frame:
    """A snapshot.

    Raises:
        SculptorError: It is not there any more, or it was cut short.
    """
    umap = stamp(run.folder / SNAPSHOTS / f"{step:07d}-umap.npz")
    stamps = snapshot_stamp(run, step), umap
    return _frame(run.folder, step, stamps)


def image(run: Run, step: int, kind: str) -> bytes | None:
    """The PNG of a kind nearest at or before a step."""
    seen = stamp(run.folder / SNAPSHOTS)
    if time.time() - seen[0] / 1e9 < UNSETTLED:
        return run.image(step, kind)
    return _image(run.folder, step, kind, seen)


def pictured(run: Run, step: int, kind: str) -> int | None:
    """The step of the snapshot whose PNG `image` is."""
    seen = stamp(run.folder / SNAPSHOTS)
    if time.time() - seen[0] / 1e9 < UNSETTLED:
        return snapshots.pictured(run.folder, step, kind)
    return _pictured(run.folder, step, kind, seen)


def rows(run: Run) -> Rows:
    """The figures of each snapshot, in the order of their steps; do not change them."""
    return _rows(run.folder, stamp(run.folder / METRICS))


def config(run: Run) -> RunConfig:
    """What the run was asked for.

    Raises:
        SculptorError: The file is missing or edited into something else.
    """
    return _config(run.folder, stamp(run.folder / CONFIG))


def events(run: Run) -> list[Event]:
    """What was changed while the run trained; do not change it."""
    return _events(run.folder, stamp(run.folder / EVENTS))


def colours(run: Run) -> dict[str, np.ndarray[Any, Any]]:
    """Factors and labels of the images of the snapshots; do not change them."""
    return _colours(run.folder, stamp(run.folder / COLOURS))


def colouring(run: Run, name: str, n: int) -> Colouring | None:
    """The colours of the ``n`` points of a snapshot by a factor or the label; None for one."""
    values = colours(run).get(name)
    if values is None or len(values) != n:
        return None
    return cloud.colouring(name, values, run.label_names())


def history(run: Run) -> int:
    """A number that is another one once a run has dropped some of its snapshots to branch off."""
    try:
        return (run.folder / METRICS).stat().st_ino  # a file that is written anew then
    except OSError:
        return 0


def snapshot_stamp(run: Run, step: int) -> Stamp:
    """The `stamp` of the arrays of a snapshot."""
    return stamp(run.folder / SNAPSHOTS / f"{step:07d}.npz")


def stamp(path: Path) -> Stamp:
    """The time of change, in nanoseconds, and the size of a file; zeros if it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


# The stamps are there to make a new entry when a file has changed.


@lru_cache(maxsize=32)
def _steps(folder: Path, seen: Stamp) -> list[int]:
    return Run(folder).snapshots()


@lru_cache(maxsize=32)
def _frame(folder: Path, step: int, seen: tuple[Stamp, Stamp]) -> Frame:
    return Run(folder).snapshot(step)


@lru_cache(maxsize=64)
def _image(folder: Path, step: int, kind: str, seen: Stamp) -> bytes | None:
    return Run(folder).image(step, kind)


@lru_cache(maxsize=64)
def _pictured(folder: Path, step: int, kind: str, seen: Stamp) -> int | None:
    return snapshots.pictured(folder, step, kind)


@lru_cache(maxsize=8)
def _rows(folder: Path, seen: Stamp) -> Rows:
    return Run(folder).rows()


@lru_cache(maxsize=32)
def _config(folder: Path, seen: Stamp) -> RunConfig:
    return Run(folder).config


@lru_cache(maxsize=8)
def _events(folder: Path, seen: Stamp) -> list[Event]:
    return Run(folder).events()


@lru_cache(maxsize=16)
def _colours(folder: Path, seen: Stamp) -> dict[str, np.ndarray[Any, Any]]:
    return Run(folder).colours()
