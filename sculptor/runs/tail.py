"""The growing file of figures, of which only the new end is read each time."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError
from sculptor.files import LINE, LINES, opened, parse_json
from sculptor.runs import schema

KEEP = 64
"""Files whose rows are kept in memory."""

END = 2**16
"""Bytes at the end of a file that are looked at for its newest figures."""


@dataclass
class _Tail:
    inode: int = -1
    offset: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)


_tails: OrderedDict[Path, _Tail] = OrderedDict()
_lock = threading.Lock()


def rows(path: Path) -> list[dict[str, Any]]:
    """Every whole line of a file as a `schema.row`, in the order in which they were written.

    What is no such row is left out, and so is a partial last line. Of a file that has grown by more
    than `LINES` bytes since it was last read, the newest so many are read. A file that cannot be
    read, or is a link, has no rows.
    """
    with _lock:
        tail = _tails.setdefault(path, _Tail())
        _tails.move_to_end(path)
        while len(_tails) > KEEP:
            _tails.popitem(last=False)
        try:
            stat = path.lstat()
            if stat.st_ino != tail.inode or stat.st_size < tail.offset:
                tail.inode, tail.offset, tail.rows = stat.st_ino, 0, []
            if stat.st_size > tail.offset:
                _read_on(path, tail)
        except (OSError, SculptorError):
            return []
        return list(tail.rows)


def by_step(path: Path) -> list[dict[str, Any]]:
    """The rows of a file in the order of their steps, the last written of each step."""
    return _ordered(rows(path))


def newest(path: Path) -> dict[str, Any]:
    """The last value of each figure in the rows at the end of a file; nothing of it is kept."""
    try:
        with opened(path, follow_links=False) as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - END))
            content = file.read(END)
    except (OSError, SculptorError):
        return {}
    found: dict[str, Any] = {}
    for row in _ordered(_parse(content[content.find(b"\n") + 1 if size > END else 0 :])):
        found |= row
    return found


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    latest = {row["step"]: row for row in rows}
    return [latest[step] for step in sorted(latest)]


def _read_on(path: Path, tail: _Tail) -> None:
    with opened(path, follow_links=False) as file:
        size = os.fstat(file.fileno()).st_size
        # A line that is longer than any may be is passed over in the same way.
        start = max(tail.offset, size - LINES)
        file.seek(start)
        content = file.read(size - start)
    first = content.find(b"\n") + 1 if start > tail.offset else 0
    tail.offset = start + content.rfind(b"\n") + 1
    tail.rows += _parse(content[first:])


def _parse(content: bytes) -> list[dict[str, Any]]:
    """The rows in whole lines."""
    found = []
    for line in content[: content.rfind(b"\n") + 1].split(b"\n"):
        if line and len(line) <= LINE:
            with contextlib.suppress(SculptorError):
                row = schema.row(parse_json(line, "metrics.jsonl"))
                if row is not None:
                    found.append(row)
    return found
