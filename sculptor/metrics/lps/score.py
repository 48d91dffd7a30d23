"""The Latent Predictability Score: how well each latent is predicted from the others."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import torch

from sculptor.errors import SculptorError
from sculptor.metrics.latents import ROUNDING, checked, collapsed, constant
from sculptor.metrics.lps.curve import Point, limit
from sculptor.metrics.lps.effort import FULL, QUICK, Effort
from sculptor.metrics.lps.estimate import PREDICTORS, Compute, estimates
from sculptor.metrics.lps.groups import autocorrelation, grouped
from sculptor.metrics.lps.losses import Losses, interval, mean, resampled
from sculptor.metrics.lps.result import Distributional, LPSResult, Predictability
from sculptor.metrics.lps.rows import Rows
from sculptor.metrics.lps.tails import heavy_tails
from sculptor.metrics.ranks import normal_scores
from sculptor.metrics.threads import one_thread
from sculptor.words import count

Floats = npt.NDArray[np.float64]

SEEDS = 2**32
"""Seeds that all of the predictors take."""

HEAVY = (
    "Heavy tails in {}: a few rows decide on R² there. A full estimate also scores ranks: rely on "
    "those."
)
"""The note on them."""

LEAST, LEAST_OF_A_POINT = 10, 50
"""Rows that cross-validation needs, and rows fitted on of a point of the curve, at least."""


def lps(
    z: npt.ArrayLike,
    *,
    fit: npt.ArrayLike | None = None,
    groups: npt.ArrayLike | None = None,
    quick: bool = False,
    seed: int = 0,
    representation: str | None = None,
    device: str = "auto",
) -> LPSResult:
    """The Latent Predictability Score of latents (Fruytier et al., arXiv:2510.11953).

    **Score.** For each latent i, LPS_i = max(0, R²_i), where
    R²_i = 1 - sum (z_i - p_i)² / sum (z_i - m)². Each row is predicted by p_i from the other
    latents, fitted on rows that it is not among, and m is the mean of those. The score is the mean
    over latents, which are standardised.

    **Rows.** Rows are in random order in three folds; those of a fold are predicted from the rows
    of the two others and all of ``fit``. Where ``fit`` has twice as many rows as are scored, it is
    enough alone, and predictors are fitted once. Rows of one group, of which equal ones are, are
    never on both sides, and intervals and floors take a group for one.

    **Predictors.** None is best on all, so p_i is a sum of five, with the weights that predict best
    on 15 % of the rows fitted on, kept for that (stacked regression: Breiman 1996), or one alone
    where it does as well. `ridge`
    regression finds linear mixtures; `products` of two and three latents are chosen by their
    correlation with what that leaves and are added to it; `boosting` of trees, which sees them too,
    finds steps, signs and waves; a small `network` of each latent finds what is smooth in several
    others; one `masked` network for all latents, which sees all but the one that it predicts, what
    many depend on, so that it is left out where there are fewer than five.

    **Learning curve.** With more rows to fit on, predictors find more. So they are fitted on an
    eighth, a quarter, a half and all of these rows, and score the same rows each time. The limit is
    that of a power law through these points, see `sculptor.metrics.lps.curve.limit`. Scores can be
    compared at one number of rows fitted on only; a score of 0 says that so many rows tell nothing.

    **Distributional score.** What determines a latent up to its sign only, such as a circle, has a
    score of 0: its mean is not predictable, its distribution is. So each latent is cut into eight
    bins of equal mass, and the networks give a distribution q_i over the bins, from the same rows:
    D_i = max(0, 1 - (mean of -log q_i(bin of z_i)) / H_i), where H_i is the entropy of the bins in
    nats, log 8 unless values are tied. D_i H_i bounds the mutual information of the bin and the
    other latents from below, but for the chance of the rows predicted.

    **Floor.** Where latents are independent, the covariance of z_i and p_i over the rows scored is
    chance, and has either sign with the same probability in each row. The floor is the 95 %
    quantile of the score over 1,000 draws of these signs, given the predictors.

    **Interval.** Of 95 %, from 500 bootstrap resamples of the rows scored; their squared errors are
    resampled, nothing is fitted anew. It spans the percentile and the basic interval (Davison &
    Hinkley 1997, section 5.2), since near 0 the clipped scores of resamples lie above the score. It
    covers what these predictors reach when fitted on this many rows (Bayle et al. 2020,
    "Cross-validation confidence intervals for test error", Theorem 1); of what more rows might
    reach, the interval of the limit tells.

    **Heavy tails.** Where the variance of a latent is unsure by more than a twentieth, a few rows
    decide on its R². A full estimate then also scores normal scores, each latent by its rank, as
    ``ranks``.

    **Quick.** Up to 6,000 rows, of which two thirds are fitted on and one third is scored, and
    4,000 of ``fit``; fewer trees and steps, no masked network, one point of the curve. Of
    more than 32 latents, 32 drawn by the seed are predicted, from all others; the score is their
    mean.

    >>> import numpy as np
    >>> x = np.random.default_rng(0).standard_normal((1000, 2))
    >>> result = lps(np.column_stack([x, x.sum(axis=1)]), quick=True)
    >>> [round(float(value), 2) for value in result.per_dimension], result.predictor
    ([1.0, 1.0, 1.0], ('ridge', 'ridge', 'ridge'))

    Args:
        z: Latents ``(n, dim)``, n at least 10 and dim at least 2. Up to 10,000 rows are scored; a
            full estimate fits on others too.
        fit: Further latents ``(m, dim)`` of the same encoder, such as those of the training split,
            on which predictors are fitted and which are never scored; up to 40,000 are used.
        groups: Of each row of z, ``(n,)``, numbers or words: rows of one group are not independent,
            such as views of one image or frames of one film. Rows of ``fit`` belong to none.
        quick: For live use; else for reports.
        seed: Of the rows, folds, trees, networks, signs and resamples.
        representation: Whether z are the ``mean`` or a ``sample`` of a stochastic encoder, kept in
            the result: the scores of the two differ.
        device: Of the networks and the search for products: ``auto`` takes CUDA where there is one,
            else the CPU. All else is computed on as many threads as torch has. Neither changes
            what is fitted, but for rounding.

    Raises:
        SculptorError: The latents are not such arrays, or not finite, there is not a group for each
            row or are fewer than three, or the seed is not a whole number from 0 to 2³² - 1.
    """
    effort = QUICK if quick else FULL
    latents = checked(z, "latents", LEAST, columns=2)
    others = _others(fit, latents.shape[1])
    if not 0 <= seed < SEEDS:
        raise SculptorError(f"Expected a seed from 0 to {SEEDS - 1:,}, received {seed}.")
    generator = np.random.default_rng(seed)
    of, notes = grouped(latents, others, groups)
    notes += autocorrelation(latents, of[: len(latents)])
    rows = Rows.of(latents, others, of, effort, generator)
    heavy, ranks = heavy_tails(rows.latents[: rows.n]), None
    compute = Compute(_device(device), torch.get_num_threads())
    with one_thread():
        found = _predictability(rows, rows.latents, effort, seed, generator, compute)
        if heavy.any():
            notes.append(HEAVY.format(count(int(heavy.sum()), "latent")))
            if not quick:
                scores = normal_scores(rows.latents, rows.latents[rows.fitted_on])
                ranks = _predictability(rows, scores, effort, seed, generator, compute)
    return LPSResult(
        **vars(found),
        collapsed=collapsed(rows.latents),
        n=rows.n,
        n_fitted=rows.fitted,
        n_predicted=len(rows.scored),
        representation=representation,
        seed=seed,
        heavy_tails=heavy,
        ranks=ranks,
        notes=tuple(notes),
    )


def _others(fit: npt.ArrayLike | None, dim: int) -> Floats:
    if fit is None:
        return np.empty((0, dim))
    others = checked(fit, "latents to fit on", least=1)
    if others.shape[1] != dim:
        raise SculptorError(
            f"Expected latents to fit on with as many columns as those to be scored, {dim}, "
            f"received {others.shape[1]}."
        )
    return others


def _device(name: str) -> torch.device:
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    return torch.device(name)


def _predictability(
    rows: Rows,
    latents: Floats,
    effort: Effort,
    seed: int,
    generator: np.random.Generator,
    compute: Compute,
) -> Predictability:
    """Of the latents of the rows, as they are or turned to ranks."""
    dim, kept = latents.shape[1], np.flatnonzero(~constant(latents))
    if len(kept) < 2:
        return _unknown(dim)
    chosen = kept
    if len(kept) > effort.latents:
        chosen = np.sort(generator.choice(kept, int(effort.latents), replace=False))
    alive = latents[:, np.concatenate([chosen, np.setdiff1d(kept, chosen)])]
    alive = (alive - alive.mean(0)) / alive.std(0)
    sizes = [round(part * rows.fitted) for part in effort.fractions]
    sizes = [size for size in sizes[:-1] if size >= LEAST_OF_A_POINT] + sizes[-1:]
    found = estimates(rows, alive, len(chosen), sizes, effort, seed, compute)
    means = [each.means for each in found]
    scores = np.array([mean(each.scores()) for each in means])
    of_resamples = resampled(means, generator)
    curve = [
        Point(size, score, interval(score, column))
        for size, score, column in zip(sizes, scores.tolist(), of_resamples.T, strict=True)
    ]
    end = limit(sizes, scores, of_resamples)
    per_dimension = _placed(means[-1].scores(), chosen, dim)
    names = np.full(dim, "none", dtype=object)
    names[chosen] = np.array(PREDICTORS, dtype=object)[found[-1].best]
    return Predictability(
        score=curve[-1].score,
        per_dimension=per_dimension,
        predictor=tuple(np.where(per_dimension > ROUNDING, names, "none")),
        floor=means[-1].floor(generator),
        interval=curve[-1].interval,
        distributional=_distributional(found[-1].bins, chosen, dim, generator),
        curve=tuple(curve),
        slope=end.slope,
        slope_interval=end.slope_interval,
        limit=end.value,
        limit_interval=end.interval,
        converged=end.converged,
    )


def _distributional(
    bins: Losses, chosen: npt.NDArray[np.intp], dim: int, generator: np.random.Generator
) -> Distributional:
    scores = bins.scores()
    score = float(mean(scores))
    return Distributional(
        score=score,
        per_dimension=_placed(scores, chosen, dim),
        floor=bins.floor(generator),
        interval=interval(score, resampled([bins], generator)[:, 0]),
    )


def _placed(scores: Floats, chosen: npt.NDArray[np.intp], dim: int) -> Floats:
    """Scores of the chosen latents among all."""
    placed = np.full(dim, np.nan)
    placed[chosen] = scores
    return placed


def _unknown(dim: int) -> Predictability:
    """Of fewer than two latents that vary."""
    nothing, none = np.full(dim, np.nan), (math.nan, math.nan)
    return Predictability(
        score=math.nan,
        per_dimension=nothing,
        predictor=("none",) * dim,
        floor=math.nan,
        interval=none,
        distributional=Distributional(math.nan, nothing, math.nan, none),
        curve=(),
        slope=math.nan,
        slope_interval=none,
        limit=math.nan,
        limit_interval=none,
        converged=False,
    )
