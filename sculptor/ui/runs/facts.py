"""What the Runs page knows of a run, read again only when its files have changed."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs import Progress
from sculptor.runs.folder import CONFIG, METRICS, STATUS
from sculptor.runs.status import ENDED, LIVE
from sculptor.training.config import RunConfig
from sculptor.ui.kit import describe
from sculptor.ui.kit.figures import newest
from sculptor.ui.plots import reader
from sculptor.views import thumbnails

FRESH = 5.0
"""Seconds after which the thumbnail of a live run is made anew."""


UNKNOWN = Progress("interrupted")
"""The progress of a run that cannot be read."""


@dataclass(frozen=True)
class Facts:
    """A run in the list.

    Attributes:
        id: Its id.
        name: For people.
        status: Of its progress, or ``damaged`` if the folder cannot be read.
        created: When it was made, in seconds since 1970.
        config: What it was asked for; None if damaged.
        problem: Why it is damaged; empty if it is not.
        progress: How far it is.
        mmd2: The newest, NaN before the first.
        floor: The noise floor of that.
        lps: The newest, NaN if there is none.
    """

    id: str
    name: str
    status: str
    created: float
    config: RunConfig | None = None
    problem: str = ""
    progress: Progress = UNKNOWN
    mmd2: float = math.nan
    floor: float = math.nan
    lps: float = math.nan

    @property
    def live(self) -> bool:
        """Whether a worker is at work on it."""
        return self.status in LIVE

    @property
    def ratio(self) -> float:
        """MMD² in units of its floor; infinite where it is not known, to come last."""
        measured = self.floor > 0 and not math.isnan(self.mmd2)
        return self.mmd2 / self.floor if measured else math.inf

    @property
    def dependence(self) -> float:
        """LPS; infinite where it is not known, to come last."""
        return math.inf if math.isnan(self.lps) else self.lps

    @property
    def text(self) -> str:
        """What the search looks at, in lower case."""
        summary = describe.summary(self.config) if self.config else ""
        return f"{self.name} {self.id} {self.status} {summary}".casefold()


def read_facts(run: Run) -> Facts:
    """What there is to know of a run; a damaged one is told from the others by its status."""
    try:
        progress = _ended(run) or run.progress()
    except SculptorError as error:
        return damaged(run, str(error))
    facts = _configured(run)
    if facts.problem:
        return facts
    facts = replace(facts, status=progress.status, progress=progress)
    mmd2, floor, lps = _figures(run)
    return replace(facts, mmd2=mmd2, floor=floor, lps=lps)


def damaged(run: Run, reason: str) -> Facts:
    """A run of which nothing can be read."""
    return Facts(run.id, run.id, "damaged", 0.0, problem=reason)


@reader.kept(STATUS, size=1024)
def _ended(run: Run) -> Progress | None:
    """The progress of a run that has come to its end; None if it must be asked each time."""
    progress = run.progress()
    return progress if progress.status in ENDED else None


@reader.kept(CONFIG, STATUS, METRICS, size=1024)
def _configured(run: Run) -> Facts:
    created = run.created
    if run.problem:
        return Facts(run.id, run.name, "damaged", created, problem=run.problem)
    return Facts(run.id, run.name, "interrupted", created, run.config)


@reader.kept(METRICS, size=1024)
def _figures(run: Run) -> tuple[float, float, float]:
    """The newest MMD², its floor and LPS; NaN what there is not."""
    rows = run.rows()
    match, dependence = newest(rows, "mmd2") or {}, newest(rows, "lps") or {}
    return _number(match, "mmd2"), _number(match, "mmd2_floor"), _number(dependence, "lps")


def _number(row: Mapping[str, Any], name: str) -> float:
    """A figure; NaN where there is none, or a hand has written something else."""
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else math.nan


def thumbnail(facts: Facts, folder: Path, theme: str) -> bytes | None:
    """The newest snapshot as a small picture; of a live run it may be some seconds old."""
    if facts.live:
        return _thumbnail(folder, (int(time.time() / FRESH), 0), theme)
    return _thumbnail(folder, reader.stamp(folder / METRICS), theme)


@lru_cache(maxsize=256)
def _thumbnail(folder: Path, seen: reader.Stamp, theme: str) -> bytes | None:
    try:
        frame = Run(folder).snapshot()
    except SculptorError:
        return None
    latents, target = frame.projections.get("pca", (frame.codes(), frame.target))
    return thumbnails.cloud_png(latents, target, theme)
