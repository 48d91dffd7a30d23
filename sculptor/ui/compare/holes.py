"""Where the prior of a run has mass and no data, computed once a snapshot."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sculptor.jobs import Run
from sculptor.ui.plots import reader
from sculptor.views.holes import Rows, holes


def empty_rows(run: Run, step: int, representation: str) -> Rows:
    """The rows of the target of a snapshot around which there is no data.

    Raises:
        SculptorError: There is no such snapshot.
    """
    return _empty(run.folder, step, reader.snapshot_stamp(run, step), representation)[0]


def empty_share(run: Run, step: int, representation: str) -> float:
    """Their share of all samples of the target.

    Raises:
        SculptorError: There is no such snapshot.
    """
    return _empty(run.folder, step, reader.snapshot_stamp(run, step), representation)[1]


@lru_cache(maxsize=128)
def _empty(folder: Path, step: int, seen: reader.Stamp, representation: str) -> tuple[Rows, float]:
    frame = Run(folder).snapshot(step)
    empty = holes(frame.latents.get(representation, frame.latents["mean"]), frame.target)
    return empty, len(empty) / max(1, len(frame.target))
