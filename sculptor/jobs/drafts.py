"""Folders that are filled beside their place, and appear there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sculptor.errors import SculptorError, trying
from sculptor.files import FREE, move
from sculptor.home import LOCKS
from sculptor.runs.folder import make_dir

DRAFT = ".new-"
"""How the name of a folder begins that is still being filled."""

LOCK = "drafts.lock"

PATIENCE = 60.0
"""Seconds to wait for others who are filling a folder of theirs."""


@contextmanager
def draft(target: Path) -> Iterator[Path]:
    """A folder to fill, which is moved to ``target`` once it is whole; else nothing is left of it.

    There is one at a time in a place. So who begins one knows that any other has been left by a
    process that was killed, and removes it.

    Args:
        target: Where it is to appear; the folder above is made.

    Raises:
        SculptorError: The place cannot be written, or others fill a folder there for long.
    """
    place = make_dir(target.parent)
    path = make_dir(place / LOCKS) / LOCK
    with trying(f"make {target.name} in {place}", FREE):
        try:
            with FileLock(path, timeout=PATIENCE):
                for left in place.glob(f"{DRAFT}*"):
                    shutil.rmtree(left, ignore_errors=True)
                yield from _filled(place / f"{DRAFT}{target.name}", target)
        except Timeout as error:
            raise SculptorError(
                f"Expected to make {target.name} in {place}, but another process has been making "
                f"something there for {PATIENCE:.0f} s. Wait for it, or end it, then try again."
            ) from error


def _filled(path: Path, target: Path) -> Iterator[Path]:
    try:
        yield make_dir(path)
        move(path, target)
    finally:
        shutil.rmtree(path, ignore_errors=True)
