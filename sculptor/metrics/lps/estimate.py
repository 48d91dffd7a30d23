"""Predictions of latents by predictors that are fitted on so many rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.lps.effort import Effort
from sculptor.metrics.lps.losses import Bins, Losses
from sculptor.metrics.lps.rows import Rows
from sculptor.metrics.predictors import products
from sculptor.metrics.predictors.boosting import binned, boosting
from sculptor.metrics.predictors.network import networks
from sculptor.metrics.predictors.ridge import regression, ridge
from sculptor.metrics.predictors.split import Split
from sculptor.metrics.predictors.stack import ALIKE, weights

Floats = npt.NDArray[np.float64]

PREDICTORS = ("ridge", "products", "boosting", "network")

BINS = 8
"""Quantile bins of the distributional score."""


@dataclass(frozen=True)
class Estimate:
    """What predictors that are fitted on so many rows cost on the rows scored.

    Attributes:
        means: Squared errors.
        bins: -log q.
        best: Which predictor is best by itself on the rows to judge by, ``(targets,)``; of those
            that are alike, the simplest.
    """

    means: Losses
    bins: Losses
    best: npt.NDArray[np.intp]


def estimate(
    rows: Rows, latents: Floats, targets: int, fitted: int, effort: Effort, seed: int
) -> Estimate:
    """Predict the first latents of each row scored from all other latents.

    Args:
        rows: Which rows are fitted on and scored.
        latents: Theirs, standardised, those to predict first.
        targets: So many latents are predicted.
        fitted: Rows that are fitted on.
        effort: Trees and steps.
        seed: Of trees and networks.
    """
    splits, aims = rows.splits(fitted), latents[:, :targets]
    bins = _bins(aims)
    by_network = networks(latents, bins, splits, steps=effort.steps_for(fitted), seed=seed)
    predicted, means, log_q, explained = [], [], [], np.zeros((len(PREDICTORS), targets))
    for split, (mean_by_network, log_q_by_network) in zip(splits, by_network, strict=True):
        found = _predictions(latents, split, targets, trees=effort.trees_for(fitted), seed=seed)
        mean = aims[split.fit].mean(0)
        stacked, of_each = _stacked(np.stack([*found, mean_by_network]) - mean, aims - mean, split)
        explained += of_each
        predicted.append(mean + stacked)
        means.append(np.broadcast_to(mean, stacked.shape))
        log_q.append(log_q_by_network[len(split.check) :])
    scored = rows.scored
    return Estimate(
        means=Losses.of_means(
            aims[scored], np.concatenate(predicted), np.concatenate(means), rows.units
        ),
        bins=Losses.of_bins(np.concatenate(log_q), bins[scored], rows.units),
        best=(explained >= ALIKE * explained.max(0)).argmax(0),
    )


def _predictions(
    latents: Floats, split: Split, targets: int, *, trees: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """By ridge regression, with products, and by boosting of what these leave, of the rows seen."""
    linear = ridge(latents, split)[:, :targets]
    names = products.chosen(latents, latents[:, :targets] - linear, split)
    with_products, bins = linear.copy(), binned(latents, split)
    boosted = np.empty((len(split.seen), targets))
    for i in range(targets):
        others, inputs = np.delete(latents, i, axis=1), np.delete(bins, i, axis=1)
        target = latents[:, i]
        if names[i]:
            more = products.features(latents, names[i], split)
            with_products[:, i] = regression(np.hstack([others, more]), target, split)
            inputs = np.hstack([inputs, binned(more, split)])
        base = _shrunk(with_products[:, i], target, split)
        rest = boosting(inputs, target - base, split, trees=trees, seed=seed)
        boosted[:, i] = base[split.seen] + rest
    return linear[split.seen], with_products[split.seen], boosted


def _shrunk(predicted: Floats, target: Floats, split: Split) -> Floats:
    """A prediction nearer to the mean, as it does best on the rows to judge by."""
    mean = target[split.train].mean()
    p, y = predicted[split.check] - mean, target[split.check] - mean
    part = float(np.clip(p @ y / max(p @ p, np.finfo(float).tiny), 0, 1))
    shrunk: Floats = mean + part * (predicted - mean)
    return shrunk


def _stacked(predicted: Floats, aims: Floats, split: Split) -> tuple[Floats, Floats]:
    """Weighted sums on the rows held out, and what each prediction explains of those to judge by.

    Args:
        predicted: ``(predictors, seen, targets)``, less the mean.
        aims: ``(n, targets)``, likewise.
        split: Of the rows.
    """
    checked = len(split.check)
    check, held = predicted[:, :checked], predicted[:, checked:]
    truth = aims[split.check]
    parts = np.stack([weights(check[:, :, i], truth[:, i]) for i in range(truth.shape[1])], 1)
    stacked: Floats = np.einsum("ki,kni->ni", parts, held)
    return stacked, np.square(truth).sum(0) - np.square(truth - check).sum(1)


def _bins(latents: Floats) -> Bins:
    """The quantile bin of each latent in each row; equal values share one."""
    edges = np.quantile(latents, np.arange(1, BINS) / BINS, axis=0)
    return np.stack([np.searchsorted(e, z) for e, z in zip(edges.T, latents.T, strict=True)], 1)
