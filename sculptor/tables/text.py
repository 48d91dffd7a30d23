"""A table out of text: CSV in the dialects that programs write, or columns between spaces.

Each row must have as many cells as the first: one more or fewer would shift or lose numbers in
silence.
"""

from __future__ import annotations

import csv
import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from sculptor.tables import MAX_ROWS
from sculptor.tables.decide import decide, distinct
from sculptor.tables.dialect import Batch, Dialect, ends_whole
from sculptor.tables.encodings import to_utf8
from sculptor.tables.limits import Unlike, check_shape
from sculptor.tables.lines import at_most, blocks
from sculptor.tables.reading import How, Reading
from sculptor.tables.sniff import is_header, sniff
from sculptor.tables.stores import Store, begin
from sculptor.tables.table import Table
from sculptor.words import count

Rows = list[list[str]]
Progress = Callable[[float], None]
Read = Future[Mapping[int, Any] | None]

THREADS = min(4, os.cpu_count() or 1)
"""In which blocks are read ahead, twice as many as that."""

MANY = ("numbers", "texts")
"""What columns take many at once."""


class Block(NamedTuple):
    """Some lines, the number of the first, and their columns where they are read ahead."""

    line: int
    content: bytes
    columns: Read | None


def read_text(content: bytes, how: How, progress: Progress | None = None) -> Table:
    """The table in a text.

    Raises:
        Unlike: There is none.
    """
    text, encoding, note = to_utf8(content, how.encoding)
    try:
        dialect, notes, first = sniff(text, how)
        table = _Growing(dialect, at_most(text), how, first)
        _add(table, dialect, text, progress)
        return table.finished(encoding, ((note,) if note else ()) + notes)
    except csv.Error as error:
        raise Unlike("a table as text", f"one that does not parse ({error})", "Mend it") from error


def read_rows(parts: Iterable[Rows], how: How) -> Table:
    """The table in rows of cells as text, some at a time, all of one length.

    Raises:
        Unlike: There is none.
    """
    table = _Growing(Dialect(","), MAX_ROWS, how)
    begun = 1
    for rows in parts:
        table.add_rows(Batch(rows, range(begun, begun + len(rows))))
        begun += len(rows)
    return table.finished("", ())


def _add(table: _Growing, dialect: Dialect, text: bytes, progress: Progress | None) -> None:
    """Add all lines; blocks of them are read ahead, in as many threads as there are."""
    waiting: deque[Block] = deque()
    with ThreadPoolExecutor(THREADS) as threads:
        for line, start, block in blocks(text):
            if not ends_whole(block):  # a cell goes on in the next line: from here on row by row
                while waiting:
                    _take(table, dialect, waiting.popleft())
                for batch in dialect.batches(text[start:], line - 1):
                    table.add_rows(batch)
                return
            waiting.append(Block(line, block, table.ahead(threads, block)))
            # What the columns are is known from the first block on.
            while len(waiting) > (2 * THREADS if table.begun else 0):
                _take(table, dialect, waiting.popleft())
            if progress is not None:
                progress(start / len(text))
        while waiting:
            _take(table, dialect, waiting.popleft())


def _take(table: _Growing, dialect: Dialect, block: Block) -> None:
    """Add a block as it was read, or row by row where that did not do."""
    columns = block.columns.result() if block.columns is not None else None
    if columns is None or not table.add_block(columns):
        for batch in dialect.batches(block.content, block.line - 1):
            table.add_rows(batch)


