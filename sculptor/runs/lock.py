"""The lock of the one process that may write a run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from sculptor import drafts
from sculptor.home import LOCKS
from sculptor.runs.folder import FOLDERS, check_there, make_dir

WRITERS = "runs"


@contextmanager
def alone(folder: Path, timeout: float) -> Iterator[None]:
    """Be the only writer of a run, which sweeps away what a killed one has left half-written.

    The lock file lies beside the folder and not in it, so that who holds it can move the folder:
    Windows moves none in which a file is open.

    Args:
        folder: Of the run.
        timeout: Seconds to wait for the writer before.

    Raises:
        filelock.Timeout: Another writer is at work on it.
        Gone: The folder is no longer there, or was moved while another held it.
        SculptorError: It is no folder but a file, or a link that leads elsewhere.
        OSError: The lock file cannot be written.
    """
    check_there(folder)
    path = _path(folder.parent, folder.name)
    make_dir(path.parent)
    with FileLock(path, timeout=timeout):
        check_there(folder)
        for part in (folder, *(folder / name for name in FOLDERS)):
            drafts.sweep(part)
        yield


def forget(home: Path, run: str) -> None:
    """Remove the lock file of a run that is gone for good, so that nobody can take it any more."""
    with contextlib.suppress(OSError):
        _path(home, run).unlink()


def _path(home: Path, run: str) -> Path:
    return home / LOCKS / WRITERS / f"{run}.lock"
