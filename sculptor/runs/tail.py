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
    latest = {row["step"]: row for row in rows(path)}
    return [latest[step] for step in sorted(latest)]


def _read_on(path: Path, tail: _Tail) -> None:
    with opened(path, follow_links=False) as file:
        size = os.fstat(file.fileno()).st_size
        # A line that is longer than any may be is passed over in the same way.
        start = max(tail.offset, size - LINES)
        file.seek(start)
        content = file.read(size - start)
    first = content.find(b"\n") + 1 if start > tail.offset else 0
    end = content.rfind(b"\n") + 1
    tail.offset = start + end
    for line in content[first:end].split(b"\n"):
        if line and len(line) <= LINE:
            with contextlib.suppress(SculptorError):
                row = schema.row(parse_json(line, path.name))
                if row is not None:
                    tail.rows.append(row)
