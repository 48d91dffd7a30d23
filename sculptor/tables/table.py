"""A table: columns, each with what it is, why, and its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.tables.limits import Unlike
from sculptor.tables.numbers import check_numbers
from sculptor.tables.reading import Reading
from sculptor.words import count

Kind: TypeAlias = Literal[
    "number", "label", "category", "date", "text", "list", "id", "mixed", "unread"
]


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    Attributes:
        name: Its name, unlike that of any other.
        kind: ``number``; ``label``, classes as whole numbers; ``category``, text of few values;
            ``date``, days since 1970-01-01; ``text``; ``list``, as many numbers in each row;
            ``id``, what tells rows apart; ``mixed``, numbers with text among them; ``unread``,
            what is none of these.
        values: ``(n,)`` float64, NaN where missing, or ``(n, k)`` of a list; codes ``(n,)`` int32
            into `levels` of text, -1 where missing; None where nothing is kept.
        levels: The different texts in the order in which they came.
        why: Why it was taken for this kind, in a few words.
    """

    name: str
    kind: Kind
    values: npt.NDArray[Any] | None = None
    levels: tuple[str, ...] = ()
    why: str = ""

    @property
    def width(self) -> int:
        """Numbers in each row."""
        return self.values.shape[1] if self.values is not None and self.values.ndim == 2 else 1

    @property
    def missing(self) -> int:
        """Rows without a value."""
        if self.values is None:
            return 0
        if self.levels or self.values.dtype == np.int32:
            return int((self.values < 0).sum())
        missing = np.isnan(self.values)
        return int((missing if missing.ndim == 1 else missing.any(1)).sum())


@dataclass(frozen=True, eq=False)
class Points:
    """Numbers in named columns, as a prior is made of.

    Attributes:
        names: One name a column, all different.
        values: ``(rows, columns)`` float64, none beyond `sculptor.tables.LARGEST`.
        left_out: Names of columns that are not among them.
        omission: What was left out, in a sentence or two; empty where nothing was.
    """

    names: tuple[str, ...]
    values: npt.NDArray[np.float64]
    left_out: tuple[str, ...] = ()
    omission: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of as many rows.

    Attributes:
        rows: How many rows there are.
        columns: One or more.
        reading: How it was read.
    """

    rows: int
    columns: tuple[Column, ...]
    reading: Reading

    def __getitem__(self, name: str) -> Column:
        """The column of a name.

        Raises:
            SculptorError: There is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        names = ", ".join(f"{column.name:.40}" for column in self.columns[:8])
        raise SculptorError(f"Expected a column out of {names}; received {name!r:.80}.")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The columns that become dimensions unless others are chosen: lists, else numbers."""
        lists = [each.name for each in self.columns if each.kind == "list" and each.width > 1]
        return tuple(lists or [each.name for each in self.columns if each.kind == "number"])

    @property
    def numeric(self) -> tuple[str, ...]:
        """The columns that can be dimensions."""
        return tuple(
            column.name
            for column in self.columns
            if column.values is not None
            and column.kind in ("number", "label", "date", "list", "id")
            and not column.levels
            and column.values.dtype != np.int32
        )

    def points(self, names: Sequence[str] | None = None) -> Points:
        """Columns as points, of those rows in which no number is missing.

        Args:
            names: The columns, each one dimension and a list as many as it is wide; where None
                those of `dimensions`.

        Raises:
            Unlike: There are no such points in it.
            SculptorError: There is no column of a name.
        """
        mixed = next((column for column in self.columns if column.kind == "mixed"), None)
        if names is None and mixed is not None:
            raise Unlike(
                "numbers in every column", mixed.why, "Remove that column or mend its cells"
            )
        chosen = [self[name] for name in (self.dimensions if names is None else names)]
        values = [column.values for column in chosen if column.name in self.numeric]
        if not values or len(values) < len(chosen):
            raise Unlike("columns of numbers", "text only", "Save the samples as numbers")
        matrix = np.empty((self.rows, sum(column.width for column in chosen)))
        labels: list[str] = []
        for column, part in zip(chosen, values, strict=True):
            assert part is not None
            start = len(labels)
            labels += dimension_names(column)
            matrix[:, start : len(labels)] = part.reshape(self.rows, -1)
        whole = ~np.isnan(matrix).any(1)
        dropped = self.rows - int(whole.sum())
        if dropped:
            matrix = matrix[whole]
        if len(matrix) < 2:
            raise Unlike(
                "at least two rows without a missing number",
                f"{count(len(matrix), 'such row')} of {self.rows:,}",
                "Leave out the columns in which most is missing, or mend their cells",
            )
        check_numbers(matrix, labels)
        return Points(tuple(labels), matrix, *self._left_out(chosen, dropped))

    def _left_out(self, chosen: Sequence[Column], dropped: int) -> tuple[tuple[str, ...], str]:
        """The names of all other columns, and what is said of them."""
        others = [column for column in self.columns if column not in chosen]
        said = [f"{column.name} ({SAID[column.kind]})" for column in others[:5]]
        sentences = []
        if others:
            more = ", …" if len(others) > 5 else ""
            sentences.append(f"Left out: {', '.join(said)}{more}.")
        if dropped:
            rows = count(dropped, "row")
            verb = "was" if dropped == 1 else "were"
            sentences.append(f"{rows} with a missing number {verb} left out.")
        return tuple(column.name for column in others), " ".join(sentences)


SAID: dict[str, str] = {
    "number": "numbers",
    "label": "labels",
    "category": "categories",
    "date": "dates",
    "text": "text",
    "list": "lists",
    "id": "ids or labels of rows",
    "mixed": "numbers and text",
    "unread": "cannot be read",
}
"""Each kind in words."""


def dimension_names(column: Column) -> list[str]:
    """What the dimensions of a column are called: it, or it with a number from 1.

    >>> dimension_names(Column("e", "list", np.zeros((5, 2))))
    ['e 1', 'e 2']
    """
    if column.kind != "list":
        return [column.name]
    return [f"{column.name} {place + 1}" for place in range(column.width)]
