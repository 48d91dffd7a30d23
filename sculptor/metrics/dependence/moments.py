"""A classifier by joint moments: finds weak dependence of many latents."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.classifiers.boosting import boosting
from sculptor.metrics.classifiers.classifier import Floats, LogOdds

DEGREES = ((1, 1), (1, 2), (2, 2))
"""Of the polynomials of a pair of latents."""

THRESHOLDS = (0.0, 3.0)
"""Standard errors under which a moment counts for nothing: none, for weak dependence of many
latents; and some, for that of few."""

FOLDS = 4
"""In which rows are scored by the moments of the others."""

MOST = 64
"""Latents of which triples are looked at, at most: their number grows with the cube."""

CELLS = 2**22
"""Products held at once, about."""


def moments(first: Floats, second: Floats, seed: int) -> LogOdds:
    """Log-odds by boosting over a few sums of products of latents.

    For latents with Gaussian marginals, the density ratio has the expansion of Lancaster ("The
    structure of bivariate distributions", Ann. Math. Stat. 29 (1958), Eq. 12, of two latents)

        p(z) / prod_i p(z_i) = 1 + sum_φ E_p[φ(z)] φ(z)

    over the products φ of Hermite polynomials h_1(t) = t, h_2(t) = (t² - 1) / sqrt(2), ... of two
    or more latents, which are orthonormal under the product. Of those h_a(z_i) h_b(z_j) with
    degrees 1 and 2, and of z_i z_j z_k, the sums of φ with mean φ over the rows as weights are
    taken, kind by kind: of all φ, and of those whose mean is three standard errors or more from 0.
    Beside them stands zᵀ(I - R⁻¹)z / 2, which varies as the log-ratio of a Gaussian of correlations
    R does, however strong they are. Boosting then weighs these sums and bends them to log-odds.
    Each row that it is fitted on has its sums by weights from the other folds of rows (stacking,
    Wolpert 1992), as a row speaks for its own products.

    Args:
        first: Rows ``(n, d)``, normal scores.
        second: Rows of the product of their marginals; of these, all moments are known to be 0.
        seed: As of `boosting`.
    """
    by_fold = [Moments.of(first[_fold(first) != k]) for k in range(FOLDS)]
    log_odds = boosting(_stacked(first, by_fold), _stacked(second, by_fold), seed)
    whole = Moments.of(first)
    return lambda rows: log_odds(whole.sums(rows))


@dataclass(frozen=True)
class Moments:
    """Means of products over rows, kind by kind and threshold by threshold.

    Attributes:
        pairs: Of each degrees and threshold, ``(d, d)``.
        triples: Of each threshold, ``(d, d, d)``, above the diagonals; none of many latents.
        gaussian: (I - R⁻¹) / 2, ``(d, d)``, with as much of I in R as there are latents a row.
    """

    pairs: tuple[Floats, ...]
    triples: tuple[Floats, ...]
    gaussian: Floats

    @classmethod
    def of(cls, rows: Floats) -> Moments:
        """The means over rows ``(n, d)``."""
        n, d = rows.shape
        h = _hermite(rows)
        pairs = [_above(h[a].T @ h[b] / n, both=a != b) for a, b in DEGREES]
        triples = []
        if 3 <= d <= MOST:
            total = np.zeros((d * d, d))
            for some in _split(rows):
                total += _products(some).T @ some
            i = np.arange(d)
            ordered = (i[:, None, None] < i[:, None]) & (i[:, None] < i)
            triples = [ordered * total.reshape(d, d, d) / n]
        part = min(1.0, d / n)
        correlations = (1 - part) * rows.T @ rows / n + part * np.eye(d)
        gaussian = (np.eye(d) - np.linalg.inv(correlations)) / 2
        return cls(_chosen(pairs, n), _chosen(triples, n), gaussian)

    def sums(self, rows: Floats) -> Floats:
        """The products of each row, weighed by their means, ``(n, sums)``."""
        return np.concatenate([self._sums(some) for some in _split(rows)])

    def _sums(self, rows: Floats) -> Floats:
        h, d = _hermite(rows), rows.shape[1]
        degrees = [each for each in DEGREES for _ in THRESHOLDS]
        sums = [np.einsum("ni,ni->n", rows @ self.gaussian, rows)]
        sums += [
            np.einsum("ni,ni->n", h[a] @ table, h[b])
            for (a, b), table in zip(degrees, self.pairs, strict=True)
        ]
        if self.triples:
            squares = _products(rows)
            sums += [
                np.einsum("ni,ni->n", squares @ table.reshape(d * d, d), rows)
                for table in self.triples
            ]
        return np.stack(sums, axis=1)


def _chosen(tables: list[Floats], n: int) -> tuple[Floats, ...]:
    """Each table of means over n rows, without what is below each threshold."""
    least = [threshold / math.sqrt(n) for threshold in THRESHOLDS]
    return tuple(table * (np.abs(table) > each) for table in tables for each in least)


def _fold(rows: Floats) -> npt.NDArray[np.intp]:
    return np.arange(len(rows)) % FOLDS


def _stacked(rows: Floats, by_fold: list[Moments]) -> Floats:
    """The sums of each row by the moments of the other folds."""
    fold = _fold(rows)
    sums = [by_fold[k].sums(rows[fold == k]) for k in range(FOLDS)]
    table = np.empty((len(rows), sums[0].shape[1]))
    for k in range(FOLDS):
        table[fold == k] = sums[k]
    return table


def _hermite(rows: Floats) -> dict[int, Floats]:
    """Orthonormal under N(0, 1), by degree."""
    return {1: rows, 2: (np.square(rows) - 1) / math.sqrt(2)}


def _above(table: Floats, *, both: bool) -> Floats:
    """Each pair once; of unequal degrees, each order of a pair."""
    if both:
        return table - np.diag(np.diag(table))
    return np.triu(table, 1)


def _products(rows: Floats) -> Floats:
    """z_i z_j of each row, ``(n, d²)``."""
    return (rows[:, :, None] * rows[:, None, :]).reshape(len(rows), -1)


def _split(rows: Floats) -> list[Floats]:
    """Parts of which the products fit into memory."""
    return np.array_split(rows, max(1, math.ceil(len(rows) * rows.shape[1] ** 2 / CELLS)))
