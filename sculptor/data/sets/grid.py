"""Data sets whose factors lie on a grid: a sample of it, and a check of values that people give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

Floats = npt.NDArray[np.float32]


def sample(grid: Sequence[npt.NDArray[Any]], n: int, seed: int, what: str) -> Floats:
    """Distinct combinations of a grid's values, drawn without replacement, ``(n, k)``.

    >>> sample([np.array([1.0, 2.0]), np.array([5.0])], 2, 0, "points").tolist()
    [[1.0, 5.0], [2.0, 5.0]]

    Args:
        grid: The values of each of k factors.
        n: How many.
        seed: Of the draw.
        what: They are, for the message.

    Raises:
        SculptorError: The grid has fewer than ``n``.
    """
    sizes = tuple(len(values) for values in grid)
    total = int(np.prod(sizes))
    if not 0 <= n <= total:
        raise SculptorError(f"Expected from 0 to {total:,} {what}, received {n:,}.")
    chosen = np.random.default_rng(seed).choice(total, n, replace=False)
    places = np.unravel_index(chosen, sizes)
    columns = [values[place] for values, place in zip(grid, places, strict=True)]
    return np.stack(columns, axis=1).astype(np.float32)


def checked(
    factors: npt.ArrayLike,
    names: Sequence[str],
    ranges: Callable[[Floats], Mapping[str, Any]],
) -> Floats:
    """Values of factors as ``(n, k)``, if they are within their ranges.

    Args:
        factors: What was given.
        names: Of the k factors.
        ranges: From the values, what is expected of a row in words to whether each row fits,
            ``(n,)`` bool.

    Raises:
        SculptorError: They have another shape, or a row does not fit.
    """
    values = np.asarray(factors, np.float32)
    if values.ndim != 2 or values.shape[1] != len(names):
        raise SculptorError(
            f"Expected factors of shape (n, {len(names)}), {', '.join(names)}; "
            f"received the shape {values.shape}."
        )
    for expected, fits in ranges(values).items():
        if not fits.all():
            row = int(np.argmin(fits))
            raise SculptorError(
                f"Expected {expected}, received {values[row].tolist()} in row {row}."
            )
    return values
