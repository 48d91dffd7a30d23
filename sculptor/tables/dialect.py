"""How a text says where a cell ends and what a number is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sculptor.tables.lines import Lines

CELLS = 1 << 16
"""Cells that are held as text at once."""

CHARACTERS = 1 << 23
"""Characters that are held as text at once."""

MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "#na", "<na>", "nan", "null", "none", "nil", "missing", "nat")
)
"""What stands for no value, in small letters."""

NO_NUMBER = MISSING | {"?", "-", "--", ".", "*"}
"""The same among numbers."""

SPACES = " '\u2019\u00a0\u202f"
"""What sets off thousands in some places, beside a comma or a point."""

_ARROW_MISSING = [
    word for each in sorted(NO_NUMBER) for word in {each, each.upper(), each.capitalize()}
] + ["NaN"]

_ONLY_TABS = re.compile(rb"(?:\A|[\r\n])[ \t]*\t[ \t]*(?:[\r\n]|\Z)")
"""A line that is empty to `Lines`, where tabs are white space."""

_QUOTE, _NEWLINE = 34, 10


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
        decimal: The decimal sign.
        thousands: What sets off thousands; empty if nothing does.
    """

    separator: str
    decimal: str = "."
    thousands: str = ""

    def batches(self, content: bytes, before: int = 0) -> Iterator[Batch]:
        """All rows that have cells, some at a time.

        Args:
            content: Whole lines in UTF-8.
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

    def block(
        self, content: bytes, width: int, numbers: Sequence[int], texts: Sequence[int]
    ) -> Mapping[int, Any] | None:
        """Columns out of whole lines, many times faster than by `batches`.

        Args:
            content: Lines, none of which is broken within quotes.
            width: Cells of each row.
            numbers: Places of columns of numbers.
            texts: Places of columns of text.

        Returns:
            By place numbers as float64, NaN where there are none, and texts as an Arrow array; None
            where anything is not as it should be, which `batches` tells of, or is only understood
            there.
        """
        import pyarrow as pa
        from pyarrow import csv as arrow

        if b"#" in content or self.separator == " " or self.thousands:
            return None
        if self.separator == "\t" and _ONLY_TABS.search(content):
            return None
        names = [str(place) for place in range(width)]
        kept = [names[place] for place in sorted([*numbers, *texts])]
        types: dict[str, Any] = {names[place]: pa.float64() for place in numbers}
        types |= {names[place]: pa.dictionary(pa.int32(), pa.string()) for place in texts}
        try:
            table = arrow.read_csv(
                pa.BufferReader(content),
                arrow.ReadOptions(
                    use_threads=False, block_size=len(content) + 1, column_names=names
                ),
                arrow.ParseOptions(delimiter=self.separator, quote_char='"'),
                arrow.ConvertOptions(
                    column_types=types,
                    include_columns=kept,
                    null_values=_ARROW_MISSING,
                    quoted_strings_can_be_null=True,
                    decimal_point=self.decimal,
                ),
            )
        except pa.ArrowInvalid:
            return None
        found: dict[int, Any] = {}
        for place in numbers:
            found[place] = table[names[place]].to_numpy()
        for place in texts:
            found[place] = table[names[place]].combine_chunks()
        return found

    def is_number(self, cell: str) -> bool:
        """Whether a cell is a number; NaN and infinity are.

        >>> point, comma = Dialect(","), Dialect(";", ",", ".")
        >>> [point.is_number(cell) for cell in ("1.5", "+1e400", "1,5", "2024_01", "")]
        [True, True, False, False, False]
        >>> [comma.is_number(cell) for cell in ("1,5", "1.234,5", "1.23,5", "1.5")]
        [True, True, False, False]
        """
        return self._parsed(cell) is not None

    def numbers(self, cells: Sequence[str]) -> npt.NDArray[np.float64] | None:
        """Cells as numbers, NaN where there is none; None where one is text."""
        import pyarrow as pa

        if self.decimal == "." and not self.thousands:
            try:
                cast = pa.array(cells, pa.string()).cast(pa.float64())
                return np.asarray(cast.to_numpy(zero_copy_only=False), np.float64)
            except pa.ArrowInvalid:  # also of "+1", of an empty cell and of 400 digits
                pass
        found = np.empty(len(cells))
        for place, cell in enumerate(cells):
            value = self._parsed(cell)
            if value is None:
                if cell.strip().lower() not in NO_NUMBER:
                    return None
                value = np.nan
            found[place] = value
        return found

    def _parsed(self, cell: str) -> float | None:
        """The number in a cell; None if there is none."""
        cell = cell.strip()
        if self.thousands and self.thousands in cell:
            if not _grouped(self.thousands, self.decimal).fullmatch(cell):
                return None
            cell = cell.replace(self.thousands, "")
        if self.decimal == ",":
            if "." in cell:
                return None
            cell = cell.replace(",", ".", 1)
        if "_" in cell:  # which Python allows between digits
            return None
        try:
            return float(cell)
        except ValueError:
            return None


def _grouped(thousands: str, decimal: str) -> re.Pattern[str]:
    """A number whose thousands are set off; `re` keeps what it has compiled."""
    mark, point = re.escape(thousands), re.escape(decimal)
    return re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{mark}\d{{3}})+(?:{point}\d*)?(?:[eE][+-]?\d+)?")


def ends_whole(block: bytes) -> bool:
    r"""Whether no line of a block goes on in the next one, as a cell in quotes may.

    >>> ends_whole(b'"a","b"\n1,2\n'), ends_whole(b'"a\nb",1\n')
    (True, False)
    """
    if b'"' not in block:
        return True
    letters = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(letters == _QUOTE)
    ends = np.append(np.flatnonzero(letters == _NEWLINE), len(letters))
    return bool((np.searchsorted(quotes, ends) % 2 == 0).all())
