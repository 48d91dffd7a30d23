"""Deleted runs, which can be brought back until the trash is emptied."""

from __future__ import annotations

import shutil

from sculptor import home as places
from sculptor.errors import SculptorError, trying
from sculptor.files import move
from sculptor.jobs.run import Run
from sculptor.runs.folder import WRITABLE, check_id, folders


def trash() -> list[Run]:
    """The runs in the trash, the newest first."""
    return [Run(folder) for folder in folders(places.trash_dir())]


def restore(run: str) -> Run:
    """Bring a run back from the trash.

    Raises:
        SculptorError: It is not an id, not in the trash, or a run of this id is there already.
    """
    source, target = places.trash_dir() / check_id(run), places.home() / run
    if not source.is_dir() or target.exists():
        where = "is not there" if not source.is_dir() else "is among the runs already"
        raise SculptorError(f"Expected to restore {run} from the trash, but it {where}.")
    with trying(f"move {source} back", WRITABLE):
        move(source, target)
    return Run(target)


def empty_trash() -> int:
    """Remove the runs in the trash for good, and return how many there were."""
    deleted = trash()
    for run in deleted:
        shutil.rmtree(run.folder, ignore_errors=True)
    return len(deleted)
