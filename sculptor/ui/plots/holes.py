"""Where the prior of a run has mass and no data, computed once a snapshot."""

from __future__ import annotations

from sculptor.jobs import Run
from sculptor.metrics.match.holes import Rows, holes
from sculptor.ui.plots import reader


def empty_rows(run: Run, step: int, representation: str) -> Rows:
    """The rows of the target of a snapshot around which there is no data.

    Raises:
        SculptorError: There is no such snapshot.
    """
    return _empty(run, step, representation)[0]


def empty_share(run: Run, step: int, representation: str) -> float:
    """Their share of all samples of the target.

    Raises:
        SculptorError: There is no such snapshot.
    """
    return _empty(run, step, representation)[1]


@reader.kept(reader.SNAPSHOT, size=128)
def _empty(run: Run, step: int, representation: str) -> tuple[Rows, float]:
    frame = run.snapshot(step)
    empty = holes(frame.codes(representation), frame.target)
    return empty, len(empty) / max(1, len(frame.target))
