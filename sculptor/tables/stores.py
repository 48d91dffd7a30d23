"""Where the cells of one column of a text go: numbers, dates, text, or nowhere any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from sculptor.tables.dialect import MISSING, NO_NUMBER, Dialect
from sculptor.tables.table import Column

LEVELS = 10_000
"""Different texts of a column that are kept; of one with more nothing is."""

LETTERS = 1 << 21
"""Letters of all of them."""

Takes: TypeAlias = Literal["numbers", "texts", "cells", "nothing"]

DATES: tuple[tuple[str, str], ...] = (
    (r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?", "ISO8601"),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "%m/%d/%Y"),
)
"""How dates are written, and pandas' name of it; the earlier where several fit."""

DAY = 86_400e9
"""Nanoseconds."""


class Store(Protocol):
    """The cells of a column as they come."""

    takes: Takes
    """What `add_many` takes; ``cells`` where it takes nothing."""

    def add_cells(self, cells: Sequence[str], start: int, name: str) -> None:
        """Add the cells of rows from ``start`` on."""

    def add_many(self, values: Any, start: int) -> None:
        """Add numbers, or an Arrow dictionary array."""

    def column(self, name: str, rows: int) -> Column:
        """What came of it."""


def begin(dialect: Dialect, cells: Sequence[str], most: int) -> Store:
    """The store for a column that begins with some cells, of at most so many rows."""
    known = [cell for cell in map(str.strip, cells) if cell.lower() not in NO_NUMBER]
    numbers = sum(map(dialect.is_number, known))
    if 2 * numbers >= len(known):
        return Numbers(dialect, most)
    if (layout := date_layout(known)) is not None:
        return Dates(layout, known, most)
    return Texts(most)


class Numbers:
    """Numbers, until text is among them."""

    def __init__(self, dialect: Dialect, most: int) -> None:
        self.takes: Takes = "numbers"
        self._dialect = dialect
        self._values: npt.NDArray[np.float64] | None = np.empty(most)
        self._why = ""

    def add_cells(self, cells: Sequence[str], start: int, name: str) -> None:
        """Add cells; the first that is text ends it."""
        if self._values is None:
            return
        found = self._dialect.numbers(cells)
        if found is None:
            place = next(
                place
                for place, cell in enumerate(cells)
                if cell.strip().lower() not in NO_NUMBER and not self._dialect.is_number(cell)
            )
            cell = cells[place]
            self._why = (
                f"text in row {start + place + 1:,} of the column {name!r:.40}: {cell!r:.40}"
            )
            self._values, self.takes = None, "nothing"
        else:
            self._values[start : start + len(found)] = found

    def add_many(self, values: Any, start: int) -> None:
        """Add numbers."""
        assert self._values is not None
        self._values[start : start + len(values)] = values

    def column(self, name: str, rows: int) -> Column:
        """Numbers, or what was among them."""
        if self._values is None:
            return Column(name, "mixed", why=self._why)
        return Column(name, "number", self._values[:rows], why="numbers")


class Levels:
    """Codes of texts, and the texts by code; with too many of them, neither."""

    def __init__(self, most: int) -> None:
        self.codes: npt.NDArray[np.int32] | None = np.full(most, -1, np.int32)
        self.known: dict[str, int] = {}
        self._letters = 0

    def add(self, texts: Iterable[str | None], start: int) -> npt.NDArray[np.int32]:
        """The codes of some texts, -1 of those that are missing."""
        found = []
        for given in texts:
            text = (given or "").strip()
            if text.lower() in MISSING:
                found.append(-1)
                continue
            if text not in self.known:
                self._letters += len(text)
                if len(self.known) >= LEVELS or self._letters > LETTERS:
                    self.codes, self.known = None, {}
                    return np.empty(0, np.int32)
                self.known[text] = len(self.known)
            found.append(self.known[text])
        return np.array(found, np.int32)

    def put(self, codes: npt.NDArray[np.int32], start: int) -> None:
        """Set the codes of rows from ``start`` on."""
        if self.codes is not None:
            self.codes[start : start + len(codes)] = codes

    def column(self, name: str, rows: int) -> Column:
        """Text, or the word that there is too much of it."""
        if self.codes is None:
            return Column(name, "text", why=f"text with more than {LEVELS:,} different values")
        return Column(name, "text", self.codes[:rows], tuple(self.known))


