"""Growing files of JSON lines, of which only the new end is read each time."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sculptor.files import parsed

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
    """Every whole line of a file, as JSON objects; broken lines and a partial last one left out."""
    with _lock:
        tail = _tails.setdefault(path, _Tail())
        _tails.move_to_end(path)
        while len(_tails) > KEEP:
            _tails.popitem(last=False)
        try:
            stat = path.stat()
            if stat.st_ino != tail.inode or stat.st_size < tail.offset:
                tail.inode, tail.offset, tail.rows = stat.st_ino, 0, []
            if stat.st_size > tail.offset:
                _read_on(path, tail)
        except OSError:
            return []
        return list(tail.rows)


def by_step(path: Path) -> list[dict[str, Any]]:
    """The rows of a file in the order of their steps, the last written of each step."""
    latest = {row["step"]: row for row in rows(path) if isinstance(row.get("step"), int)}
    return [latest[step] for step in sorted(latest)]


def _read_on(path: Path, tail: _Tail) -> None:
    with path.open("rb") as file:
        file.seek(tail.offset)
        content = file.read()
    whole = content[: content.rfind(b"\n") + 1]
    tail.offset += len(whole)
    for line in whole.split(b"\n"):
        with contextlib.suppress(ValueError):
            value = parsed(line)
            if isinstance(value, dict):
                tail.rows.append(value)
