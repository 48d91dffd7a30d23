"""Numbers that a prior can be made of: neither too large nor too close for single precision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.tables import LARGEST, LEAST
from sculptor.tables.limits import Unlike


def check_numbers(values: npt.NDArray[Any], names: Sequence[str] = ()) -> None:
    """Refuse numbers that no prior can be made of, and say where they are.

    Args:
        values: ``(rows, columns)``, of any type of numbers.
        names: Those of the columns, for the message.

    Raises:
        Unlike: One is missing or beyond `LARGEST`, or no two rows differ, or those of a column
            do by less than `LEAST`.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        least, most = (part(axis=0).astype(np.float64) for part in (values.min, values.max))
    for place in np.flatnonzero(~(np.maximum(-least, most) <= LARGEST)).tolist():
        column = values[:, place].astype(np.float64)
        row = int(np.argmax(~(np.abs(column) <= LARGEST)))
        where = f"first in row {row + 1:,}, {_column(place, names)}"
        if np.isnan(column[row]):
            raise Unlike("a number in each cell", f"none, {where}", "Remove or mend such rows")
        raise Unlike(
            f"numbers from {-LARGEST:g} to {LARGEST:g}",
            f"{column[row]:g}, {where}",
            "Measure in a larger unit, or remove such rows",
        )
    spread = most - least
    if not spread.any():
        raise Unlike(
            "samples that differ",
            "rows that are all the same",
            "A prior of one point cannot be learnt; add samples",
        )
    for place in np.flatnonzero((spread > 0) & (spread < LEAST)).tolist():
        raise Unlike(
            f"columns whose numbers differ by {LEAST:g} or more",
            f"{spread[place]:.2g} in {_column(place, names)}",
            "Measure in a smaller unit, or leave that column out",
        )


def _column(place: int, names: Sequence[str]) -> str:
    """A column by its number, and by its name if it has one."""
    number = f"column {place + 1}"
    return number if not names or names[place] == number else f"{number} ({names[place]:.40})"
