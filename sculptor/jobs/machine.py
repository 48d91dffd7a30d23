"""What belongs to this machine and not to a home: locks, and what torch has found."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from pathlib import Path

from sculptor.errors import SculptorError, trying
from sculptor.home import expanded
from sculptor.runs.folder import make_dir

OTHERWISE = "Name another folder, on a disk of this machine, by SCULPTOR_RUNTIME."


def folder() -> Path:
    """A folder of this user on this machine: ``$SCULPTOR_RUNTIME``, or one for temporary files.

    It is not ``$XDG_RUNTIME_DIR``, which goes away when the user logs out, while workers live on.

    Raises:
        SculptorError: It cannot be made, or belongs to someone else.
    """
    named = os.environ.get("SCULPTOR_RUNTIME")
    if named:
        return make_dir(expanded(named).absolute())
    # On Windows the folder for temporary files is the user's own already.
    user = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    path = Path(tempfile.gettempdir()) / f"sculptor{user}"
    with trying(f"make the folder {path}", OTHERWISE):
        path.mkdir(mode=0o700, exist_ok=True)
        mine = not user or (not path.is_symlink() and path.stat().st_uid == os.getuid())
    if not mine:
        raise SculptorError(
            f"Expected {path} to be a folder of this user's, but it is not. {OTHERWISE}"
        )
    return path


def lock(part: str) -> Path:
    """The lock file of a part of the machine, such as a core or a GPU."""
    return folder() / f"{_plain(part)}.lock"


def host() -> str:
    """The name of this machine, as it can be a part of a file's name."""
    return _plain(platform.node())[:64] or "here"


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]", "-", name)
