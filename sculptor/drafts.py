"""What is being written and has no name of its own yet; what a kill leaves of it is swept."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import time
from pathlib import Path

from sculptor import processes

OLD = 3600.0
"""Seconds after which what was left half-written is swept, if nobody can tell whose it is."""

_LEFT = re.compile(r"\..+\.(?:([0-9a-f]{8})-(\d{1,10})-)?[0-9a-f]{8}\.tmp", re.DOTALL)


def name(path: Path) -> Path:
    """The name of what is to take the name ``path`` once it is whole; it says who makes it."""
    return path.with_name(f".{path.name}.{processes.mark()}-{secrets.token_hex(4)}.tmp")


def sweep(folder: Path) -> None:
    """Remove what processes that are gone have left half-written in a folder.

    Whose process cannot be seen from here is left for an hour. Links are neither followed nor
    removed.
    """
    for entry in _entries(folder):
        match = _LEFT.fullmatch(entry.name)
        if match is None or entry.is_symlink():
            continue
        with contextlib.suppress(OSError):
            where, pid = match.groups()
            age = time.time() - entry.stat(follow_symlinks=False).st_mtime
            if (where and processes.gone(where, int(pid))) or age > OLD:
                remove(Path(entry.path))


def remove(path: Path) -> None:
    """Remove a file, a link, or a folder with all that is in it; no link is followed.

    Raises:
        OSError: The system refuses.
    """
    if stat.S_ISDIR(path.lstat().st_mode):
        shutil.rmtree(path)
    else:
        path.unlink()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder that is no link; nothing where it cannot be read."""
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            with os.scandir(folder) as entries:
                return list(entries)
    return []
