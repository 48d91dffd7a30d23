"""A table out of text: CSV in the dialects that programs write, or columns between spaces.

Separator, decimal comma and header are found by the first lines. Each row must have as many cells
as the first: one more or fewer would shift or lose numbers in silence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from sculptor.tables import MAX_ROWS
from sculptor.tables.dialect import Dialect
from sculptor.tables.limits import MAX_BYTES, Columns, Unlike, check_shape
from sculptor.tables.lines import Lines, at_most
from sculptor.words import count

CELLS = 1 << 16
"""Cells that are held as text at once."""

CHARACTERS = 1 << 23
"""Characters that are held as text at once."""

Rows = list[list[str]]


def read_text(content: bytes) -> Columns:
    """The table in a text.

    Raises:
        Unlike: There is none.
    """
    try:
        return _read(content)
    except UnicodeError as error:
        raise Unlike("a table as UTF-8 text", "bytes that are not", "Save it as UTF-8") from error
    except csv.Error as error:
        raise Unlike("a table as text", f"one that does not parse ({error})", "Mend it") from error


def _read(content: bytes) -> Columns:
    lines, dialect = Lines(content), Dialect.of(content)
    chunks = _chunks(lines, dialect)
    chunk = next(chunks, None)
    if chunk is None:
        raise Unlike("a table with one sample a row", "an empty file", "Choose another file")
    has_names = len(chunk) > 1 and _is_header(dialect, chunk[0], chunk[1])
    first = chunk.pop(0) if has_names else [""] * len(chunk[0])
    check_shape(len(chunk), len(first))
    names = [cell.strip() or f"column {place + 1}" for place, cell in enumerate(first)]
    # What stands before the rows of a table with names, without one, are labels of rows.
    labels = int(has_names and not first[0].strip() and len(first) > 1)
    kept = [
        place
        for place, cells in enumerate(zip(*chunk, strict=True))
        if place >= labels and not _is_text(dialect, cells)
    ]
    left_out = [name for place, name in enumerate(names) if place not in kept]
    if not kept:
        raise Unlike("columns of numbers", "text only", "Save the samples as numbers")
    most = min(at_most(content), MAX_ROWS, MAX_BYTES // 8 // len(kept))
    values = np.empty((most, len(kept)))
    filled = 0
    while chunk:
        check_shape(max(2, filled + len(chunk)), len(kept))
        for place, column in enumerate(kept):
            cells = [row[column] for row in chunk]
            part = _numbers(dialect, cells, names[column], filled)
            values[filled : filled + len(chunk), place] = part
        filled += len(chunk)
        chunk = next(chunks, [])
    return Columns([names[place] for place in kept], values[:filled], left_out)


def _chunks(lines: Lines, dialect: Dialect) -> Iterator[Rows]:
    """All rows, some at a time and at least two, each as long as the first.

    An empty cell at the end of the first row is what follows a separator; it is then none in any.
    """
    chunk: Rows = []
    characters = width = 0
    is_trailing = False
    for row in dialect.rows(lines):
        if not width:
            line, is_trailing = lines.begun, len(row) > 1 and not row[-1].strip()
            width = len(row) - is_trailing
            check_shape(2, width)
        if is_trailing and not row[-1].strip():
            del row[-1]
        if len(row) != width:
            raise Unlike(
                f"{count(width, 'cell')} in each row, as in line {line:,},",
                f"{len(row):,} in line {lines.begun:,}",
                "Mend that row, or give each column a name",
            )
        chunk.append(row)
        characters += lines.taken
        if len(chunk) > 1 and (len(chunk) * width >= CELLS or characters >= CHARACTERS):
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _is_header(dialect: Dialect, first: list[str], second: list[str]) -> bool:
    """Whether the first line names the columns and is not a sample.

    It is if some cell of it is text above a number, or if all of it is text; and if it counts
    0, 1, 2, ... above fractions, as pandas names columns.

    >>> point = Dialect(",")
    >>> [_is_header(point, *rows) for rows in ((["x", "y"], ["1", "2"]), (["a", "1"], ["b", "2"]))]
    [True, False]
    """
    if [cell.strip() for cell in first] == [str(place) for place in range(len(first))]:
        return len(first) > 1 and any("." in cell or "," in cell for cell in second)
    text = [not dialect.is_number(cell) for cell in first]
    above = any(
        is_text and dialect.is_number(cell) for is_text, cell in zip(text, second, strict=True)
    )
    return above or all(text)


def _is_text(dialect: Dialect, cells: Sequence[str]) -> bool:
    """Whether none of the cells is a number, and some are not empty."""
    return (
        dialect.numbers(cells) is None
        and any(map(str.strip, cells))
        and not any(map(dialect.is_number, cells))
    )


def _numbers(
    dialect: Dialect, cells: Sequence[str], name: str, before: int
) -> npt.NDArray[np.float64]:
    """The cells of a column of numbers, so many rows of which came before."""
    numbers = dialect.numbers(cells)
    if numbers is None:
        row, bad = next(
            (row, cell)
            for row, cell in enumerate(cells)
            if cell.strip() and not dialect.is_number(cell)
        )
        raise Unlike(
            "numbers in every column",
            f"text in row {before + row + 1:,} of the column {name!r:.40}: {bad!r:.40}",
            "Remove that column or mend its cells",
        )
    return numbers
