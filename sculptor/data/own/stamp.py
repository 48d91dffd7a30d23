"""Whether what was read once has changed since."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import Any

from sculptor.home import expanded
from sculptor.names import shown


def stamp(named: Any) -> str:
    """A digest of the names, sizes and times of all files of a source; empty where it is none.

    Links are not followed.
    """
    if not isinstance(named, str | os.PathLike):
        return ""
    top = expanded(os.fspath(named)).absolute()
    found = hashlib.sha256()
    for folder, folders, files in os.walk(top):
        folders.sort()
        for name in sorted(files):
            _add(found, os.path.join(folder, name))  # noqa: PTH118
    if not top.is_dir():
        _add(found, os.fspath(top))
    return found.hexdigest()


def _add(found: Any, path: str) -> None:
    with contextlib.suppress(OSError):
        about = os.lstat(path)
        found.update(f"{about.st_size} {about.st_mtime_ns} ".encode() + os.fsencode(path) + b"\0")


def place(named: Any) -> str:
    """Where a source is, for people."""
    if isinstance(named, str | os.PathLike):
        return shown(str(expanded(os.fspath(named)).absolute()), 400)
    return f"an array of shape {tuple(getattr(named, 'shape', ()))}"
