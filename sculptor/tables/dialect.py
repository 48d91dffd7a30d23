"""How a text says where a cell ends and what a number is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sculptor.tables.lines import Lines

LOOKED_AT = 100
"""Lines in which a decimal comma is looked for."""

CELLS = 1 << 16
"""Cells that are held as text at once."""

CHARACTERS = 1 << 23
"""Characters that are held as text at once."""

_SWAPPED = str.maketrans(",.", ".'")
"""Makes a number with a decimal comma one with a point. A point in it, which may set off thousands,
becomes what no number has."""

_ONLY_TABS = re.compile(rb"(?:\A|[\r\n])[ \t]*\t[ \t]*(?:[\r\n]|\Z)")
"""A line that is empty to `Lines`, where tabs are white space."""

Columns = list[npt.NDArray[np.float64]]


class Batch(NamedTuple):
    """Some rows.

    Attributes:
        rows: Their cells.
        begun: The line with which each began.
    """

    rows: list[list[str]]
    begun: Sequence[int]


class Dialect(NamedTuple):
    """How the cells of a line are told apart and read.

    Attributes:
        separator: What stands between them; a space stands for any white space.
        has_comma: Whether numbers have a comma for a point.
    """

    separator: str
    has_comma: bool = False

    @classmethod
    def of(cls, content: bytes) -> Dialect:
        r"""The dialect of a text, by its first lines.

        >>> Dialect.of(b"x;y\n1;2,5\n"), Dialect.of(b"1,5\n2,5\n").has_comma
        (Dialect(separator=';', has_comma=True), False)
        """
        text = Lines(content)
        lines = []
        for _ in range(LOOKED_AT):
            lines.append(next(text, ""))
            text.begin_row()
        separator = next((each for line in lines for each in "\t;," if each in line), " ")
        german = cls(separator, has_comma=True)
        # Only between semicolons: elsewhere a comma may set off thousands.
        cells = (cell.strip(' "\n') for line in lines for cell in line.split(";") if "," in cell)
        return german if separator == ";" and any(map(german.is_number, cells)) else cls(separator)

    def batches(self, content: bytes, before: int = 0) -> Iterator[Batch]:
        """All rows that have cells, some at a time.

        Args:
            content: Whole lines.
            before: How many lines stand before them.

        Raises:
            Unlike: There are more lines, or longer ones, than a table has.
            csv.Error: A cell is longer than any is.
        """
        lines = Lines(content, before)
        plain = (" ".join(line.split()) for line in lines) if self.separator == " " else lines
        rows: list[list[str]] = []
        begun: list[int] = []
        cells = characters = 0
        for row in csv.reader(plain, delimiter=self.separator, skipinitialspace=True):
            if row:
                rows.append(row)
                begun.append(lines.begun)
                cells += len(row)
                characters += lines.taken
            lines.begin_row()
            if cells >= CELLS or characters >= CHARACTERS:
                yield Batch(rows, begun)
                rows, begun, cells, characters = [], [], 0, 0
        yield Batch(rows, begun)

    def block(self, content: bytes, width: int, kept: Sequence[int]) -> Columns | None:
        """Columns of numbers out of whole lines, many times faster than by `batches`.

        Args:
            content: Lines without a quote in them.
            width: Cells of each row.
            kept: Those that are numbers, by their places.

        Returns:
            Numbers a column, NaN where a cell is empty; None where anything is not as it should
            be, which `batches` tells of, or is only understood there.
        """
        import pyarrow as pa
        from pyarrow import csv as arrow

        if b"#" in content or self.separator == " ":
            return None
        if self.separator == "\t" and _ONLY_TABS.search(content):
            return None
        names = [str(place) for place in range(width)]
        numbers = [names[place] for place in kept]
        try:
            table = arrow.read_csv(
                pa.BufferReader(content),
                arrow.ReadOptions(
                    use_threads=False, block_size=len(content) + 1, column_names=names
                ),
                arrow.ParseOptions(delimiter=self.separator, quote_char=False),
                arrow.ConvertOptions(
                    column_types=dict.fromkeys(numbers, pa.float64()),
                    include_columns=numbers,
                    null_values=[""],
                    decimal_point="," if self.has_comma else ".",
                ),
            )
        except pa.ArrowInvalid:
            return None
        return [column.to_numpy() for column in table.columns]

    def is_number(self, cell: str) -> bool:
        """Whether a cell is a number; NaN and infinity are.

        >>> point, comma = Dialect(","), Dialect(";", has_comma=True)
        >>> [point.is_number(cell) for cell in ("1.5", "+1e400", "1,5", "2024_01", "")]
        [True, True, False, False, False]
        >>> [comma.is_number(cell) for cell in ("1,5", "1.234,5")]
        [True, False]
        """
        try:
            float(cell.translate(_SWAPPED) if self.has_comma else cell)
        except ValueError:
            return False
        return "_" not in cell  # which Python allows between digits

    def numbers(self, cells: Sequence[str]) -> npt.NDArray[np.float64] | None:
        """Cells as numbers, NaN where they are empty; None where one is text."""
        import pyarrow as pa

        if self.has_comma:
            cells = [cell.translate(_SWAPPED) for cell in cells]
        try:
            cast = pa.array(cells, pa.string()).cast(pa.float64())
            return np.asarray(cast.to_numpy(zero_copy_only=False), np.float64)
        except pa.ArrowInvalid:  # also of "+1", of an empty cell and of 400 digits
            if any("_" in cell for cell in cells):
                return None
        try:
            return np.array([float(cell.strip() or "nan") for cell in cells])
        except ValueError:
            return None
