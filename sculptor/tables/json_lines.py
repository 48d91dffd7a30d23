"""Columns out of JSON: an object or a list a line, or one list of them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.tables import MAX_ROWS
from sculptor.tables.arrow import check_width
from sculptor.tables.dialect import Dialect
from sculptor.tables.limits import MAX_COLUMNS, Unlike, check_shape
from sculptor.tables.lines import Lines, at_most, blocks
from sculptor.tables.stores import Store, begin
from sculptor.tables.table import Column

WHOLE = 1 << 23
"""Bytes of a file that is one list, at most; lines have no such bound."""

BATCH = 4_096
"""Rows that are held as objects at once."""

_POINT = Dialect(",")


def read_json_lines(content: bytes) -> tuple[list[Column], int]:
    """The columns of a JSON file in UTF-8, and how many rows there are.

    Raises:
        Unlike: There is no table in it.
    """
    table = _Objects(min(at_most(content), MAX_ROWS))
    try:
        if content.lstrip()[:1] == b"[" and (whole := _whole(content)) is not None:
            for start in range(0, len(whole), BATCH):
                table.add(whole[start : start + BATCH])
        else:
            for rows in _batches(content):
                table.add(rows)
    except (ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it is nested too deeply"
        raise Unlike(
            "one JSON object a line", f"a line that is none ({reason:.80})", "Mend it"
        ) from error
    return table.columns(), table.rows


def _whole(content: bytes) -> list[Any] | None:
    """A file that is one list of rows; None if its lines are the rows."""
    if content.count(b"\n", 0, 1 << 16) and content.split(b"\n", 1)[0].rstrip().endswith(b"]"):
        return None
    if len(content) > WHOLE:
        raise Unlike(
            f"one JSON object a line, or one list in at most {WHOLE >> 20} MiB",
            f"a list in {len(content) >> 20:,} MiB",
            "Save it as JSON Lines",
        )
    value = json.loads(content, parse_int=_number)
    rows: list[Any] = value if isinstance(value, list) else [value]
    return rows if not rows or isinstance(rows[0], dict | list) else [rows]


def _batches(content: bytes) -> Iterator[list[Any]]:
    rows: list[Any] = []
    letters = 0
    for line, start, block in blocks(content):
        del start
        lines = Lines(block, line - 1)
        for text in lines:
            lines.begin_row()
            if text.strip():
                rows.append(json.loads(text, parse_int=_number))
                letters += len(text)
            if len(rows) >= BATCH or letters >= 1 << 22:
                yield rows
                rows, letters = [], 0
    yield rows


def _number(digits: str) -> float:
    return float(digits)


class _Objects:
    """A table to which objects are added; the keys of the first many are its columns."""

    def __init__(self, most: int) -> None:
        self.rows = 0
        self._most = most
        self._stores: dict[str, Store | _Lists | None] = {}
        self._why: dict[str, str] = {}

    def add(self, rows: list[Any]) -> None:
        """Add objects, or lists of cells."""
        if not rows:
            return
        objects = [_as_object(row) for row in rows]
        names = list(dict.fromkeys(name for each in objects for name in each))
        check_shape(max(2, self.rows + len(rows)), 1)
        self._most = max(self._most, self.rows + len(rows))
        if not self.rows:
            check_shape(max(2, self._most), max(1, len(names)))
        for name in names:
            if name not in self._stores and self.rows:
                self._stores[name] = None
                self._why[name] = f"not in the first {BATCH:,} rows"
            elif name not in self._stores:
                self._stores[name] = self._begin(name, [each.get(name) for each in objects])
        for name, store in self._stores.items():
            if store is not None:
                self._fill(name, store, [each.get(name) for each in objects])
        self.rows += len(rows)

    def _begin(self, name: str, cells: list[Any]) -> Store | _Lists | None:
        first = next((cell for cell in cells if cell is not None), None)
        if isinstance(first, dict):
            self._why[name] = "objects within objects"
            return None
        most = max(self._most, len(cells))
        if isinstance(first, list):
            check_width(len(first), most)
            return _Lists(len(first), most)
        return begin(_POINT, [_text(cell) for cell in cells], most)

    def _fill(self, name: str, store: Store | _Lists, cells: list[Any]) -> None:
        try:
            if isinstance(store, _Lists):
                store.add(cells, self.rows)
            else:
                store.add_cells([_text(cell) for cell in cells], self.rows, name)
        except TypeError as error:
            self._stores[name] = None
            self._why[name] = str(error)

    def columns(self) -> list[Column]:
        """What was added."""
        check_shape(self.rows, max(1, len(self._stores)))
        found = []
        for name, store in self._stores.items():
            if store is None:
                found.append(Column(name, "unread", why=self._why[name]))
            else:
                found.append(store.column(name, self.rows))
        return found


class _Lists:
    """A column of lists of one length."""

    def __init__(self, width: int, most: int) -> None:
        self._values: npt.NDArray[np.float64] = np.empty((most, width))

    def add(self, cells: list[Any], start: int) -> None:
        """Add lists.

        Raises:
            TypeError: One is of another length, or not of numbers.
        """
        width = self._values.shape[1]
        empty = [None] * width
        rows = [empty if cell is None else cell for cell in cells]
        if not all(isinstance(row, list) and len(row) == width for row in rows):
            raise TypeError(f"not {width:,} numbers in each row")
        try:
            found = np.array(rows, np.float64)
        except (TypeError, ValueError):
            raise TypeError("lists with something else than numbers") from None
        self._values[start : start + len(found)] = found

    def column(self, name: str, rows: int) -> Column:
        """What was added."""
        why = f"{self._values.shape[1]:,} numbers in each row"
        return Column(name, "list", self._values[:rows], why=why)


def _as_object(row: Any) -> dict[str, Any]:
    if isinstance(row, dict):
        return row
    if isinstance(row, list):
        if len(row) > MAX_COLUMNS:
            check_shape(2, len(row))
        return {f"column {place + 1}": cell for place, cell in enumerate(row)}
    raise ValueError(f"{row!r:.40} is neither an object nor a list")


def _text(cell: Any) -> str:
    """A value as the text of a cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return repr(cell) if math.isfinite(cell) else ("" if math.isnan(cell) else str(cell))
    if isinstance(cell, str):
        return cell
    raise TypeError("objects or lists among other values")
