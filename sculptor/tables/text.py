"""A table out of text: CSV in the dialects that programs write, or columns between spaces.

Separator, decimal comma and header are found by the first lines. Each row must have as many cells
as the first: one more or fewer would shift or lose numbers in silence.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sculptor.tables import MAX_ROWS
from sculptor.tables.dialect import Batch, Dialect
from sculptor.tables.limits import MAX_BYTES, Columns, Unlike, check_shape
from sculptor.tables.lines import at_most, blocks
from sculptor.words import count

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
    dialect = Dialect.of(content)
    table = _Growing(dialect, at_most(content))
    for line, block in blocks(content):
        if not table.add_block(block):
            for batch in dialect.batches(block, line - 1):
                table.add_rows(batch)
    return table.columns()


class _Growing:
    """A table to which rows are added, each as long as the first.

    An empty cell at the end of the first row is what follows a separator; it is then none in any.

    Args:
        dialect: How cells are read.
        most: Rows that there are at most.
    """

    def __init__(self, dialect: Dialect, most: int) -> None:
        self._dialect, self._most = dialect, most
        self._line = self._width = self._filled = 0
        self._is_trailing = False
        self._held: Rows = []
        self._names: list[str] = []
        self._kept: list[int] = []
        self._values = np.empty((0, 0))

    def add_block(self, block: bytes) -> bool:
        """Add many lines at once, if they can be read so."""
        if not self._kept or self._is_trailing:
            return False
        columns = self._dialect.block(block, self._width, self._kept)
        if columns is not None:
            self._fill(columns)
        return columns is not None

    def add_rows(self, batch: Batch) -> None:
        """Add rows; the first two say what the columns are.

        Raises:
            Unlike: One is longer or shorter than the first, or has text among numbers.
        """
        rows, uneven = self._aligned(batch)
        self._held += rows
        if self._kept or len(self._held) >= 2:
            self._take(self._held)
            self._held = []
        if uneven:  # told after what is wrong in the rows before it
            raise uneven

    def columns(self) -> Columns:
        """What was added.

        Raises:
            Unlike: That is no table.
        """
        if not self._width:
            raise Unlike("a table with one sample a row", "an empty file", "Choose another file")
        check_shape(self._filled + len(self._held), self._width)
        left_out = [name for place, name in enumerate(self._names) if place not in self._kept]
        names = [self._names[place] for place in self._kept]
        return Columns(names, self._values[: self._filled], left_out)

    def _take(self, rows: Rows) -> None:
        """Add rows of one length."""
        if not self._kept:
            self._begin(rows)
        columns = [self._dialect.numbers([row[place] for row in rows]) for place in self._kept]
        numbers = [column for column in columns if column is not None]
        if len(numbers) < len(columns):
            raise self._text_among(rows)
        self._fill(numbers)

    def _text_among(self, rows: Rows) -> Unlike:
        """What is wrong with rows in which a column of numbers has text: the first such cell."""
        row, place = next(
            (row, place)
            for row, cells in enumerate(rows)
            for place in self._kept
            if cells[place].strip() and not self._dialect.is_number(cells[place])
        )
        return Unlike(
            "numbers in every column",
            f"text in row {self._filled + row + 1:,} of the column {self._names[place]!r:.40}: "
            f"{rows[row][place]!r:.40}",
            "Remove that column or mend its cells",
        )

    def _aligned(self, batch: Batch) -> tuple[Rows, Unlike | None]:
        """The rows up to the first that is longer or shorter than the first, and what that is."""
        rows, begun = batch
        if rows and not self._width:
            self._line = begun[0]
            self._is_trailing = len(rows[0]) > 1 and not rows[0][-1].strip()
            self._width = len(rows[0]) - self._is_trailing
            check_shape(2, self._width)
        if self._is_trailing:
            rows = [row if row[-1].strip() else row[:-1] for row in rows]
        for place, row in enumerate(rows):
            if len(row) != self._width:
                return rows[:place], Unlike(
                    f"{count(self._width, 'cell')} in each row, as in line {self._line:,},",
                    f"{len(row):,} in line {begun[place]:,}",
                    "Mend that row, or give each column a name",
                )
        return rows, None

    def _begin(self, rows: Rows) -> None:
        """Name the columns, and find those of numbers; a row of names is taken away."""
        has_names = _is_header(self._dialect, rows[0], rows[1])
        first = rows.pop(0) if has_names else [""] * self._width
        self._names = [cell.strip() or f"column {place + 1}" for place, cell in enumerate(first)]
        # What stands before the rows of a table with names, without one, are labels of rows.
        labels = int(has_names and not first[0].strip() and self._width > 1)
        columns = list(zip(*rows, strict=True))[labels:]
        kept = [
            place
            for place, cells in enumerate(columns, labels)
            if not _is_text(self._dialect, cells)
        ]
        if not kept:
            raise Unlike("columns of numbers", "text only", "Save the samples as numbers")
        self._kept = kept
        most = min(self._most, MAX_ROWS, MAX_BYTES // 8 // len(kept))
        self._values = np.empty((most, len(kept)))

    def _fill(self, columns: Sequence[npt.NDArray[np.float64]]) -> None:
        end = self._filled + len(columns[0])
        check_shape(max(2, end), len(self._kept))
        for place, column in enumerate(columns):
            self._values[self._filled : end, place] = column
        self._filled = end


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
