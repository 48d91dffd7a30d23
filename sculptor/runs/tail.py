"""Growing files of JSON lines, of which only the new end is read each time."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    return _ordered(rows(path))


def newest(path: Path) -> dict[str, Any]:
    """The last value of each name in the rows at the end of a file; nothing of it is kept."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - END))
            content = file.read(END)
    except OSError:
        return {}
    found: dict[str, Any] = {}
    for row in _ordered(_parse(content if size <= END else content[content.find(b"\n") + 1 :])):
        found |= row
    return found


def _ordered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    latest = {row["step"]: row for row in found if isinstance(row.get("step"), int)}
    return [latest[step] for step in sorted(latest)]


def _read_on(path: Path, tail: _Tail) -> None:
    with path.open("rb") as file:
        file.seek(tail.offset)
        content = file.read()
    tail.offset += content.rfind(b"\n") + 1
    tail.rows += _parse(content)


def _parse(content: bytes) -> list[dict[str, Any]]:
    """The whole lines that are JSON objects."""
    found = []
    for line in content[: content.rfind(b"\n") + 1].split(b"\n"):
        with contextlib.suppress(ValueError):
            value = json.loads(line)
            if isinstance(value, dict):
                found.append(value)
    return found
