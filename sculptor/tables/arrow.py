"""Columns out of Arrow's: of Parquet, of Arrow files and of frames in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.tables.limits import Unlike, check_shape
from sculptor.tables.stores import DAY, Levels
from sculptor.tables.table import Column


def columns_of(table: Any) -> list[Column]:
    """The columns of a ``pyarrow.Table``, each as it is stored.

    Raises:
        Unlike: It is larger than any table.
    """
    check_shape(table.num_rows, table.num_columns)
    fillers = [Filler(field.name, field.type, table.num_rows) for field in table.schema]
    for filler, column in zip(fillers, table.columns, strict=True):
        for chunk in column.chunks:
            filler.add(chunk)
    return [filler.column() for filler in fillers]


def nature(kind: Any) -> str:
    """What a type of Arrow holds: ``number``, ``text``, ``date``, ``list``, or ``""``."""
    import pyarrow.types as kinds

    if kinds.is_dictionary(kind):
        kind = kind.value_type
    tests = {
        "number": (kinds.is_integer, kinds.is_floating, kinds.is_boolean, kinds.is_decimal),
        "text": (kinds.is_string, kinds.is_large_string, kinds.is_string_view),
        "date": (kinds.is_date, kinds.is_timestamp),
        "list": (kinds.is_list, kinds.is_large_list, kinds.is_fixed_size_list),
    }
    found = next((name for name, each in tests.items() if any(test(kind) for test in each)), "")
    return found if found != "list" or nature(kind.value_type) == "number" else ""


class Filler:
    """A column to which chunks are added.

    Args:
        name: Of the column.
        kind: Its type in Arrow.
        rows: How many there will be.
    """

    def __init__(self, name: str, kind: Any, rows: int) -> None:
        self.name, self.rows, self._filled = name, rows, 0
        self.nature, self.kind = nature(kind), kind
        self._why = f"a column of {kind!s:.40}"
        self._levels = Levels(rows) if self.nature == "text" else None
        self._values: npt.NDArray[Any] | None = None
        if self.nature in ("number", "date"):
            self._values = np.empty(rows)

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be added."""
        if self._levels is not None:
            return self._levels.codes is None
        return not self.nature

    def add(self, chunk: Any) -> None:
        """Add an array of Arrow."""
        end = self._filled + len(chunk)
        if end > self.rows:
            raise ValueError(f"more rows of {self.name!r:.40} than there are")
        if not self.is_over and len(chunk):
            getattr(self, f"_add_{self.nature}")(chunk, slice(self._filled, end))
        self._filled = end

    def _add_number(self, chunk: Any, rows: slice) -> None:
        assert self._values is not None
        self._values[rows] = numbers_of(chunk)

    def _add_date(self, chunk: Any, rows: slice) -> None:
        import pyarrow as pa

        assert self._values is not None
        stamps = chunk.cast(pa.timestamp("us"), safe=False).to_numpy(zero_copy_only=False)
        days = stamps.astype("datetime64[us]").astype(np.int64) / (DAY / 1e3)
        self._values[rows] = np.where(np.isnat(stamps), np.nan, days)

    def _add_text(self, chunk: Any, rows: slice) -> None:
        import pyarrow.types as kinds

        assert self._levels is not None
        if not kinds.is_dictionary(chunk.type):
            chunk = chunk.dictionary_encode()
        words = self._levels.add(chunk.dictionary.to_pylist(), rows.start)
        if self._levels.codes is not None:
            codes = chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            self._levels.put(np.append(words, np.int32(-1))[codes], rows.start)

    def _add_list(self, chunk: Any, rows: slice) -> None:
        import pyarrow.types as kinds

        lengths = chunk.value_lengths() if not kinds.is_fixed_size_list(chunk.type) else None
        known = np.asarray(chunk.is_valid().to_numpy(zero_copy_only=False))
        flat = numbers_of(chunk.flatten())
        if not known.any():
            widths = set()
        elif lengths is None:
            widths = {chunk.type.list_size}
        else:
            widths = {*np.unique(lengths.drop_null().to_numpy())}
        if self._values is not None:
            widths.add(self._values.shape[1])
        if len(widths) > 1:
            self.nature, self._values = "", None
            self._why = f"lists of different lengths, such as {min(widths)} and {max(widths)}"
            return
        if not widths:
            return
        width = int(widths.pop())
        if self._values is None:
            check_width(width, self.rows)
            single = numbers_type(chunk.type.value_type)
            self._values = np.full((self.rows, width), np.nan, single)
        part = self._values[rows]
        part[known] = flat.reshape(-1, width)

    def end(self, why: str) -> None:
        """Add nothing more, and say why."""
        self.nature, self._why, self._values, self._levels = "", why, None, None

    def column(self) -> Column:
        """What was added.

        Raises:
            ValueError: There is less than there should be.
        """
        if self._filled != self.rows and not self.is_over:
            raise ValueError(f"{self._filled:,} rows of {self.name!r:.40}")
        if self._levels is not None:
            return self._levels.column(self.name, self.rows)
        if self._values is None:
            return Column(self.name, "unread", why=self._why)
        whys = {"date": "dates, as days since 1970-01-01", "number": "numbers"}
        if self.nature == "list":
            why = f"{self._values.shape[1]:,} numbers in each row"
            return Column(self.name, "list", self._values, why=why)
        return Column(self.name, self.nature, self._values, why=whys[self.nature])  # type: ignore[arg-type]


def check_width(width: int, rows: int) -> None:
    """Refuse lists of more numbers than a table has.

    Raises:
        Unlike: They are such, or empty.
    """
    if not width:
        raise Unlike("lists of numbers", "empty ones", "Leave that column out")
    check_shape(max(2, rows), width)


def numbers_type(kind: Any) -> type[np.floating[Any]]:
    """Single precision for what has no more, else double precision.

    The numbers of a table are at most `sculptor.tables.limits.MAX_BYTES`; lists are the widest.
    """
    import pyarrow as pa

    return np.float32 if kind in (pa.float16(), pa.float32()) else np.float64


def numbers_of(chunk: Any) -> npt.NDArray[np.float64]:
    """An array of Arrow as numbers, NaN where there is none."""
    import pyarrow as pa
    import pyarrow.types as kinds

    if kinds.is_dictionary(chunk.type):
        chunk = chunk.dictionary_decode()
    if kinds.is_decimal(chunk.type):
        chunk = chunk.cast(pa.float64())
    found = chunk.to_numpy(zero_copy_only=False)
    if found.dtype == object:  # truths with gaps
        return np.array([np.nan if value is None else float(value) for value in found])
    return np.asarray(found, np.float64) if found.dtype != np.float32 else found
