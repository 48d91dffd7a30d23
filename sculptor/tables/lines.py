"""The lines of a text of foreign origin, read one by one and never more of it at once."""

from __future__ import annotations

import io
from collections.abc import Iterator

from sculptor.tables import MAX_ROWS
from sculptor.tables.limits import Unlike

LONGEST = 1 << 20
"""Characters of one line, or of one row of several lines, at most."""

MOST = 2 * MAX_ROWS + 10_000
"""Lines of a text, at most: there may be an empty one or a comment for each row."""

FIRST, BLOCK = 1 << 16, 1 << 20
"""Bytes of lines that are read at once, to begin with and then."""

SHORT = 1 << 16
"""Bytes within which a line ends, wherever one begins to look, in a text of short lines."""


def blocks(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    r"""Whole lines, many at once, with the number of the first of them and where it begins.

    All of the content is one block where a line is long.

    >>> [(line, start, len(block)) for line, start, block in blocks(b"1,2\n" * 50_000)]
    [(1, 0, 65536), (16385, 65536, 134464)]
    """
    is_plain = _are_short(content)
    line = start = 0
    while start < len(content):
        size = FIRST if not start else BLOCK
        end = content.find(b"\n", start + size - 1) + 1 if is_plain else 0
        block = content[start:end] if end else content[start:]
        yield line + 1, start, block
        start += len(block)
        line += block.count(b"\n")


def _are_short(content: bytes) -> bool:
    """Whether no line is longer than twice `SHORT`."""
    last = len(content) - SHORT
    return all(content.find(b"\n", at, at + SHORT) >= 0 for at in range(0, last, SHORT))


class Lines(Iterator[str]):
    r"""Lines of a text; those without cells, which are empty or a comment, are empty.

    A comment is a line that begins with ``#``. A ``#`` anywhere else is a letter.

    >>> lines = Lines(b"# from a scale\nx,y#1\n\n1,2\n")
    >>> list(lines), lines.number
    (['\n', 'x,y#1\n', '\n', '1,2\n'], 4)

    Args:
        content: The text, in UTF-8.
        before: How many lines stand before it.

    Attributes:
        number: The number of the last line.
        begun: The number of the line with which the row began that is being read.
        taken: Characters that were read since then.
    """

    def __init__(self, content: bytes, before: int = 0) -> None:
        self._file = io.TextIOWrapper(io.BytesIO(content), "utf-8")
        self.number = before
        self.begin_row()

    def begin_row(self) -> None:
        """The next line is the first of a row."""
        self.begun, self.taken = self.number + 1, 0

    def __next__(self) -> str:
        line = self._file.readline(LONGEST)
        if not line:
            raise StopIteration
        self.number += 1
        self.taken += len(line)
        if self.taken >= LONGEST:
            raise Unlike(
                f"rows of at most {LONGEST:,} characters",
                f"a longer one in line {self.begun:,}",
                "Save one sample a row",
            )
        if self.number > MOST:
            raise Unlike(
                f"at most {MAX_ROWS:,} rows", f"{MOST:,} lines", "Keep a random part of them"
            )
        return "\n" if line.isspace() or line.lstrip().startswith("#") else line


def at_most(content: bytes) -> int:
    r"""A number of lines that the content does not exceed.

    >>> at_most(b"1,2\r\n3,4\r\n")
    3
    """
    return 1 + content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
