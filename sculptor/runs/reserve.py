"""Bytes that a worker holds on the disk, so that its last word has room when the disk is full."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from sculptor.files import move, patiently

SIZE = 16 * 1024
"""Bytes that are held: several times as many as a status has."""


class Reserve:
    """A file beside another one, which turns into it when nothing else can be written.

    The blocks of the file are never given back to the disk, where another process could take them:
    the last word is written over them, and the file then takes the other's name, which is one step
    for a reader and needs no room. On a file system that writes every block anew (Btrfs, ZFS) that
    may fail as well; `release` then makes room, and the word is written as any other.

    Args:
        path: The file whose place it takes.
    """

    def __init__(self, path: Path) -> None:
        self._target = path
        self.path = path.with_name(f".{path.name}.reserve")
        self._held = False

    def hold(self) -> None:
        """Take the bytes, unless they are held; where there is no room, none are."""
        if self._held:
            return
        with contextlib.suppress(OSError):
            # One that a worker left which was killed; a link would lead to another's file.
            self.path.unlink(missing_ok=True)
            with self.path.open("xb") as file:
                self._held = True
                # Zeros would take no room where the file system compresses.
                file.write(os.urandom(SIZE))
                file.flush()
                os.fsync(file.fileno())
                return
        self.release()

    def spend(self, content: bytes) -> bool:
        """Let ``content`` take the place of the other file; whether it has."""
        if not self._held:
            return False
        try:
            with self.path.open("rb+") as file:
                file.write(content)
                file.truncate()
                file.flush()
                os.fsync(file.fileno())
            move(self.path, self._target)
        except OSError:
            return False
        self._held = False
        return True

    def release(self) -> None:
        """Give the bytes back."""
        if not self._held:
            return
        # A full file system that keeps old blocks may refuse to unlink and yet shorten a file.
        with contextlib.suppress(OSError):
            os.truncate(self.path, 0)
        with contextlib.suppress(OSError):
            patiently(self.path.unlink)
        self._held = False
