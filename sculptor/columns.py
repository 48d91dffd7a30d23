"""What the numbers of a row of data stand for: columns in their own units, and how they are kept.

A row is ``d`` numbers: one a column of numbers, (value - centre) / scale or its asinh, and one a
level of a column of categories, 1 for its own and 0 for the others. What is missing is NaN. As an
image, which all networks take, it has one channel and one line: ``(1, 1, d)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError, brief
from sculptor.parameter import is_number

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[Any]

LEARNED = "learned"
MOST = 65_536
"""Numbers of a row, at most."""

FAR = 300.0
"""Of what is kept of heavy tails: e to this is still a number."""


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        name: Its name.
        centre: What 0 stands for, in its own units.
        scale: What 1 stands for beyond that.
        levels: Of a column of categories, which has neither centre nor scale.
        is_date: Whether its unit is days since 1970-01-01.
        is_heavy: Whether its tails are heavy: what is kept is then asinh((value - centre) / scale),
            which is even near the centre and a logarithm far from it.
    """

    name: str
    centre: float = 0.0
    scale: float = 1.0
    levels: tuple[str, ...] = ()
    is_date: bool = False
    is_heavy: bool = False

    def kept(self, values: Array) -> Array:
        """Numbers in its own units as they are kept."""
        found = (values - self.centre) / self.scale
        return np.arcsinh(found) if self.is_heavy else found

    def own(self, kept: Array) -> Array:
        """What `kept` made of numbers, in its own units again."""
        plain = np.sinh(np.clip(kept, -FAR, FAR)) if self.is_heavy else kept
        return plain * self.scale + self.centre

    @property
    def width(self) -> int:
        """Numbers that it takes in a row."""
        return max(1, len(self.levels))


@dataclass(frozen=True)
class Layout:
    """The columns of a row, in their order.

    >>> layout = Layout((Column("x", 10.0, 2.0), Column("kind", levels=("a", "b"))))
    >>> layout.width, layout.numbers, layout.blocks
    (3, (0,), ((1, 3),))
    >>> layout.values(np.array([[0.5, 0.2, 0.8]])).tolist()
    [[11.0, 0.2, 0.8]]
    >>> Layout.from_dict(layout.to_dict()) == layout
    True

    Attributes:
        columns: One or more.
        variance: Of p(x|z) in each column of numbers, in units of its scale squared; or
            ``learned``.
    """

    columns: tuple[Column, ...]
    variance: float | str = LEARNED

    @property
    def width(self) -> int:
        """Numbers of a row."""
        return sum(column.width for column in self.columns)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of a row as an image."""
        return 1, 1, self.width

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Where each column begins and ends in a row."""
        ends = np.cumsum([column.width for column in self.columns]).tolist()
        return tuple(zip([0, *ends[:-1]], ends, strict=True))

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The places of the columns of numbers."""
        return tuple(
            start
            for (start, _), column in zip(self.places, self.columns, strict=True)
            if not column.levels
        )

    @cached_property
    def blocks(self) -> tuple[tuple[int, int], ...]:
        """Where each column of categories begins and ends."""
        return tuple(
            place for place, column in zip(self.places, self.columns, strict=True) if column.levels
        )

    def values(self, rows: Array) -> Array:
        """Rows ``(n, d)`` with the columns of numbers in their own units, float64."""
        found = np.asarray(rows, np.float64).reshape(len(rows), -1).copy()
        for (start, _), column in zip(self.places, self.columns, strict=True):
            if not column.levels:
                found[:, start] = column.own(found[:, start])
        return found

    def frame(self, rows: Array) -> pd.DataFrame:
        """Rows as a table: numbers in their units, and of categories the most probable.

        Args:
            rows: ``(n, d)`` or ``(n, 1, 1, d)``.
        """
        import pandas as pd

        values = self.values(np.asarray(rows))
        found: dict[str, Any] = {}
        for (start, end), column in zip(self.places, self.columns, strict=True):
            part = values[:, start:end]
            if column.levels:
                known = ~np.isnan(part[:, 0])
                best = np.nan_to_num(part).argmax(1)
                found[column.name] = [
                    column.levels[place] if ok else None
                    for place, ok in zip(best, known, strict=True)
                ]
            elif column.is_date:
                found[column.name] = pd.to_datetime(part[:, 0], unit="D").round("min")
            else:
                found[column.name] = part[:, 0]
        return pd.DataFrame(found)

    def items(self, row: Array) -> Iterator[tuple[Column, Array]]:
        """Each column with its part of one row ``(d,)``, numbers in their own units."""
        values = self.values(np.asarray(row).reshape(1, -1))[0]
        for (start, end), column in zip(self.places, self.columns, strict=True):
            yield column, values[start:end]

    def to_dict(self) -> dict[str, Any]:
        """The layout as JSON."""
        return {"variance": self.variance, "columns": [asdict(each) for each in self.columns]}

    @classmethod
    def from_dict(cls, value: Any) -> Layout:
        """Read a layout from JSON of anyone's.

        Raises:
            SculptorError: It is none.
        """
        match value:
            case {"variance": variance, "columns": [_, *_] as columns}:
                read = tuple(map(_column, columns))
                if sum(column.width for column in read) <= MOST and _is_variance(variance):
                    return cls(read, variance)
        raise SculptorError(f"Expected the columns of rows, received {brief(value)}.")


def _is_variance(value: Any) -> bool:
    return value == LEARNED or bool(is_number(value) and 1e-6 <= value <= 1e6)


def _column(value: Any) -> Column:
    match value:
        case {
            "name": str(name),
            "centre": centre,
            "scale": scale,
            "levels": [*levels],
            "is_date": bool(is_date),
            "is_heavy": bool(is_heavy),
        } if is_number(centre) and is_number(scale) and scale > 0:
            if all(isinstance(level, str) for level in levels):
                return Column(name, float(centre), float(scale), tuple(levels), is_date, is_heavy)
    raise SculptorError(f"Expected a column of rows, received {brief(value)}.")


def check_variance(value: Any) -> float | str:
    """A variance, if it is one.

    Raises:
        SculptorError: It is neither ``learned`` nor a number from 1e-6 to 1e6.
    """
    if not _is_variance(value):
        raise SculptorError(
            f"Expected the variance as {LEARNED!r}, or as a number from 1e-6 to 1e6 in units of a "
            f"column's squared scale; received {brief(value)}."
        )
    return value if value == LEARNED else float(value)


def short(names: Sequence[str], most: int = 5) -> str:
    """Some names as a list for people.

    >>> short(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most:,} more"
