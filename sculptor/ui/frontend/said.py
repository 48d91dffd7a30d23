"""Numbers out of what a component in the browser says, where anyone may say anything."""

from __future__ import annotations

from typing import Any

from sculptor.parameter import is_number

MOST = 2**53
"""Whole numbers up to here are exact in JavaScript."""

FAR = 1e9
"""Latent units from 0 at which nobody points."""


def whole(value: Any, most: int = MOST) -> int | None:
    """A whole number from 0 to ``most``; None if it is anything else.

    >>> whole(3), whole(3.0), whole(True), whole(-1), whole("3"), whole(10**400)
    (3, 3, None, None, None, None)
    """
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 <= value <= most else None


def number(value: Any, low: float = -FAR, high: float = FAR) -> float | None:
    """A number within limits; None if it is anything else.

    >>> number(1), number(float("nan")), number("1"), number(10**400), number(True)
    (1.0, None, None, None, None)
    """
    return float(value) if is_number(value, low, high) else None
