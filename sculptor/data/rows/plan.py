"""What becomes of each column of a table, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.columns import MOST, short
from sculptor.data.rows.options import Options
from sculptor.errors import SculptorError
from sculptor.tables.table import SAID, Column, Table

SPLITS = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
}
"""How splits are called in a column, in small letters."""

HEAVY = 2.0
"""How many times a standard deviation is what the quartiles say, where tails are heavy."""

QUARTILES = 1.349
"""Standard deviations between the quartiles of a Gaussian."""


@dataclass(frozen=True)
class Decision:
    """What a column is used for.

    Attributes:
        column: As it was read.
        use: Out of `sculptor.data.rows.options.USES`.
        why: In a few words.
    """

    column: Column
    use: str
    why: str

    def row(self) -> dict[str, Any]:
        """The decision for a table that people see."""
        return {
            "name": self.column.name,
            "holds": SAID[self.column.kind],
            "use": self.use,
            "why": self.why,
            "missing": self.column.missing,
        }


def decide(table: Table, options: Options) -> list[Decision]:
    """What each column is used for; what a person says comes first.

    Raises:
        SculptorError: A person names a column that is not there or cannot be used so, or nothing is
            left to be modelled.
    """
    for name in options.columns:
        _ = table[name]
    labels = [name for name, use in options.columns.items() if use == "label"]
    if len(labels) > 1:
        raise SculptorError(
            f"Expected one column of labels, received {short(labels)}. Use the others as known."
        )
    found = []
    for column in table.columns:
        said = options.columns.get(column.name)
        if said is not None:
            _check(column, said)
            found.append(Decision(column, said, "as you said"))
        else:
            found.append(_decision(column))
    found = list(_single(found, "label", chosen=labels))
    found = list(_single(found, "split", chosen=[]))
    used = [each for each in found if each.use in ("number", "category")]
    width = sum(_width(each) for each in used)
    if not used:
        raise SculptorError(
            "Expected columns of numbers or categories that differ from row to row, but there are "
            f"none: {short([f'{each.column.name} ({each.why})' for each in found])}. Say what "
            "columns are to be used as."
        )
    if width > MOST:
        raise SculptorError(
            f"Expected up to {MOST:,} numbers in a row, received {width:,}. Leave columns out."
        )
    return found


def _check(column: Column, use: str) -> None:
    """Refuse a use that a column cannot have."""
    fits = {
        "number": column.kind in ("number", "date", "list"),
        "category": bool(column.levels),
        "label": column.kind == "label" or bool(column.levels),
        "known": column.values is not None and column.values.ndim == 1,
        "split": bool(column.levels) and {*map(str.lower, column.levels)} <= SPLITS.keys(),
    }
    if not fits.get(use, True):
        raise SculptorError(
            f"Expected a column that can be used as {use}, but {column.name!r:.60} holds "
            f"{SAID[column.kind]}. Leave it out, or use it otherwise."
        )


def _decision(column: Column) -> Decision:
    """What a column is used for by what it holds."""
    kind, values = column.kind, column.values
    if kind == "category" and {*map(str.lower, column.levels)} <= SPLITS.keys():
        return Decision(column, "split", "its values name splits")
    if kind == "category":
        if len(column.levels) < 2:
            return Decision(column, "out", "all rows have the same")
        return Decision(column, "category", f"{column.why}, one-hot")
    if kind == "label":
        return Decision(column, "label", column.why)
    if kind in ("number", "date", "list") and values is not None:
        if not _varies(values).any():
            return Decision(column, "out", "all rows have the same")
        notes = {"date": column.why, "list": column.why}
        return Decision(column, "number", notes.get(kind, column.why))
    return Decision(column, "out", column.why or SAID[kind])


def _single(decisions: Sequence[Decision], use: str, chosen: Sequence[str]) -> Iterator[Decision]:
    """Decisions of which one at most has a use: the chosen one, else the first."""
    taken = bool(chosen)
    for each in decisions:
        if each.use != use or each.column.name in chosen:
            yield each
        elif taken:
            yield Decision(each.column, "out", f"another column is used as {use}")
        else:
            taken = True
            yield each


def _varies(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which dimensions have values that differ."""
    matrix = values.reshape(len(values), -1)
    with np.errstate(invalid="ignore"):
        finite = np.where(np.isfinite(matrix), matrix, np.nan)
    known = ~np.isnan(finite).all(0)
    varies = np.zeros(matrix.shape[1], bool)
    if known.any():
        some = finite[:, known]
        varies[known] = np.nanmax(some, 0) > np.nanmin(some, 0)
    return varies


def _width(decision: Decision) -> int:
    return len(decision.column.levels) or decision.column.width


def scale_of(values: npt.NDArray[np.float64]) -> tuple[float, float, bool]:
    """Centre and scale of numbers, and whether their tails are heavy.

    Mean and standard deviation; where that is more than `HEAVY` times what the quartiles of a
    Gaussian would say, the median and that, so that a few far values do not press all others
    together; see `sculptor.columns.Column`.

    >>> scale_of(np.array([1.0, 3.0]))
    (2.0, 1.0, False)
    >>> centre, scale, is_heavy = scale_of(np.append(np.arange(99.0), 1e9))
    >>> centre, round(scale, 1), is_heavy
    (49.5, 36.7, True)

    Args:
        values: ``(n,)``, NaN where missing.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0, False
    mean, deviation = float(known.mean()), float(known.std())
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75]).tolist()
    robust = (high - low) / QUARTILES
    if robust > 0 and deviation > HEAVY * robust:
        return middle, robust, True
    return mean, deviation or 1.0, False