class _Growing:
    """A table to which rows are added, each as long as the first.

    An empty cell at the end of the first row is what follows a separator; it is then none in any.

    Args:
        dialect: How cells are read.
        most: Rows that there are at most.
        how: What a person says of the file.
        first: The first rows, by which it is told what columns hold; those that come first where
            None.
    """

    def __init__(self, dialect: Dialect, most: int, how: How, first: Rows | None = None) -> None:
        self._dialect, self._most, self._how = dialect, most, how
        self._line = self._width = self._filled = 0
        self._is_trailing = self._has_names = False
        self._held: Rows = []
        self._names: list[str] = []
        self._unnamed: int | None = None
        self._stores: list[Store] = []
        self._first = first or []
        self._notes: list[str] = []

    @property
    def begun(self) -> bool:
        """Whether it is known what the columns are."""
        return bool(self._stores)

    def ahead(self, threads: ThreadPoolExecutor, block: bytes) -> Read | None:
        """Begin to read many lines at once, if that may do; they are added later."""
        if not self._stores or self._is_trailing:
            return None
        numbers = [place for place, each in enumerate(self._stores) if each.takes == "numbers"]
        texts = [place for place, each in enumerate(self._stores) if each.takes == "texts"]
        if not numbers and not texts:
            return None
        return threads.submit(self._dialect.block, block, self._width, numbers, texts)

    def add_block(self, columns: Mapping[int, Any]) -> bool:
        """Add what was read ahead, if it is all that is wanted by now."""
        wanted = {place for place, each in enumerate(self._stores) if each.takes in MANY}
        if not wanted or not wanted <= columns.keys():
            return False
        added = len(columns[min(wanted)])
        self._check(self._filled + added)
        for place in wanted:
            self._stores[place].add_many(columns[place], self._filled)
        self._filled += added
        return True

    def add_rows(self, batch: Batch) -> None:
        """Add rows; the first two say what the columns are.

        Raises:
            Unlike: One is longer or shorter than the first.
        """
        rows, uneven = self._aligned(batch)
        self._held += rows
        if self._stores or len(self._held) >= 2:
            self._take(self._held)
            self._held = []
        if uneven:  # told after what is wrong in the rows before it
            raise uneven

    def finished(self, encoding: str, notes: tuple[str, ...]) -> Table:
        """What was added.

        Raises:
            Unlike: That is no table.
        """
        if not self._width:
            raise Unlike("a table with one sample a row", "an empty file", "Choose another file")
        check_shape(self._filled + len(self._held), self._width)
        stored = [
            store.column(name, self._filled)
            for name, store in zip(distinct(self._names), self._stores, strict=True)
        ]
        columns = decide(stored, self._how.kinds, unnamed=self._unnamed)
        reading = Reading(
            "TSV" if self._dialect.separator == "\t" else "CSV",
            encoding,
            *self._dialect,
            header=self._has_names,
            notes=notes + tuple(self._notes),
        )
        return Table(self._filled, columns, reading)

    def _take(self, rows: Rows) -> None:
        """Add rows of one length."""
        if not self._stores:
            self._begin(rows)
        if not rows:
            return
        self._check(self._filled + len(rows))
        for place, store in enumerate(self._stores):
            store.add_cells([row[place] for row in rows], self._filled, self._names[place])
        self._filled += len(rows)

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
        """Name the columns, and find what each holds; a row of names is taken away."""
        said = self._how.header
        self._has_names = is_header(self._dialect, rows[0], rows[1]) if said is None else said
        if said is None and all(not self._dialect.is_number(c) for row in rows[:3] for c in row):
            self._notes.append("All of the first lines is text; the first was taken for names.")
        first = rows.pop(0) if self._has_names else [""] * self._width
        self._names = [cell.strip() or f"column {place + 1}" for place, cell in enumerate(first)]
        if self._has_names and not first[0].strip() and self._width > 1:
            self._unnamed = 0  # what stands before the rows of a table with names
        # A number of rows that does not depend on how many are read at once.
        some = [row for row in self._first if len(row) >= self._width][self._has_names :] or rows
        most = min(self._most, MAX_ROWS)
        self._stores = [
            begin(self._dialect, [row[place] for row in some], most) for place in range(self._width)
        ]

    def _check(self, rows: int) -> None:
        kept = sum(store.takes != "nothing" for store in self._stores)
        check_shape(max(2, rows), max(1, kept))
