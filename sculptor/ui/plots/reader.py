"""What the pages read of a run: each file once, and again only when it has changed."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from sculptor import data, words
from sculptor.columns import Layout
from sculptor.data.dataset import Split
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs import Frame, snapshots
from sculptor.runs.folder import COLOURS, CONFIG, EVENTS, METRICS, SNAPSHOTS
from sculptor.training.config import RunConfig
from sculptor.training.events import Event
from sculptor.ui.frontend import cloud
from sculptor.ui.frontend.colouring import Colouring

Rows = list[dict[str, Any]]
Stamp = tuple[int, int]
Function = TypeVar("Function", bound=Callable[..., Any])

UNSETTLED = 0.1
"""Seconds within which a changed folder may change again without a new time of change."""

SNAPSHOT, UMAP = f"{SNAPSHOTS}/{{:07d}}.npz", f"{SNAPSHOTS}/{{:07d}}-umap.npz"
"""The arrays of the snapshot of a step, and its projection, as `kept` takes them."""


def kept(*files: str, size: int) -> Callable[[Function], Function]:
    """Remember what a function reads of a run until one of some files has changed.

    Args:
        files: Names within the folder of the run, formatted with the arguments after the run.
        size: Results that are remembered, at most.
    """

    def decorate(read: Function) -> Function:
        @lru_cache(maxsize=size)
        def remembered(folder: Path, seen: object, *more: Any) -> Any:
            return read(Run(folder), *more)

        @wraps(read)
        def look(run: Run, *more: Any) -> Any:
            seen = tuple(stamp(run.folder / file.format(*more)) for file in files)
            if SNAPSHOTS in files and time.time() - seen[0][0] / 1e9 < UNSETTLED:
                return read(run, *more)
            return remembered(run.folder, seen, *more)

        return cast("Function", look)

    return decorate


def stamp(path: Path) -> Stamp:
    """The time of change, in nanoseconds, and the size of a file; zeros if it is not there."""
    try:
        stat = path.lstat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


@kept(SNAPSHOTS, size=32)
def steps(run: Run) -> list[int]:
    """The steps of the snapshots of a run."""
    return run.snapshots()


def at(steps: list[int], wanted: int | None) -> int | None:
    """The newest of the steps at or before one; the newest of all if none is wanted.

    >>> at([0, 10, 20], 19), at([0, 10], None), at([], 5), at([10], 5)
    (10, 10, None, 10)
    """
    if not steps:
        return None
    return steps[-1] if wanted is None else steps[max(0, bisect_right(steps, wanted) - 1)]


@kept(SNAPSHOT, UMAP, size=32)
def frame(run: Run, step: int) -> Frame:
    """A snapshot.

    Raises:
        SculptorError: It is not there any more, or it was cut short.
    """
    return run.snapshot(step)


@kept(SNAPSHOTS, size=64)
def image(run: Run, step: int, kind: str) -> bytes | None:
    """The PNG of a kind nearest at or before a step."""
    return run.image(step, kind)


@kept(SNAPSHOTS, size=64)
def pictured(run: Run, step: int, kind: str) -> int | None:
    """The step of the snapshot whose PNG `image` is."""
    return snapshots.pictured(run.folder, step, kind)


@kept(METRICS, size=8)
def rows(run: Run) -> Rows:
    """The figures of each snapshot, in the order of their steps; do not change them."""
    return run.rows()


def layout(run: Run) -> Layout | None:
    """What the numbers of a row stand for, where a run's data are rows of a table."""
    try:
        return data.describe(config(run).dataset).layout
    except SculptorError:
        return None  # the data set is gone


@kept(COLOURS, size=32)
def split(run: Run) -> Split:
    """The split that snapshots look at."""
    return run.split


def about(text: str, *runs: Run) -> str:
    """A text about held-out images as one about what the snapshots of runs look at."""
    splits = {split(run) for run in runs}
    return words.about(
        text,
        rows=all(layout(run) is not None for run in runs),
        split=splits.pop() if len(splits) == 1 else "",
    )


@kept(CONFIG, size=32)
def config(run: Run) -> RunConfig:
    """What the run was asked for.

    Raises:
        SculptorError: The file is missing or edited into something else.
    """
    return run.config


@kept(EVENTS, size=8)
def events(run: Run) -> list[Event]:
    """What was changed while the run trained; do not change it."""
    return run.events()


@kept(COLOURS, size=16)
def colours(run: Run) -> dict[str, np.ndarray[Any, Any]]:
    """Factors and labels of the images of the snapshots; do not change them."""
    return run.colours()


def colouring(run: Run, name: str, n: int) -> Colouring | None:
    """The colours of the ``n`` points of a snapshot by a factor or the label; None for one."""
    values = colours(run).get(name)
    if values is None or len(values) != n:
        return None
    return cloud.colouring(name, values, run.label_names())


def history(run: Run) -> int:
    """A number that is another one once a run has dropped some of its snapshots to branch off."""
    try:
        return (run.folder / METRICS).lstat().st_ino  # a file that is written anew then
    except OSError:
        return 0
