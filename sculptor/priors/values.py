"""The values of a factor, and the part of a block of latents that belongs to each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.priors.prior import Floats, Samples

Whole = npt.NDArray[np.int64]

MONOTONE, CIRCULAR, CATEGORICAL = MAPS = ("monotone", "circular", "categorical")
"""How a block follows a factor."""

MOST = 64
"""Values that are told apart: a factor of more is cut into so many bins of equal mass."""

PERIOD = 2 * np.pi
"""Of a circular factor."""


@dataclass(frozen=True)
class Values:
    """The values v of a factor, or its bins, in order; a part of a block's mass is each one's.

    With the shares p(v) of the data, v has the quantiles from F(v-) to F(v) of the block, so that
    the block as a whole is distributed as its prior says, whatever the factor is.

    Attributes:
        map: Out of `MAPS`.
        ends: ``(k,)``, the largest value of each bin, ascending; of few values these themselves.
        shares: ``(k,)``, p(v).
        exact: Whether each bin is one value, so that others are none of them.
    """

    map: str
    ends: Floats
    shares: Floats
    exact: bool

    @classmethod
    def of(cls, factor: Floats, way: str, name: str) -> Values:
        """The values that items have.

        Args:
            factor: ``(n,)``, NaN where it is not known.
            way: Out of `MAPS`.
            name: Of the factor, for what is said of it.

        Raises:
            SculptorError: It is not known of any, is constant, or has too many categories.
        """
        known = _wrapped(np.asarray(factor, np.float64), way)
        known = known[np.isfinite(known)]
        ends, counts = np.unique(known, return_counts=True)
        if len(ends) < 2:
            received = "it is not known of any" if not len(ends) else f"all have {ends[0]:g}"
            raise SculptorError(
                f"Expected training items that differ in the factor {name}, to which a block is "
                f"tied, but {received}. Leave the block free."
            )
        exact = len(ends) <= MOST
        if not exact:
            if way == CATEGORICAL:
                raise SculptorError(
                    f"Expected at most {MOST} values of the factor {name}, to which a block is "
                    f"tied by categories, received {len(ends):,}. Tie it monotonically instead."
                )
            ends = np.unique(np.quantile(known, np.arange(1, MOST + 1) / MOST))
            places = np.searchsorted(ends, known).clip(max=len(ends) - 1)
            counts = np.bincount(places, minlength=len(ends))
            ends, counts = ends[counts > 0], counts[counts > 0]
        return cls(way, ends, counts / counts.sum(), exact)

    def codes(self, factor: Floats) -> Whole:
        """Which value each item has, ``(n,)``; -1 where it is not known, or is a category more."""
        given = _wrapped(np.asarray(factor, np.float64), self.map)
        places = np.searchsorted(self.ends, given).clip(max=len(self.ends) - 1)
        known = np.isfinite(given)
        if self.map == CATEGORICAL:
            known &= self.ends[places] == given
        return np.where(known, places, -1)

    @property
    def middles(self) -> Floats:
        """The quantile in the middle of each value, ``(k,)`` between 0 and 1."""
        return np.asarray(np.cumsum(self.shares) - self.shares / 2)

    @property
    def points(self) -> Floats | None:
        """Where each value lies beside others, ``(k, 1 or 2)``: None of categories.

        On a line its quantile u; on a circle of length 1 (cos, sin) of 2 pi u by 2 pi.
        """
        if self.map == CATEGORICAL:
            return None
        u = self.middles[:, None]
        turned = PERIOD * u
        return u if self.map == MONOTONE else np.hstack([np.cos(turned), np.sin(turned)]) / PERIOD

    def at(self, quantiles: Floats) -> Whole:
        """Which value has each of some quantiles between 0 and 1."""
        ends = np.cumsum(self.shares)
        return np.searchsorted(ends, quantiles).clip(max=len(ends) - 1)


class Parts:
    """The samples of a block, in an order, and which of them belong to each value.

    One dimension is in order of its values. Two are in that of the angle about their middle: for a
    circular map from the first axis on, for categories from where there are fewest, so that the
    parts of a mixture or of a ring of blobs are whole. More are in order of the first of them.

    Args:
        points: ``(m, dim)`` samples of the block.
        values: Of the factor.
    """

    def __init__(self, points: Samples, values: Values) -> None:
        if points.shape[1] == 2:
            about = np.arctan2(*(points - points.mean(0)).T[::-1]) % PERIOD
            along = about if values.map == CIRCULAR else (about - _emptiest(about)) % PERIOD
        else:
            along = points[:, 0]
        self.points = points[np.argsort(along, kind="stable")]
        ends = np.rint(np.cumsum(values.shares) * len(points)).astype(np.int64)
        self._first = np.append(0, ends[:-1]).clip(max=len(points) - 1)
        self._size = (ends - self._first).clip(min=1)

    def draw(self, codes: Whole, generator: np.random.Generator) -> Samples:
        """A sample ``(..., dim)`` of the part of each value."""
        return self._at(codes, generator.random(codes.shape))

    def spread(self, each: int) -> Samples:
        """``(k, each, dim)`` samples of the part of each value, evenly in their order."""
        return self._at(np.arange(len(self._size))[:, None], (np.arange(each) + 0.5) / each)

    def _at(self, codes: Whole, places: Floats) -> Samples:
        """Samples of the parts of some values, at places from 0 to 1 in their order."""
        found: Samples = self.points[self._first[codes] + (places * self._size[codes]).astype(int)]
        return found


def turned(factor: Floats, period: float | None) -> Floats:
    """A factor that has a period in its own units as an angle in radians; as it is without one.

    >>> turned(np.array([90.0, 450.0]), 360.0) / np.pi
    array([0.5, 2.5])
    """
    return factor if period is None else np.asarray(factor * (PERIOD / period))


def _wrapped(factor: Floats, way: str) -> Floats:
    return factor % PERIOD if way == CIRCULAR else factor


BINS = 90
"""Of the circle, of which the emptiest begins the order of categories."""


def _emptiest(angles: Floats) -> float:
    """Where on the circle the fewest angles are: the middle of the emptiest arc."""
    counts = np.bincount((angles / PERIOD * BINS).astype(np.int64) % BINS, minlength=BINS)
    smooth = sum(np.roll(counts, shift) * (4 - abs(shift)) for shift in range(-3, 4))
    return float((np.argmin(smooth) + 0.5) * PERIOD / BINS)
