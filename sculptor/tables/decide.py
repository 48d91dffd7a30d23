"""What each column of a table is: a number, a label, an id …, and why it is taken for that.

Names and values decide. Whatever could be something else is left for a person to change, who is
told the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.tables.stores import date_layout, to_days
from sculptor.tables.table import Column, Kind

LABELS = 1_000
"""Classes that whole numbers may stand for."""

FEW = 100
"""Different texts up to which a column is one of categories."""

UNNAMED = re.compile(r"|Unnamed: ?\d+|__index_level_\d+__|__index__")
"""What programs call the labels of rows that have no name."""

ID = re.compile(
    r"(?i:(?:.*[_ .-])?(?:id|ids|idx|index|uuid|guid|key|rowid|row|nr|no)\.?)|.*[a-z0-9]I[Dd]"
)
LABEL = re.compile(
    r"(?:.*[_ .-])?(?:labels?|class|classes|target|targets|cluster|category|categories|digit|"
    r"species|y_true|fold)",
    re.IGNORECASE,
)

SAMPLE = 1_000
"""Values by which most columns of fractions are told from whole numbers."""


def decide(
    columns: Sequence[Column], said: Mapping[str, str], *, unnamed: int | None = None
) -> tuple[Column, ...]:
    """Columns that are stored as ``number``, ``text``, … with the kinds that they are.

    Args:
        columns: As a format has them.
        said: Kinds by name that a person has given.
        unnamed: The place of a column that came without a name among named ones.

    Raises:
        SculptorError: What was said cannot be.
    """
    whole = [_is_whole(column) for column in columns]
    has_fractions = any(
        column.kind in ("number", "list") and not is_whole
        for column, is_whole in zip(columns, whole, strict=True)
    )
    found = []
    for place, column in enumerate(columns):
        if column.name in said:
            found.append(_as_said(column, said[column.name]))
        elif column.kind == "text":
            found.append(_text(column))
        elif column.kind == "number" and whole[place]:
            is_unnamed = place == unnamed or bool(UNNAMED.fullmatch(column.name))
            kind, why = _whole(column, is_unnamed, has_fractions, place == 0)
            found.append(replace(column, kind=kind, why=why))
        elif column.kind == "number" and place == unnamed:
            found.append(replace(column, kind="id", why="it has no name, before named columns"))
        else:
            found.append(column)
    return _one_label(found, whole) if has_fractions and not said else tuple(found)


def _as_said(column: Column, kind: str) -> Column:
    """A column of the kind that a person has given."""
    is_text = bool(column.levels)
    fits = {
        "number": not is_text and column.kind in ("number", "date"),
        "date": column.kind in ("date", "number"),
        "label": is_text or (_is_whole(column) and _are_few(column.values)),
        "category": is_text or column.kind == "number",
        "list": column.kind == "list",
    }
    if not fits.get(kind, True):
        raise SculptorError(
            f"Expected a column of which {column.name!r:.60} can be {kind}, received one that is "
            f"{column.kind}. Leave it as it is."
        )
    if kind == "category" and not is_text:
        column = _as_text(column)
    return replace(column, kind=kind, why="as you said")  # type: ignore[arg-type]


def _as_text(column: Column) -> Column:
    """Numbers as categories, each under its own text."""
    assert column.values is not None
    levels, codes = np.unique(column.values, return_inverse=True)
    known = ~np.isnan(levels)
    if known.sum() > LABELS:
        raise SculptorError(
            f"Expected at most {LABELS:,} categories, received {int(known.sum()):,} different "
            f"numbers in {column.name!r:.60}. Leave it a number."
        )
    codes = np.where(known[codes], codes, -1).astype(np.int32)
    texts = tuple(f"{value:.15g}" for value in levels[known])
    return replace(column, values=codes, levels=texts)


def _is_whole(column: Column) -> bool:
    """Whether all numbers are whole; a few decide of most columns that they are not."""
    if column.kind != "number" or column.values is None:
        return False
    for values in (column.values[:SAMPLE], column.values):
        known = values[np.isfinite(values)]
        if not len(known) or (known != np.floor(known)).any():
            return False
    return True


def _whole(
    column: Column, is_unnamed: bool, has_fractions: bool, is_first: bool
) -> tuple[Kind, str]:
    """What a column of whole numbers is."""
    values = column.values
    assert values is not None
    if is_unnamed:
        return "id", "it has no name, before named columns"
    if ID.fullmatch(column.name) and _are_distinct(values):
        return "id", "its name says so, and no two rows have the same"
    if re.fullmatch(r"column \d+", column.name) and has_fractions and is_first and _counts(values):
        return "id", "it counts the rows; if it was measured, say that it is a number"
    if LABEL.fullmatch(column.name) and _are_few(values):
        return "label", "its name says so, and it holds whole numbers"
    return "number", "whole numbers"


def _one_label(columns: list[Column], whole: Sequence[bool]) -> tuple[Column, ...]:
    """The only column of whole numbers 0, 1, … at an end of fractions is one of labels."""
    places = [
        place
        for place, column in enumerate(columns)
        if column.kind == "number" and whole[place] and len(columns) > 2
    ]
    taken = any(column.kind == "label" for column in columns)
    if len(places) == 1 and not taken and places[0] in (0, len(columns) - 1):
        column = columns[places[0]]
        assert column.values is not None
        if _are_classes(column.values):
            why = "the only whole numbers, from 0 or 1 on; if counted, say that it is a number"
            columns[places[0]] = replace(column, kind="label", why=why)
    return tuple(columns)


def _are_distinct(values: npt.NDArray[Any]) -> bool:
    return not np.isnan(values).any() and len(np.unique(values)) == len(values)


def _counts(values: npt.NDArray[Any]) -> bool:
    """Whether values count up from 0 or 1."""
    return len(values) > 2 and values[0] in (0, 1) and bool((np.diff(values) == 1).all())


def _are_few(values: npt.NDArray[Any] | None) -> bool:
    return values is not None and 1 <= len(np.unique(values[~np.isnan(values)])) <= LABELS


def _are_classes(values: npt.NDArray[Any]) -> bool:
    """Whether values are few, each comes often, and they leave no gap from 0 or 1 on."""
    known = values[~np.isnan(values)]
    if not len(known) or known.min() not in (0, 1) or known.max() >= FEW:
        return False
    counts = np.bincount(known.astype(np.int64))
    return len(known) >= 5 * len(counts) and bool((counts[int(known.min()) :] > 0).all())


def _text(column: Column) -> Column:
    """Text: categories where there are few, ids where all differ, else text."""
    if column.values is None:
        return column
    n, levels = len(column.values), len(column.levels)
    if UNNAMED.fullmatch(column.name):
        return replace(column, kind="id", why="it has no name, before named columns")
    if levels == n and ID.fullmatch(column.name):
        return replace(column, kind="id", why="its name says so, and no two rows have the same")
    if not levels:
        return replace(column, kind="unread", values=None, why="no row has a value")
    if (layout := date_layout(column.levels)) is not None:
        days = np.append(to_days(column.levels, layout), np.nan)
        if not np.isnan(days[:-1]).any():
            why = "dates, as days since 1970-01-01"
            return replace(column, kind="date", values=days[column.values], levels=(), why=why)
    if levels <= FEW and (levels <= n // 2 or n < 10):
        return replace(column, kind="category", why=f"text with {levels:,} different values")
    return replace(column, kind="text", why=f"text with {levels:,} different values")


def distinct(names: Sequence[str]) -> Iterator[str]:
    """Names that are all different; one that comes again gets its number.

    >>> list(distinct(["x", "x", "y"]))
    ['x', 'x (2)', 'y']
    """
    found: set[str] = set()
    for place, given in enumerate(names):
        name = given
        while name in found:
            name = f"{name} ({place + 1})"
        found.add(name)
        yield name
