"""Deleted runs, which can be brought back until the trash is emptied."""

from __future__ import annotations

import os

from sculptor import drafts
from sculptor import home as places
from sculptor.errors import SculptorError, trying
from sculptor.files import move
from sculptor.jobs.run import Run
from sculptor.runs import lock
from sculptor.runs.folder import WRITABLE, check_id, folders, is_inside
from sculptor.words import count


def trash() -> list[Run]:
    """The runs in the trash, the newest first."""
    within = places.trash_dir()
    return [Run(folder) for folder in folders(within)] if is_inside(within) else []


def in_trash(run: str) -> bool:
    """Whether a run of this id is in the trash."""
    return any(deleted.id == run for deleted in trash())


def restore(run: str) -> Run:
    """Bring a run back from the trash.

    Raises:
        SculptorError: It is not an id, not in the trash, or a run of this id is there already.
    """
    source, target = places.trash_dir() / check_id(run), places.home() / run
    there = is_inside(source.parent) and os.path.lexists(source)
    if not there or os.path.lexists(target):
        where = "is among the runs already" if there else "is not there"
        raise SculptorError(f"Expected to restore {run} from the trash, but it {where}.")
    with trying(f"move {source} back", WRITABLE):
        move(source, target)
    return Run(target)


def empty_trash() -> int:
    """Remove the runs in the trash for good, and return how many there were.

    Raises:
        SculptorError: Some cannot be removed; the others are.
    """
    deleted, refused = trash(), []
    for run in deleted:
        try:
            drafts.remove(run.folder)
            lock.forget(places.home(), run.id)
        except OSError as error:
            refused.append(f"{run.id} ({error.strerror or error})")
    if refused:
        raise SculptorError(
            f"Expected to remove {count(len(deleted), 'run')} for good, but could not remove "
            f"{', '.join(refused[:3])}. Make the folders writable, then try again."
        )
    return len(deleted)
