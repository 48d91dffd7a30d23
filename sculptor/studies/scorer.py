"""The work on figures: ``python -m sculptor.studies.scorer FOLDER``.

It computes those of a run, or of every run of a study that has finished: a process of its own,
since it takes torch and some seconds a run.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from pathlib import Path

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.studies import scores
from sculptor.studies.record import STUDY, StudyRecord
from sculptor.studies.scores import Scores


def main(folder: Path) -> None:
    """Compute what is missing for a folder, and for the runs that finish meanwhile."""
    tried: set[str] = set()
    while runs := [run for run in _runs(folder) if run.id not in tried]:
        tried |= {run.id for run in runs}
        for run in runs:
            if scores.read(run) is None:
                _compute(run)


def _compute(run: Run) -> None:
    try:
        scores.compute(run)
    except Exception as error:
        traceback.print_exc()
        with contextlib.suppress(SculptorError):
            scores.write(run, Scores(run.progress().step, (), error=str(error) or repr(error)))


def _runs(folder: Path) -> list[Run]:
    """The run of a folder, or the runs of a study that have finished."""
    if not (folder / STUDY).exists():
        return [Run(folder)]
    return [run for run in StudyRecord(folder).runs if run.status == "finished"]


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