class Texts:
    """Text."""

    def __init__(self, most: int) -> None:
        self.takes: Takes = "texts"
        self._levels = Levels(most)

    def add_cells(self, cells: Sequence[str], start: int, name: str) -> None:
        """Add cells."""
        if self.takes != "nothing":
            self._levels.put(self._levels.add(cells, start), start)
            self._look()

    def add_many(self, values: Any, start: int) -> None:
        """Add an Arrow dictionary array."""
        words = self._levels.add(values.dictionary.to_pylist(), start)
        if self._levels.codes is not None:
            codes = values.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            self._levels.put(np.append(words, np.int32(-1))[codes], start)
        self._look()

    def _look(self) -> None:
        if self._levels.codes is None:
            self.takes = "nothing"

    def column(self, name: str, rows: int) -> Column:
        """What came of it."""
        return self._levels.column(name, rows)


class Dates:
    """Dates as days since 1970-01-01."""

    takes: Takes = "texts"

    def __init__(self, layout: str, known: Sequence[str], most: int) -> None:
        self._layout = layout
        self._values: npt.NDArray[np.float64] | None = np.empty(most)
        self._why = "dates, as days since 1970-01-01"
        if layout == "%d/%m/%Y" and all(int(cell.split("/")[0]) <= 12 for cell in known):
            self._why += f"; {known[0]!r:.20} was read as day, month, year"

    def add_cells(self, cells: Sequence[str], start: int, name: str) -> None:
        """Add cells; the first that is no date ends it."""
        if self._values is None:
            return
        clean = [None if cell.strip().lower() in NO_NUMBER else cell.strip() for cell in cells]
        days = to_days(clean, self._layout)
        wrong = [i for i, cell in enumerate(clean) if cell is not None and np.isnan(days[i])]
        if wrong:
            self._why = (
                f"no date in row {start + wrong[0] + 1:,} of the column {name!r:.40}: "
                f"{cells[wrong[0]]!r:.40}"
            )
            self._values, self.takes = None, "nothing"
        else:
            self._values[start : start + len(days)] = days

    def add_many(self, values: Any, start: int) -> None:
        """Add an Arrow dictionary array."""
        texts = values.cast("string").to_pylist()
        self.add_cells([text or "" for text in texts], start, "")

    def column(self, name: str, rows: int) -> Column:
        """Dates, or what was among them."""
        if self._values is None:
            return Column(name, "unread", why=self._why)
        return Column(name, "date", self._values[:rows], why=self._why)


def date_layout(cells: Sequence[str]) -> str | None:
    """How dates are written, if all cells are dates.

    >>> date_layout(["2024-01-31"]), date_layout(["31/01/2024", "1/2/2024"]), date_layout(["x"])
    ('ISO8601', '%d/%m/%Y', None)
    """
    some = cells[:200]
    for pattern, layout in DATES:
        fits = some and all(re.fullmatch(pattern, cell) for cell in some)
        if fits and not np.isnan(to_days(some, layout)).any():
            return layout
    return None


def to_days(cells: Sequence[str | None], layout: str) -> npt.NDArray[np.float64]:
    """Days since 1970-01-01, NaN of what is no date."""
    import pandas as pd

    try:
        times = pd.to_datetime(
            pd.Series([*cells], dtype=object), format=layout, errors="coerce", utc=True
        )
    except (ValueError, OverflowError):
        return np.full(len(cells), np.nan)
    stamps = times.dt.as_unit("ns").to_numpy(dtype="datetime64[ns]")
    days: npt.NDArray[np.float64] = stamps.astype(np.int64) / DAY
    return np.where(np.isnat(stamps), np.nan, days)
