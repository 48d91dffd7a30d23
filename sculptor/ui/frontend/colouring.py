"""What the colours of points mean: one for each label, or a ramp over values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.ui.frontend import encoding
from sculptor.views.palette import LIGHT

CATEGORIES = len(LIGHT.categories)
"""Labels that get a colour of their own; the last one stands for all others when there are more."""


UNKNOWN = "not known"
"""The label of points of which nothing is known."""


@dataclass(frozen=True)
class Colouring:
    """What the colour of a point means; made by `by_label` or `by_value`.

    Attributes:
        name: The title of the legend.
        codes: ``(n,)`` uint8: the label of each point, or its value from 0 to 255.
        labels: The names of the labels; empty for values.
        low: The value of code 0, as text.
        high: The value of code 255.
        circular: Whether the two ends of the values are the same, as for an angle.
        missing: Whether the last label, or code 255, are points of which it is not known: grey.
    """

    name: str
    codes: npt.NDArray[np.uint8]
    labels: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    circular: bool = False
    missing: bool = False


def by_label(labels: npt.ArrayLike, names: Sequence[str] = (), name: str = "") -> Colouring:
    """One colour for each label.

    >>> by_label([1, 0, 1], ["cat", "dog"]).labels
    ('cat', 'dog')

    Args:
        labels: ``(n,)`` whole numbers from 0; -1 where it is not known.
        names: The name of each label; by default its number.
        name: The title of the legend.

    Raises:
        SculptorError: The labels are not such numbers.
    """
    array = np.asarray(labels)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer) or (array < -1).any():
        raise SculptorError(
            f"Expected labels as whole numbers from 0, one a point, received {array.dtype} of "
            f"shape {array.shape}."
        )
    count = max(len(names), int(array.max(initial=-1)) + 1)
    shown = [*names, *(str(label) for label in range(len(names), count))]
    if count > CATEGORIES:
        shown = [*shown[: CATEGORIES - 1], "other"]
        array = np.minimum(array, CATEGORIES - 1)
    missing = array < 0
    if missing.any():
        array = np.where(missing, len(shown), array)
        shown = [*shown, UNKNOWN]
    return Colouring(name, array.astype(np.uint8), labels=tuple(shown), missing=bool(missing.any()))


def by_value(values: npt.ArrayLike, name: str = "", *, circular: bool = False) -> Colouring:
    """A ramp of colours from the least value to the largest.

    >>> by_value([0.0, 1.0, 2.0]).codes
    array([  0, 128, 255], dtype=uint8)

    Args:
        values: ``(n,)`` numbers; one that is not finite is not known.
        name: The title of the legend.
        circular: Whether the two ends are the same, as for an angle.

    Raises:
        SculptorError: The values have another shape.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise SculptorError(f"Expected one value a point, received the shape {array.shape}.")
    finite = array[np.isfinite(array)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    span = high - low or 1.0
    missing = ~np.isfinite(array)
    top = 254 if missing.any() else 255
    scaled = np.where(missing, 1.0, (np.where(missing, low, array) - low) / span * top / 255)
    codes = np.rint(scaled * 255).astype(np.uint8)
    low_text, high_text = (_number(value, span) for value in (low, high))
    return Colouring(
        name,
        codes,
        low=low_text,
        high=high_text,
        circular=circular,
        missing=bool(missing.any()),
    )


def _number(value: float, span: float) -> str:
    """A number as exactly as a range of the width ``span`` needs.

    >>> _number(0.00119, 6.28), _number(1234.5, 500.0), _number(3e-7, 1e-6)
    ('0', '1230', '3e-07')
    """
    rounded = round(value, 1 - math.floor(math.log10(span)))
    return f"{rounded + 0.0:.4g}"


def packed(colour: Colouring) -> dict[str, Any]:
    """The colours of points as the browser takes them."""
    return {
        **vars(colour),
        "kind": "labels" if colour.labels else "values",
        "codes": encoding.text(colour.codes),
        "labels": list(colour.labels),
    }
