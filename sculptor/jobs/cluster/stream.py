"""The way of a run's files from a node that does not see the home, and of wishes to it."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from sculptor.files import write_atomic
from sculptor.jobs import commands
from sculptor.runs.folder import (
    COMMANDS,
    EVENTS,
    FOLDERS,
    LOG,
    METRICS,
    PARTS,
    STATUS,
    make_dir,
)

EVERY = 1.0
"""Seconds between two looks at what has changed; the heartbeat comes as often."""

GROWING = (EVENTS, METRICS, LOG)
"""Files that are appended to, of which what is new is enough."""


class Piece(NamedTuple):
    """A file of a run, or the end of one that has grown.

    Attributes:
        name: Relative to the folder of the run, with ``/``.
        begin: Bytes that are there already; 0 for a whole file.
        content: What follows.
    """

    name: str
    begin: int
    content: bytes


class _Mark(NamedTuple):
    inode: int
    size: int
    changed: int


class Stream:
    """A copy of a run's folder that is filled from home, and whose changes go back as they come.

    Each file goes whole, after those that it tells of: a snapshot before its row, the status last.
    What a killed node had still to send is lost, as what a killed worker had still to write.

    Args:
        folder: Of the copy.
        post: What takes the files, see `sculptor.jobs.cluster.post.Post`.
    """

    def __init__(self, folder: Path, post: Any) -> None:
        self._folder = folder
        self._post = post
        self._token = 0
        self._known: dict[str, _Mark] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="stream", daemon=True)

    def __enter__(self) -> Stream:
        for name in ("", *FOLDERS):
            make_dir(self._folder / name)
        self._token, pieces = self._ask("open", self._folder.name)
        for piece in pieces:
            self._put(Piece(*piece))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self.send()

    def send(self) -> None:
        """Send what has changed, and take what was wished."""
        there = self._marks()
        pieces = [self._piece(name, mark) for name, mark in there.items()]
        gone = [name for name in self._known if name not in there]
        # A file that went away or was replaced meanwhile is told of the next time.
        sent = [piece for piece in pieces if piece is not None]
        wishes = self._ask("take", self._folder.name, self._token, sent, gone)
        self._known = {
            name: mark
            for name, mark in there.items()
            if mark == self._known.get(name) or any(piece.name == name for piece in sent)
        }
        for wish in wishes:
            self._put(Piece(*wish))

    def _follow(self) -> None:
        """Send every second. Who cannot, since another has the run now, pauses it."""
        while not self._over.wait(EVERY):
            try:
                self.send()
            except Exception:  # of Ray, which has many: home is lost, or does not want it any more
                with contextlib.suppress(Exception):
                    commands.send(self._folder, "pause")
                return

    def _ask(self, what: str, *given: Any) -> Any:
        import ray

        return ray.get(getattr(self._post, what).remote(*given))

    def _put(self, piece: Piece) -> None:
        path = self._folder / piece.name
        write_atomic(path, piece.content)
        with contextlib.suppress(FileNotFoundError):  # a wish that was fulfilled already
            self._known[piece.name] = _mark(path)

    def _piece(self, name: str, mark: _Mark) -> Piece | None:
        """What is new of a file; None if nothing is, or it is another file by now."""
        known = self._known.get(name)
        if known == mark:
            return None
        grown = name in GROWING and known is not None and known.inode == mark.inode
        begin = known.size if known and grown and known.size <= mark.size else 0
        with contextlib.suppress(FileNotFoundError), (self._folder / name).open("rb") as file:
            if os.fstat(file.fileno()).st_ino == mark.inode:  # else it was replaced just now
                file.seek(begin)
                return Piece(name, begin, file.read(mark.size - begin))
        return None

    def _marks(self) -> dict[str, _Mark]:
        """What lies in the copy, in the order in which it is sent."""
        names = files(self._folder)
        last = {METRICS: 1, EVENTS: 1, STATUS: 2}
        marks = {}
        for name in sorted(names, key=lambda name: (last.get(name, 0), name)):
            with contextlib.suppress(FileNotFoundError):
                marks[name] = _mark(self._folder / name)
        return marks


def files(folder: Path) -> list[str]:
    """The files of a run by their names relative to it; none that is being written, and no link."""
    found = []
    for part in ("", *FOLDERS):
        with contextlib.suppress(FileNotFoundError), os.scandir(folder / part) as entries:
            names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
            found += [f"{part}/{name}" if part else name for name in names]
    return [name for name in found if is_part(name)]


def is_part(name: str) -> bool:
    """Whether a file of a run may have this name.

    >>> is_part("metrics.jsonl"), is_part("snapshots/0000100.npz")
    (True, True)
    >>> is_part("../metrics.jsonl"), is_part("snapshots/../../x"), is_part("snapshots/.x.tmp")
    (False, False, False)
    """
    folder, _, file = name.rpartition("/")
    if not folder:
        return PARTS.get(file) == stat.S_IFREG
    plain = file.isprintable() and not file.startswith(".") and not {"/", "\\", ":"} & {*file}
    return folder in FOLDERS and plain and file != ""


def is_wish(name: str) -> bool:
    """Whether a file is one that goes to a node while it trains."""
    return name.startswith(f"{COMMANDS}/")


def _mark(path: Path) -> _Mark:
    found = path.lstat()
    return _Mark(found.st_ino, found.st_size, found.st_mtime_ns)
