"""The lock of the one process that may write a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from sculptor.home import LOCKS
from sculptor.runs.folder import Gone, make_dir

WRITERS = "runs"


@contextmanager
def alone(folder: Path, timeout: float) -> Iterator[None]:
    """Be the only writer of a run.

    The lock file lies beside the folder and not in it, so that who holds it can move the folder:
    Windows moves none in which a file is open.

    Args:
        folder: Of the run.
        timeout: Seconds to wait for the writer before.

    Raises:
        filelock.Timeout: Another writer is at work on it.
        Gone: The folder is no longer there, or was moved while another held it.
        OSError: The lock file cannot be written.
    """
    if not folder.is_dir():
        raise Gone(folder)
    path = make_dir(folder.parent / LOCKS / WRITERS) / f"{folder.name}.lock"
    with FileLock(path, timeout=timeout):
        if not folder.is_dir():
            raise Gone(folder)
        yield
