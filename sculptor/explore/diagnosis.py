"""What is wrong with a latent space, from its numbers, and what to try next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.explore.opened import Explored
from sculptor.metrics.latents import collapsed
from sculptor.metrics.match.holes import holes
from sculptor.views.matrices import BINS, predictability
from sculptor.words import count, latent

Floats = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.int64]

CHANCE = 0.05
"""Share of samples around which there is no data by chance, where q(z) is p(z)."""

MUCH = 0.10
"""Share from which on holes, or data off the prior, are worth a word."""

TELLS = 0.05
"""R² from which on a pair of latents is worth a word."""

NEAR = 2.0
"""Noise floors up to which the prior is nearly matched."""


@dataclass(frozen=True)
class Pair:
    """Which latent is best predicted from which one alone.

    Attributes:
        of: The latent that is predicted, counted from 0.
        by: The latent that it is predicted from.
        r2: Held-out R² of the step function, 0 to 1.
        edges: Quantiles of the predicting latent between which the prediction is constant.
        means: The prediction in each part.
    """

    of: int
    by: int
    r2: float
    edges: Floats
    means: Floats


@dataclass(frozen=True)
class Advice:
    """What was found, and what to try.

    Attributes:
        found: In words, with its figure.
        do: What to try next.
    """

    found: str
    do: str


@dataclass(frozen=True)
class Diagnosis:
    """What is known of a latent space without its decoder.

    Attributes:
        matrix: Row i, column j: how well z_i is predicted from z_j alone, ``(d, d)``.
        worst: The pair that is predicted best; None of one latent, or where nothing is.
        collapsed: Latents that vary by at most 1 % of the widest, counted from 0.
        effective: The effective dimension of the codes, and
        effective_target: that of the prior.
        empty: Rows of the prior's samples around which there is no data.
        empty_share: Their share.
        off: Rows of the items that lie off the prior.
        off_share: Their share.
        advice: What to try next, the most pressing first.
    """

    matrix: Floats
    worst: Pair | None
    collapsed: tuple[int, ...]
    effective: float
    effective_target: float
    empty: Rows
    empty_share: float
    off: Rows
    off_share: float
    advice: tuple[Advice, ...] = field(default=())


def effective_dimension(points: Floats) -> float:
    """The participation ratio (sum λ)² / sum λ² of the eigenvalues of the covariance.

    As many directions as would hold the variance, were it spread evenly: d of d independent latents
    of one variance, 1 where all vary along a line.

    >>> square = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    >>> round(effective_dimension(square), 6), round(effective_dimension(square * [1, 0]), 6)
    (2.0, 1.0)
    """
    spread = np.linalg.eigvalsh(np.atleast_2d(np.cov(points, rowvar=False)))
    squares = float(np.square(spread).sum())
    return float(spread.sum()) ** 2 / squares if squares > 0 else 0.0


def worst_pair(z: Floats, matrix: Floats) -> Pair | None:
    """The pair of latents of which one is best predicted from the other, and the prediction.

    The predictor is that of `sculptor.views.matrices.predictability`: means within 16 quantile bins
    of the latent that predicts, here fitted on all rows.
    """
    others = matrix - np.diag(np.diag(matrix))
    i, j = np.unravel_index(int(others.argmax()), others.shape)
    if others[i, j] <= 0:
        return None
    edges = np.quantile(z[:, j], np.linspace(0, 1, BINS + 1))
    bins = np.clip(np.searchsorted(edges[1:-1], z[:, j], side="right"), 0, BINS - 1)
    means = np.array([z[bins == b, i].mean() if (bins == b).any() else np.nan for b in range(BINS)])
    return Pair(int(i), int(j), float(others[i, j]), edges, means)


def diagnose(explored: Explored) -> Diagnosis:
    """What is known of a latent space without its decoder, of the encoder's means.

    Holes are judged on samples of the posterior where the encoder is stochastic: they are what
    should fill the prior.
    """
    z, target = explored.items.of("mean"), explored.target
    filled = explored.items.of("sample")
    matrix = predictability(z)
    empty, off = holes(filled, target), holes(target, filled)
    found = Diagnosis(
        matrix=matrix,
        worst=worst_pair(z, matrix) if z.shape[1] > 1 else None,
        collapsed=tuple(np.flatnonzero(collapsed(z.astype(np.float64))).tolist()),
        effective=effective_dimension(z),
        effective_target=effective_dimension(target),
        empty=empty,
        empty_share=len(empty) / max(1, len(target)),
        off=off,
        off_share=len(off) / max(1, len(filled)),
    )
    advice = tuple(next_steps(found, explored.figures, explored.config.objective, explored.dim))
    return Diagnosis(**{**vars(found), "advice": advice})


def next_steps(
    found: Diagnosis, figures: Mapping[str, Any], objective: Mapping[str, Any], dim: int
) -> list[Advice]:
    """What to try next, computed from the numbers.

    Args:
        found: What is known of the space.
        figures: ``mmd2``, ``mmd2_floor``, ``lps``, ``lps_floor``, ``lps_target`` where known.
        objective: What it was trained with.
        dim: Latents.
    """
    steps = [*_collapse(found, objective, dim), *_match(figures, objective)]
    steps += [*_dependence(found, figures, objective, dim), *_support(found, objective)]
    if not steps:
        steps = [
            Advice(
                "The prior is matched, no latent tells of another beyond what the target's do, and "
                "there are no holes.",
                "To gain reconstruction, allow more latents or a wider network, and see whether "
                "this stays.",
            )
        ]
    return steps


def _collapse(found: Diagnosis, objective: Mapping[str, Any], dim: int) -> list[Advice]:
    gone = found.collapsed
    if not gone:
        return []
    which = ", ".join(latent(i) for i in gone[:6]) + (" …" if len(gone) > 6 else "")
    kept = max(1, dim - len(gone))
    less = f", or lower beta from {objective['beta']:g}" if "beta" in objective else ""
    return [
        Advice(
            f"{count(len(gone), 'latent')} of {dim} collapsed: {which}.",
            f"Train with {count(kept, 'latent')}{less}; MMD keeps every latent as wide as the "
            "prior.",
        )
    ]


def _match(figures: Mapping[str, Any], objective: Mapping[str, Any]) -> list[Advice]:
    floor = figures.get("mmd2_floor", 0.0)
    ratio = figures["mmd2"] / floor if "mmd2" in figures and floor > 0 else 0.0
    if ratio <= NEAR:
        return []
    return [
        Advice(
            f"q(z) is off the prior: MMD² is {ratio:.1f} times its noise floor.", _nearer(objective)
        )
    ]


def _nearer(objective: Mapping[str, Any]) -> str:
    """What pulls q(z) nearer to the prior."""
    if objective.get("kind") != "mmd":
        return (
            "Match the aggregate posterior itself: set the objective to MMD, with the same prior."
        )
    weight = objective.get("weight", "auto")
    if weight == "auto":
        return "Train longer: the automatic weight rises until MMD² is at its floor."
    return f"Raise the weight from {weight:g}, or set it to auto."


def _dependence(
    found: Diagnosis, figures: Mapping[str, Any], objective: Mapping[str, Any], dim: int
) -> list[Advice]:
    score, floor = figures.get("lps"), figures.get("lps_floor", 0.0)
    own = figures.get("lps_target", 0.0)
    if score is None or abs(score - own) <= max(floor, TELLS):
        return []
    against = f"the target's own is {own:.2f}" if own else f"independent latents score {floor:.2f}"
    pair = found.worst
    most = ""
    if pair is not None and pair.r2 >= TELLS and score > own:
        most = f" {latent(pair.of)} follows from {latent(pair.by)} alone with R² {pair.r2:.2f}."
    if score < own:
        do = "The shape of the target is not taken on yet: train longer, or with MMD."
    elif objective.get("kind") != "mmd":
        do = "Set the objective to MMD: it makes the joint of the latents that of the prior."
    elif (pair is None or pair.r2 < TELLS) and dim > 3 and objective.get("triples", 0) == 0:
        do = "No pair tells of it, so that it is in threes or more: set triples to auto."
    else:
        do = "Train longer or with larger batches: MMD sees pairs better with more samples."
    return [Advice(f"LPS is {score:.2f}, where {against}.{most}", do)]


def _support(found: Diagnosis, objective: Mapping[str, Any]) -> list[Advice]:
    steps = []
    if found.empty_share > MUCH:
        steps.append(
            Advice(
                f"{found.empty_share:.0%} of the prior is without data ({CHANCE:.0%} by chance): "
                "what is generated there was never trained on.",
                "Draw a prior with fewer or smaller separate parts, or as many as the data have; "
                "or train longer.",
            )
        )
    if found.off_share > MUCH:
        steps.append(
            Advice(
                f"{found.off_share:.0%} of the items lie off the prior ({CHANCE:.0%} by chance): "
                "no sample of the prior gives them back.",
                _nearer(objective),
            )
        )
    return steps


def errors(images: npt.NDArray[Any], decoded: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The squared error of each item, summed over its pixels in [0, 1] or the numbers of its row.

    Args:
        images: ``(n, c, h, w)``; what is missing of a row counts for nothing.
        decoded: The same, encoded and decoded.
    """
    scale = 255.0 if images.dtype == np.uint8 else 1.0
    apart = (images.astype(np.float64) - decoded.astype(np.float64)) / scale
    found: npt.NDArray[np.float64] = np.nansum(np.square(apart), axis=(1, 2, 3))
    return found
