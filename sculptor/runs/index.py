"""The runs of a home in a list, quickly: what was read of each is kept until its files change.

A look asks the system when the folder and three files of each run were changed, and reads anew what
has been. What is kept lies in memory, and in one file of the home for the next process. That file
is a cache and nothing else: where it is missing, damaged or of another version, or cannot be
written, all is read again from the folders, which alone say what is so.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import stat
import threading
import time
from collections.abc import Callable, Mapping, Set
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sculptor.errors import SculptorError
from sculptor.files import read_bytes, sha256, write_atomic
from sculptor.runs.folder import CONFIG, METRICS, SNAPSHOTS, STATUS, Gone, ids, unforeseen
from sculptor.runs.summary import UNSETTLED, Disk, Figures, Setup, Shape, State, Summary
from sculptor.version import __version__

FILE = ".index.json"
"""In the home: a line that says what the next one is, a JSON object with the parts of each run."""

FORMAT = 2
"""Of that file; to be raised whenever a part says something else of the same files."""

LARGEST = 2**28
"""Bytes of that file, at most."""

WORTH = 50
"""Runs read anew for which the file is written again: to read fewer takes no time."""

SHARE = 0.04
"""Of the time, that asking for changes may take."""

LONGEST = 5.0
"""Seconds after which changes are asked for again in any case."""

Stamp = tuple[int, int, int, int]
"""When a file and what the system keeps of it were changed, in nanoseconds; its size and inode."""

MISSING: Stamp = (0, 0, 0, 0)
"""The stamp of a file that is not there."""

Tell = Callable[[int, int], object]
"""Is told, while runs are read, at which one it is and how many there are."""

Part = Shape | Setup | State | Figures | Disk
Types = Set[type]

PARTS: tuple[type[Part], ...] = (Shape, Setup, State, Figures, Disk)
"""The parts of a summary, in order."""

FILES = (CONFIG, STATUS, METRICS)
"""What each but the first and the last is read from; those are of the folder itself."""

_NUMBER: Types = {float, type(None)}

COLUMNS: tuple[Types, ...] = (
    {str},  # the run
    *[{int}] * 4 * len(PARTS),  # the stamps
    *({str}, {str}, {str}, {str}, {int}, {str}, {int}),  # of a `Setup`
    *({str}, {int}, {int}, {float}, _NUMBER, {str}, {str}, {str}, {bool}, {str}, {float}),
    *(_NUMBER, _NUMBER, _NUMBER, {str}),  # of the `Figures`
    {int},  # of the `Disk`
)
"""What is written down of each run, and of which types that is."""

BLANK: tuple[Part, ...] = (Shape(), Setup(), State(), Figures(), Disk())
"""What stands for parts that have not been read."""

NONE: Stamp = (-1, -1, -1, -1)
"""The stamp that stands in the file for none; no file has it."""


class Entry(NamedTuple):
    """What is kept of a run.

    Attributes:
        stamps: Of the file of each part, None where the part must be read again each time.
        summary: Of the parts as they were read.
    """

    stamps: tuple[Stamp | None, ...]
    summary: Summary

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the summary."""
        told = self.summary
        return told.shape, told.setup, told.state, told.figures, told.disk

    @property
    def lasts(self) -> bool:
        """Whether all of it can be written down."""
        return None not in self.stamps and all(part.certain for part in self.parts)


def summaries(home: Path, tell: Tell | None = None, *, quick: bool = False) -> list[Summary]:
    """The runs of a home, the newest first; one that cannot be read says why.

    In one process, looks come at most so often that they take a small part of its time; runs that
    are new, gone or live are told as they are each time.

    Args:
        home: The folder that holds the runs.
        tell: Called now and then while runs are read.
        quick: Whether to ask for the folders' changes alone. Whatever Sculptor writes into a run
            that is not live changes its folder too; only what a hand has changed within a file is
            not seen.
    """
    return _index(home).look(tell or (lambda *_: None), quick=quick)


def summary(home: Path, run: str) -> Summary | None:
    """A run of a home as its files are at this moment; None if it is gone."""
    return _index(home).look_at(run)


@cache
def _index(home: Path) -> Index:
    return Index(home)


