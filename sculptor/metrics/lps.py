"""The Latent Predictability Score: how well each latent is predicted from the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

Floats = npt.NDArray[np.float64]

RIDGE, BOOSTING = "ridge", "boosting"
PENALTY = 1e-3
"""Ridge penalty on standardised latents, as a part of the number of rows."""

COLLAPSED = 0.01
"""A latent whose standard deviation is below this part of the largest is taken for collapsed."""

ROUNDING = 1e-6
"""So is one whose standard deviation is below this part of its largest value: a constant, but for
the rounding of single precision."""

LEAST = 10
"""Rows that cross-validation needs, at least."""


@dataclass(frozen=True)
class Effort:
    """How much work an estimate is: ``quick`` is for live use, ``full`` for reports."""

    rows: int
    folds: int
    trees: int
    leaves: int
    permutations: int


QUICK = Effort(rows=1_000, folds=2, trees=20, leaves=15, permutations=20)
FULL = Effort(rows=20_000, folds=3, trees=100, leaves=31, permutations=100)


@dataclass(frozen=True)
class LPSResult:
    """How predictable the latents are, and how predictable they would be by chance.

    Attributes:
        score: Mean of ``per_dimension`` over the latents that have not collapsed; 0 is independent
            in the mean, 1 is fully determined; NaN where fewer than two are left.
        per_dimension: The score of each latent, ``(dim,)``; NaN where it has collapsed.
        predictor: Who predicts each latent best: ``ridge``, ``boosting``, or ``none`` where neither
            beats the mean or the latent has collapsed.
        floor: 95 % quantile of the score between latents of which each is permuted by itself. A
            score at or below it cannot be told from independence.
        collapsed: Which latents have collapsed, ``(dim,)``.
        n: Rows used.
        folds: Of the cross-validation.
        seed: Of the folds, permutations and trees.
    """

    score: float
    per_dimension: Floats
    predictor: tuple[str, ...]
    floor: float
    collapsed: npt.NDArray[np.bool_]
    n: int
    folds: int
    seed: int


def lps(z: npt.ArrayLike, *, quick: bool = False, seed: int = 0) -> LPSResult:
    """The Latent Predictability Score of latents (Fruytier et al., arXiv:2510.11953).

    For each latent i, LPS_i = max(0, R²_i), where R²_i = 1 - sum (z_i - p_i)² / sum (z_i - m)² is
    cross-validated: each row is predicted by p_i from the other latents, fitted on the other folds,
    and m is the mean of those folds. The better of two predictors counts, since none is best on
    all: ridge regression finds linear mixtures, gradient boosting of trees finds products and
    waves. Latents are standardised. What determines a latent up to its sign only, such as a circle,
    has a score of 0: its mean is not predictable.

    The floor comes from ridge regression on permuted latents. Boosting, which has many more
    parameters, does worse than the mean there, so that the better of the two is ridge's.

    >>> import numpy as np
    >>> x = np.random.default_rng(0).standard_normal((1000, 2))
    >>> result = lps(np.column_stack([x, x.sum(axis=1)]))
    >>> [round(float(value), 2) for value in result.per_dimension], result.predictor
    ([1.0, 1.0, 1.0], ('ridge', 'ridge', 'ridge'))

    Args:
        z: Latents ``(n, dim)``, n at least 10 and dim at least 2. Say with the result whether they
            are the means or samples of a stochastic encoder: the scores differ.
        quick: 1,000 rows, two folds and small trees, for live use; else up to 20,000 rows.
        seed: Of the rows, folds, permutations and trees.

    Raises:
        SculptorError: The latents are not such an array, or not finite.
    """
    effort = QUICK if quick else FULL
    latents = _checked(z)
    generator = np.random.default_rng(seed)
    latents = latents[generator.permutation(len(latents))[: effort.rows]]
    spread = latents.std(0)
    constant = spread <= ROUNDING * np.abs(latents).max(0)
    collapsed = constant | (spread <= COLLAPSED * spread.max())
    kept = np.flatnonzero(~collapsed)
    per_dimension = np.full(latents.shape[1], np.nan)
    predictor = np.full(latents.shape[1], "none", dtype=object)
    score = floor = float("nan")
    if len(kept) >= 2:
        alive = (latents[:, kept] - latents[:, kept].mean(0)) / spread[kept]
        both = np.stack([_ridge(alive, effort), _boosting(alive, effort, seed)])
        per_dimension[kept] = both.max(0).clip(0)
        best = np.where(both[0] >= both[1], RIDGE, BOOSTING)
        predictor[kept] = np.where(both.max(0) > 0, best, "none")
        score, floor = float(per_dimension[kept].mean()), _floor(alive, effort, generator)
    return LPSResult(
        score, per_dimension, tuple(predictor), floor, collapsed, len(latents), effort.folds, seed
    )


def _checked(z: npt.ArrayLike) -> Floats:
    try:
        latents = np.asarray(z, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise SculptorError("Expected latents as an array of numbers, (n, dim).") from error
    if latents.ndim != 2 or latents.shape[1] < 2 or len(latents) < LEAST:
        raise SculptorError(
            f"Expected latents as (n, dim) with n of {LEAST} or more and dim of 2 or more, "
            f"received the shape {latents.shape}."
        )
    if not np.isfinite(latents).all():
        raise SculptorError("Expected finite latents, received NaN or infinity. Remove such rows.")
    return latents


def _ridge(latents: Floats, effort: Effort) -> Floats:
    """Cross-validated R² of ridge regression, ``(dim,)``.

    With P the inverse of the penalised second moments, the coefficients of the regression of latent
    i on all others are -P_ij / P_ii: one inverse serves all latents.
    """
    predicted = np.empty_like(latents)
    means = np.empty_like(latents)
    for train, test in _folds(len(latents), effort.folds):
        mean = latents[train].mean(0)
        centred = latents[train] - mean
        moments = centred.T @ centred
        moments[np.diag_indices_from(moments)] += PENALTY * len(centred)
        inverse = np.linalg.inv(moments)
        weights = -inverse / np.diag(inverse)
        np.fill_diagonal(weights, 0)
        predicted[test] = mean + (latents[test] - mean) @ weights
        means[test] = mean
    return _r2(latents, predicted, means)


def _boosting(latents: Floats, effort: Effort, seed: int) -> Floats:
    """Cross-validated R² of gradient boosting of trees, ``(dim,)``."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from threadpoolctl import threadpool_limits

    predicted, means = np.empty_like(latents), np.empty_like(latents)
    for train, test in _folds(len(latents), effort.folds):
        means[test] = latents[train].mean(0)
        # Threads that wait for one another cost more than they bring on tables this small.
        with threadpool_limits(1, user_api="openmp"):
            for i in range(latents.shape[1]):
                others = np.delete(latents, i, axis=1)
                model: Any = HistGradientBoostingRegressor(
                    max_iter=effort.trees,
                    max_leaf_nodes=effort.leaves,
                    learning_rate=10 / (effort.trees + 60),
                    early_stopping=False,
                    random_state=seed,
                ).fit(others[train], latents[train, i])
                predicted[test, i] = model.predict(others[test])
    return _r2(latents, predicted, means)


def _floor(latents: Floats, effort: Effort, generator: np.random.Generator) -> float:
    """95 % quantile of the score of independent latents with the same marginals."""
    scores = [
        _ridge(generator.permuted(latents, axis=0), effort).clip(0).mean()
        for _ in range(effort.permutations)
    ]
    return float(np.quantile(scores, 0.95))


def _folds(n: int, folds: int) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Rows to fit on and rows to predict; the rows are in random order already."""
    parts = np.array_split(np.arange(n), folds)
    return [(np.concatenate([*parts[:k], *parts[k + 1 :]]), parts[k]) for k in range(folds)]


def _r2(latents: Floats, predicted: Floats, means: Floats) -> Floats:
    residual = np.square(latents - predicted).sum(0)
    total = np.square(latents - means).sum(0)
    ratio: Floats = 1 - residual / total
    return ratio
