"""What the Runs page makes of the summary of a run: how it stands, and what it looks like."""

from __future__ import annotations

import math
import time
from functools import lru_cache
from pathlib import Path

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs.folder import METRICS
from sculptor.runs.summary import Summary
from sculptor.ui.plots import reader
from sculptor.views import thumbnails

FRESH = 5.0
"""Seconds after which the thumbnail of a live run is made anew."""


def standing(run: Summary) -> str:
    """The status of a run, or ``damaged`` if its folder cannot be used."""
    return "damaged" if run.problem else run.state.status


def ratio(run: Summary) -> float:
    """MMD² in units of its floor; infinite where it is not known, to come last."""
    mmd2, floor = run.figures.mmd2, run.figures.floor
    return math.inf if mmd2 is None or not floor or floor < 0 else mmd2 / floor


def dependence(run: Summary) -> float:
    """How far LPS is from that of the target, which is 0 where none is told; inf if not known."""
    if run.figures.lps is None:
        return math.inf
    return abs(run.figures.lps - run.figures.by_name().get("lps_target", 0.0))


def thumbnail(run: Summary, folder: Path, theme: str) -> bytes | None:
    """The newest snapshot as a small picture; of a live run it may be some seconds old."""
    if run.state.live:
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