class Index:
    """The list of a home, kept in memory.

    Args:
        home: The folder that holds the runs.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._entries = load(home)
        self._read = 0  # runs that the file does not have yet
        self._again = self._again_quickly = -math.inf  # when to ask for all changes again
        self._changed: Stamp | None = None  # the home, when that was done last
        self._lock = threading.Lock()

    def look(self, tell: Tell, *, quick: bool = False) -> list[Summary]:
        """See `summaries`."""
        with self._lock:
            began, changed = time.monotonic(), _stamp(f"{self._home}{os.sep}", stat.S_ISDIR)
            same = changed is not None and changed == self._changed and _old(changed, UNSETTLED)
            if same and began < (self._again_quickly if quick else self._again):
                for run in [run for run, kept in self._entries.items() if None in kept.stamps]:
                    self._ask(run)
            else:
                self._changed = None  # should this be interrupted
                self._ask_all([*self._entries] if same else ids(self._home), tell, quick=quick)
                took = time.monotonic() - began
                self._changed = changed
                self._again_quickly = began + min(took / SHARE, LONGEST)
                if not quick:
                    self._again = self._again_quickly
            if self._read > WORTH:
                save(self._home, self._entries)
                self._read = 0
            return [entry.summary for entry in self._entries.values()]

    def look_at(self, run: str) -> Summary | None:
        """See `summary`."""
        with self._lock:
            self._ask(run)
            entry = self._entries.get(run)
            return entry.summary if entry else None

    def _ask_all(self, runs: list[str], tell: Tell, *, quick: bool) -> None:
        for place, run in enumerate(runs):
            if not (quick and self._is_settled(run)) and self._ask(run):
                tell(place, len(runs))
        self._entries = {run: self._entries[run] for run in runs if run in self._entries}

    def _is_settled(self, run: str) -> bool:
        """Whether a run is as it was, by its folder alone."""
        known = self._entries.get(run)
        if known is None or None in known.stamps:
            return False
        return known.stamps[0] == _stamp(f"{self._home}{os.sep}{run}", stat.S_ISDIR)

    def _ask(self, run: str) -> bool:
        """Let the entry of a run be what its files are now, and say whether any had to be read."""
        known, folder = self._entries.get(run), f"{self._home}{os.sep}{run}"
        files = [_stamp(f"{folder}{os.sep}{name}") for name in FILES]
        itself = _stamp(folder, stat.S_ISDIR)
        pictures = _stamp(f"{folder}{os.sep}{SNAPSHOTS}", stat.S_ISDIR)
        stamps = (itself, *files, _newer(itself, pictures))
        if known is not None and known.stamps == stamps:
            return False
        try:
            entry = _read(Path(folder), stamps, known)
        except Gone:
            self._entries.pop(run, None)
            return True
        except Exception as error:  # whatever it is, it is of this run alone
            broken = Shape(unforeseen(Path(folder), error))
            told = Summary(run, broken, Setup(), State(), Figures(), Disk())
            entry = Entry((None,) * len(PARTS), told)
        self._entries[run] = entry
        self._read += entry.lasts
        return True


def _read(folder: Path, stamps: tuple[Stamp | None, ...], known: Entry | None) -> Entry:
    """Read the parts of a run whose files have changed, or that must be read each time.

    Raises:
        Gone: The folder is no longer there.
    """
    if stamps[0] == MISSING:
        raise Gone(folder)
    parts: list[Any] = [*(known.parts if known else BLANK)]
    kept = list(stamps)
    for place, (part, stamp) in enumerate(zip(PARTS, stamps, strict=True)):
        if known is None or stamp is None or stamp != known.stamps[place]:
            parts[place] = found = part.read(folder)
            if stamp is None or not _old(stamp, found.patience):
                kept[place] = None
    return Entry(tuple(kept), Summary(folder.name, *parts))


def _stamp(path: str, of_kind: Callable[[int], bool] = stat.S_ISREG) -> Stamp | None:
    """The stamp of a file; None where there is something else, or the system does not tell."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return MISSING
    except OSError:
        return None
    if not of_kind(found.st_mode):
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _newer(one: Stamp | None, other: Stamp | None) -> Stamp | None:
    """A stamp that changes with either of two."""
    if one is None or other is None:
        return None
    mtime, ctime, size, inode = map(max, one, other)
    return mtime, ctime, size, inode


def _old(stamp: Stamp, seconds: float) -> bool:
    """Whether a file was changed longer ago than that; one of the future was not."""
    return time.time() - max(stamp[:2]) / 1e9 > seconds


# The file -----------------------------------------------------------------------------------------


def save(home: Path, entries: Mapping[str, Entry]) -> None:
    """Write down what lasts of entries, for the next process; nothing where that is refused."""
    columns = zip(*map(_row, entries.values()), strict=True)
    body = json.dumps([*columns], separators=(",", ":"), allow_nan=False).encode()
    if len(body) < LARGEST:
        with contextlib.suppress(SculptorError):
            write_atomic(home / FILE, b"\n".join((_head(body), body)))


def _row(entry: Entry) -> tuple[Any, ...]:
    """What is written down of an entry, in the order of `COLUMNS`."""
    stamps, parts = list[Stamp](), list[Any]()
    for stamp, part, blank in zip(entry.stamps, entry.parts, BLANK, strict=True):
        if stamp is not None and part.certain:
            stamps.append(stamp)
            parts.append(part)
        else:
            stamps.append(NONE)
            parts.append(blank)
    _, setup, state, figures, disk = parts
    return (entry.summary.id, *chain(*stamps), *setup[:7], *state[:11], *figures, *disk)


def load(home: Path) -> dict[str, Entry]:
    """What was written down last; nothing where anything is wrong with it."""
    try:
        head, _, body = read_bytes(home / FILE, LARGEST, follow_links=False).partition(b"\n")
        if head != _head(body):
            return {}
        columns = json.loads(body)
        for types, column in zip(COLUMNS, columns, strict=True):
            _check(types, column)
        return {row[0]: _entry(row) for row in zip(*columns, strict=True)}
    except (ValueError, TypeError, RecursionError, OverflowError):
        return {}


def _check(types: Types, column: list[Any]) -> None:
    """Refuse a column that holds anything else, or numbers that are none.

    Raises:
        ValueError: It does. Other errors of Python's say that it is no column at all.
    """
    if not {*map(type, column)} <= types:
        raise ValueError(f"not of {types}")
    if float in types and not all(math.isfinite(value or 0) for value in column):
        raise ValueError("not finite")


def _entry(row: tuple[Any, ...]) -> Entry:
    """The entry of a row.

    Raises:
        ValueError: Its state is one that does not last.
    """
    state = State(*row[28:39])
    if state.live:
        raise ValueError(state.status)
    figures, disk = Figures(*row[39:43]), Disk(row[43])
    summary = Summary(row[0], Shape(), Setup(*row[21:28]), state, figures, disk)
    return Entry((row[1:5], row[5:9], row[9:13], row[13:17], row[17:21]), summary)


def _head(body: bytes) -> bytes:
    """The first line: what was written by another version, or damaged, has another one."""
    return json.dumps([FORMAT, __version__, sha256(body)]).encode()
