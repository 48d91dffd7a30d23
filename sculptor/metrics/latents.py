"""Tables of latents: which are fit to be measured, which are constant or have collapsed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.words import count

Floats = npt.NDArray[np.float64]

COLLAPSED = 0.01
"""A latent whose standard deviation is below this part of the largest is taken for collapsed."""

ROUNDING = 1e-6
"""One whose standard deviation is below this part of its largest value is a constant, but for the
rounding of single precision."""


def collapsed(z: Floats) -> npt.NDArray[np.bool_]:
    """Which latents vary by at most 1 % of the widest, or by no more than rounding, ``(d,)``.

    A flag for people: scores that have no scale leave out what is `constant` alone, since a latent
    that varies little may tell as much as another.
    """
    spread = z.std(0)
    chosen: npt.NDArray[np.bool_] = constant(z) | (spread <= COLLAPSED * spread.max())
    return chosen


def constant(z: Floats) -> npt.NDArray[np.bool_]:
    """Which latents vary by no more than rounding, ``(d,)``."""
    chosen: npt.NDArray[np.bool_] = z.std(0) <= ROUNDING * np.abs(z).max(0)
    return chosen


def checked(rows: npt.ArrayLike, name: str, least: int = 2, columns: int = 1) -> Floats:
    """A finite table in double precision.

    Args:
        rows: ``(n, dim)``.
        name: What it is, for messages.
        least: Rows that it must have.
        columns: That it must have.

    Raises:
        SculptorError: It has not two dimensions, too few rows or columns, or NaN.
    """
    try:
        table = np.asarray(rows, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise SculptorError(f"Expected {name} as an array of numbers, (n, dim).") from error
    if table.ndim != 2 or table.shape[1] < columns or len(table) < least:
        raise SculptorError(
            f"Expected {name} as rows and columns with {least} rows or more and "
            f"{count(columns, 'column')} or more, received the shape {table.shape}."
        )
    if not np.isfinite(table).all():
        raise SculptorError(f"Expected finite {name}, received NaN or infinity. Remove such rows.")
    return table
