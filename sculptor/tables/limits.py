"""What a table may hold, and what is said of a file that holds something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sculptor.tables import MAX_ROWS
from sculptor.words import count

MAX_COLUMNS = 4_096
"""Columns that a table may have, out of which those that are used are chosen."""

MAX_BYTES = 1 << 30
"""Bytes of a file, and of the numbers of a table in double precision, at most."""

ROOM = 1 << 26
"""Bytes that any file may unpack to, however small it is."""

GROWTH = 100
"""How many times its size a file may unpack to beyond that. Numbers that were measured or drawn
shrink to a tenth at best; those of a file that is meant to fill the memory, to a thousandth."""


class Unlike(Exception):
    """The content is no table: what was expected, what came, and how to mend it."""


@contextmanager
def decoding(kind: str) -> Iterator[None]:
    """Take every error within for damage: each layer of a decoder has errors of its own."""
    try:
        yield
    except Unlike:
        raise
    except Exception as error:
        # An index or a key that is not there says nothing to people.
        lines = [] if isinstance(error, LookupError) else str(error).splitlines()
        reason = f"{lines[0]:.80}" if lines else "it ends early"
        raise Unlike(f"a whole {kind} file", f"a damaged one ({reason})", "Save it anew") from error


def check_shape(rows: int, columns: int) -> None:
    """Refuse fewer or more rows and columns than a table has.

    Raises:
        Unlike: They are such.
    """
    if columns > MAX_COLUMNS:
        raise Unlike(
            f"at most {MAX_COLUMNS:,} columns",
            f"{_number(columns)}",
            "Keep the columns that are to be dimensions",
        )
    if rows > MAX_ROWS:
        raise Unlike(
            f"at most {MAX_ROWS:,} rows", f"{_number(rows)} or more", "Keep a random part of them"
        )
    if rows < 2 or columns < 1:
        raise Unlike(
            "at least two rows of samples",
            f"{count(rows, 'row')} of {columns}",
            "Add samples, one a row",
        )
    if rows * columns * 8 > MAX_BYTES:
        raise Unlike(
            f"at most {MAX_BYTES // 8:,} numbers",
            f"{rows:,} rows of {columns}",
            "Keep a random part of the rows",
        )


def check_unpacked(unpacked: int, size: int) -> None:
    """Refuse to unpack a file that is meant to fill the memory.

    Args:
        unpacked: Bytes that come out of it.
        size: Bytes of the file.

    Raises:
        Unlike: They are more than `MAX_BYTES`, or than both `ROOM` and `GROWTH` times the file.
    """
    most = min(MAX_BYTES, max(ROOM, GROWTH * size))
    if unpacked > most:
        raise Unlike(
            f"{size:,} bytes that unpack to at most {most >> 20:,} MiB",
            f"{max(unpacked >> 20, (most >> 20) + 1):,} MiB",
            "Save fewer rows or columns, or without compression: numpy.save",
        )


def _number(value: int) -> str:
    """A number with commas; a very large one, which Python does not write out, in short."""
    return f"{value:,}" if value < 10**15 else "very many"
