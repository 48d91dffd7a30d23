"""The Latent Predictability Score: how well each latent is predicted from the others."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.latents import ROUNDING, checked, collapsed
from sculptor.metrics.predictors.boosting import boosting
from sculptor.metrics.predictors.folds import Folds
from sculptor.metrics.predictors.network import networks
from sculptor.metrics.predictors.ridge import ridge
from sculptor.metrics.threads import one_thread

Floats = npt.NDArray[np.float64]
Bins = npt.NDArray[np.int64]
Interval = tuple[float, float]

PREDICTORS = ("ridge", "boosting", "network")

SEEDS = 2**32
"""Seeds that all of the predictors take."""

LEAST = 10
"""Rows that cross-validation needs, at least."""

FOLDS = 3
"""Parts of the rows: predictors are fitted on two of them and predict the third."""

ROWS_A_TREE, ROWS_A_STEP = 125, 16
"""Of many rows more can be learnt: one more tree, and one more step of the networks, for so many
rows."""

BINS = 8
"""Quantile bins of the distributional score."""

RESAMPLES = 500
"""Of the rows, for the interval, and of the null scores, for the floor."""

RESAMPLES_TOGETHER = 50
"""Of the rows, which bounds the memory that they take."""


@dataclass(frozen=True)
class Effort:
    """How much work an estimate is: ``quick`` is for live use, ``full`` for reports.

    Attributes:
        rows: Used at most.
        used_folds: Out of `FOLDS`, those that are predicted.
        trees: Of boosting, for each latent and fold, at least.
        steps: In which the networks are trained, at least.
        permutations: Of the latents, on which ridge regression sets the floor.
        null_latents: Permuted latents, about, on which the networks do.
        latents: That are predicted at most: each costs as much as there are latents to learn from.
    """

    rows: int
    used_folds: int
    trees: int
    steps: int
    permutations: int
    null_latents: int
    latents: float

    def of(self, n: int) -> Effort:
        """With the trees and steps for n rows."""
        trees, steps = max(self.trees, n // ROWS_A_TREE), max(self.steps, n // ROWS_A_STEP)
        return replace(self, trees=trees, steps=steps)


QUICK = Effort(
    rows=6_000, used_folds=1, trees=20, steps=150, permutations=20, null_latents=0, latents=32
)
FULL = Effort(
    rows=10_000,
    used_folds=3,
    trees=50,
    steps=400,
    permutations=100,
    null_latents=10,
    latents=math.inf,
)


@dataclass(frozen=True)
class Distributional:
    """How much the others tell about the distribution of each latent, as a part of all there is.

    Attributes:
        score: Mean of ``per_dimension``; NaN where fewer than two latents are left.
        per_dimension: ``(dim,)``; NaN where a latent has collapsed, or has one bin because nearly
            all its values are equal.
        floor: As of the score of means; NaN in a quick estimate.
        interval: As of the score of means.
    """

    score: float
    per_dimension: Floats
    floor: float
    interval: Interval


@dataclass(frozen=True)
class LPSResult:
    """How predictable the latents are, and how predictable they would be by chance.

    Attributes:
        score: Mean of ``per_dimension`` over the latents that have not collapsed; 0 is independent
            in the mean, 1 is fully determined; NaN where fewer than two are left.
        per_dimension: The score of each latent, ``(dim,)``; NaN where it has collapsed, or is not
            predicted in a quick estimate.
        predictor: Who predicts each latent best: ``ridge``, ``boosting`` or ``network``, or
            ``none`` where none beats the mean or there is no score.
        floor: 95 % quantile of the score between latents of which each is permuted by itself. A
            score at or below it cannot be told from independence.
        interval: Of 95 % confidence, around the score.
        distributional: What the others tell about a latent beyond its mean.
        collapsed: Which latents have collapsed, ``(dim,)``.
        n: Rows used.
        n_predicted: Rows predicted by predictors that did not see them: all in a full estimate.
        representation: ``mean`` or ``sample`` of the encoder, as the caller said it.
        seed: Of the rows, folds, permutations, trees, networks and resamples.
    """

    score: float
    per_dimension: Floats
    predictor: tuple[str, ...]
    floor: float
    interval: Interval
    distributional: Distributional
    collapsed: npt.NDArray[np.bool_]
    n: int
    n_predicted: int
    representation: str | None
    seed: int


def lps(
    z: npt.ArrayLike, *, quick: bool = False, seed: int = 0, representation: str | None = None
) -> LPSResult:
    """The Latent Predictability Score of latents (Fruytier et al., arXiv:2510.11953).

    **Score.** For each latent i, LPS_i = max(0, R²_i), where
    R²_i = 1 - sum (z_i - p_i)² / sum (z_i - m)². Rows are in random order in three folds; each row
    is predicted by p_i from the other latents, fitted on the two folds that it is not in, and m is
    the mean of those. The best of three predictors counts, since none is best on all: `ridge`
    regression finds linear mixtures, `boosting` of trees finds steps and signs, small `networks`
    find products and waves. Latents are standardised. The score is the mean over latents.

    **Distributional score.** What determines a latent up to its sign only, such as a circle, has a
    score of 0: its mean is not predictable, its distribution is. So each latent is cut into eight
    bins of equal mass, and the networks give a distribution q_i over the bins, from the same folds:
    D_i = max(0, 1 - (mean of -log q_i(bin of z_i)) / H_i), where H_i is the entropy of the bins in
    nats, log 8 unless values are tied. D_i H_i bounds the mutual information of the bin and the
    other latents from below, but for the chance of the rows predicted.

    **Floor.** With each latent permuted by itself, the latents are independent and have the same
    marginals. The floor is the 95 % quantile of the score then. Ridge regression is fitted to 100
    such tables; the networks, which predict by a constant unless they gain more than a standard
    error, to about 10 permuted latents, of which one is drawn for each latent. Boosting, which has
    many parameters and no early stop, does worse than the mean there and is left out.

    **Interval.** Of 95 %, from 500 bootstrap resamples of the rows predicted; their squared errors
    are resampled, nothing is fitted anew. It spans the percentile and the basic interval (Davison &
    Hinkley 1997, section 5.2), since near 0 the clipped scores of resamples lie above the score. It
    covers what these predictors reach when fitted on this many rows (Bayle et al. 2020,
    "Cross-validation confidence intervals for test error", Theorem 1), not what better ones or more
    rows might.

    **Quick.** Up to 6,000 rows, of which two thirds are fitted on and one third is predicted; fewer
    trees and steps. Its interval is wider, its floor that of ridge regression. Of more than 32
    latents, 32 drawn by the seed are predicted, from all others; the score is their mean.

    >>> import numpy as np
    >>> x = np.random.default_rng(0).standard_normal((1000, 2))
    >>> result = lps(np.column_stack([x, x.sum(axis=1)]), quick=True)
    >>> [round(float(value), 2) for value in result.per_dimension], result.predictor
    ([1.0, 1.0, 1.0], ('ridge', 'ridge', 'ridge'))

    Args:
        z: Latents ``(n, dim)``, n at least 10 and dim at least 2.
        quick: For live use; else up to 10,000 rows, for reports.
        seed: Of the rows, folds, permutations, trees, networks and resamples.
        representation: Whether z are the ``mean`` or a ``sample`` of a stochastic encoder, kept in
            the result: the scores of the two differ.

    Raises:
        SculptorError: The latents are not such an array, or not finite, or the seed is not a whole
            number from 0 to 2³² - 1.
    """
    effort = QUICK if quick else FULL
    latents = checked(z, "latents", LEAST, columns=2)
    if not 0 <= seed < SEEDS:
        raise SculptorError(f"Expected a seed from 0 to {SEEDS - 1:,}, received {seed}.")
    generator = np.random.default_rng(seed)
    latents = latents[generator.permutation(len(latents))[: effort.rows]]
    effort = effort.of(len(latents))
    spread, flat = latents.std(0), collapsed(latents)
    kept, folds = np.flatnonzero(~flat), Folds(len(latents), FOLDS, effort.used_folds)
    predictor = np.full(len(flat), "none", dtype=object)
    per_dimension, of_bins = np.full((2, len(flat)), np.nan)
    floor = floor_of_bins = math.nan
    interval = interval_of_bins = (math.nan, math.nan)
    if len(kept) >= 2:
        chosen = kept
        if len(kept) > effort.latents:
            chosen = np.sort(generator.choice(kept, int(effort.latents), replace=False))
        targets, order = len(chosen), np.concatenate([chosen, np.setdiff1d(kept, chosen)])
        alive = (latents[:, order] - latents[:, order].mean(0)) / spread[order]
        with one_thread():
            means, predictor[chosen], bins = _predict(alive, targets, folds, effort, seed)
            per_dimension[chosen], of_bins[chosen] = means.scores(), bins.scores()
            floor, floor_of_bins = _floors(alive, targets, folds, effort, seed, generator)
            interval, interval_of_bins = means.interval(generator), bins.interval(generator)
    return LPSResult(
        score=_mean(per_dimension),
        per_dimension=per_dimension,
        predictor=tuple(predictor),
        floor=floor,
        interval=interval,
        distributional=Distributional(_mean(of_bins), of_bins, floor_of_bins, interval_of_bins),
        collapsed=flat,
        n=folds.n,
        n_predicted=folds.held,
        representation=representation,
        seed=seed,
    )


def _mean(scores: Floats) -> float:
    return float(_means(scores))


def _means(scores: Floats) -> Floats:
    """Over the latents that have a score, along the last axis; NaN where none has."""
    known = np.isfinite(scores)
    count = known.sum(-1)
    total = np.where(known, scores, 0.0).sum(-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


@dataclass(frozen=True)
class _Losses:
    """What predicting each latent in each row costs, and what the constant prediction does.

    Both are ``(rows, dim)``.
    """

    predicted: Floats
    constant: Floats

    @classmethod
    def of(cls, latents: Floats, predicted: Floats, folds: Folds) -> _Losses:
        """Squared errors; the constant is the mean of the rows fitted on."""
        held = latents[: folds.held]
        means = [np.tile(latents[fit].mean(0), (len(rows), 1)) for fit, rows in folds.pairs()]
        return cls(np.square(held - predicted), np.square(held - np.concatenate(means)))

    @classmethod
    def of_log_q(cls, log_q: Floats, bins: Bins) -> _Losses:
        """-log q of the bins; the constant costs their entropy."""
        often = np.stack([(bins == k).mean(0) for k in range(BINS)])
        entropy = -(often * np.log(np.where(often > 0, often, 1))).sum(0)
        return cls(-log_q, np.tile(entropy, (len(log_q), 1)))

    def scores(self) -> Floats:
        """max(0, 1 - sum predicted / sum constant), ``(dim,)``."""
        return _part_saved(self.predicted.sum(0), self.constant.sum(0))

    def interval(self, generator: np.random.Generator) -> Interval:
        """Of 95 % for the mean score, by resampling rows."""
        score = _mean(self.scores())
        if math.isnan(score):
            return math.nan, math.nan
        means = np.concatenate(
            [self._resampled(generator) for _ in range(RESAMPLES // RESAMPLES_TOGETHER)]
        )
        low, high = (float(value) for value in np.quantile(means, [0.025, 0.975]))
        return max(min(low, 2 * score - high), 0.0), min(max(high, 2 * score - low), 1.0)

    def _resampled(self, generator: np.random.Generator) -> Floats:
        """The mean scores of `RESAMPLES_TOGETHER` resamples of the rows."""
        shape = RESAMPLES_TOGETHER, len(self.predicted)
        cells = generator.integers(shape[1], size=shape) + shape[1] * np.arange(shape[0])[:, None]
        times = np.bincount(cells.ravel(), minlength=cells.size).reshape(shape).astype(float)
        return _means(_part_saved(times @ self.predicted, times @ self.constant))


def _part_saved(cost: Floats, of_constant: Floats) -> Floats:
    """At least 0, also where it is rounding; NaN where there was nothing to predict."""
    some = of_constant > 0
    saved = np.where(some, 1 - cost / np.where(some, of_constant, 1), np.nan)
    return np.where(saved <= ROUNDING, 0.0, saved)


def _predict(
    latents: Floats, targets: int, folds: Folds, effort: Effort, seed: int
) -> tuple[_Losses, npt.NDArray[np.object_], _Losses]:
    """Of the first latents, the squared errors of the best predictor, its name, and -log q."""
    aims = latents[:, :targets]
    bins = _bins(aims)
    by_network, log_q = networks(
        latents[None],
        bins[None],
        folds,
        targets=targets,
        steps=effort.steps,
        seed=seed,
    )
    by_boosting = boosting(latents, folds, targets=targets, trees=effort.trees, seed=seed)
    predicted = np.stack([ridge(latents, folds)[:, :targets], by_boosting, by_network[0]])
    best = np.square(aims[: folds.held] - predicted).sum(1).argmin(0)
    means = _Losses.of(aims, predicted[best, :, np.arange(len(best))].T, folds)
    names = np.where(means.scores() > ROUNDING, np.array(PREDICTORS, dtype=object)[best], "none")
    return means, names, _Losses.of_log_q(log_q[0], bins)


def _bins(latents: Floats) -> Bins:
    """The quantile bin of each latent in each row; equal values share one."""
    edges = np.quantile(latents, np.arange(1, BINS) / BINS, axis=0)
    return np.stack([np.searchsorted(e, z) for e, z in zip(edges.T, latents.T, strict=True)], 1)


def _floors(
    latents: Floats,
    targets: int,
    folds: Folds,
    effort: Effort,
    seed: int,
    generator: np.random.Generator,
) -> tuple[float, float]:
    """95 % quantiles of both scores between independent latents with the same marginals."""
    tables = (generator.permuted(latents, axis=0) for _ in range(effort.permutations))
    pairs = ((table[:, :targets], ridge(table, folds)[:, :targets]) for table in tables)
    null = np.stack([_Losses.of(table, by_ridge, folds).scores() for table, by_ridge in pairs])
    null = null[generator.integers(len(null), size=RESAMPLES)]
    floor_of_bins = math.nan
    if effort.null_latents:
        of_means, of_bins = _null_of_networks(latents, folds, effort, seed, generator)
        null = np.maximum(null, generator.choice(of_means, null.shape))
        floor_of_bins = _quantile(generator.choice(of_bins, null.shape))
    return _quantile(null), floor_of_bins


def _null_of_networks(
    latents: Floats, folds: Folds, effort: Effort, seed: int, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Both scores of single latents that are independent of all others."""
    dim = latents.shape[1]
    targets = min(dim, effort.null_latents)
    tables = [
        generator.permuted(latents, axis=0)[:, generator.permutation(dim)]
        for _ in range(math.ceil(effort.null_latents / targets))
    ]
    bins = [_bins(table) for table in tables]
    by_network, log_q = networks(
        np.stack(tables),
        np.stack(bins),
        folds,
        targets=targets,
        steps=effort.steps,
        seed=seed,
    )
    of_means = [
        _Losses.of(table[:, :targets], p, folds).scores()
        for table, p in zip(tables, by_network, strict=True)
    ]
    of_bins = [
        _Losses.of_log_q(q, b[:, :targets]).scores() for q, b in zip(log_q, bins, strict=True)
    ]
    return np.concatenate(of_means), np.nan_to_num(np.concatenate(of_bins))


def _quantile(scores: Floats) -> float:
    return float(np.quantile(scores.mean(1), 0.95))
