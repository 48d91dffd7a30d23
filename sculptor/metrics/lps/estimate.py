"""Predictions of latents by predictors that are fitted on so many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
import numpy.typing as npt
import torch

from sculptor.metrics.lps.effort import Effort
from sculptor.metrics.lps.losses import Bins, Losses
from sculptor.metrics.lps.rows import Rows
from sculptor.metrics.predictors import products
from sculptor.metrics.predictors.boosting import binned, boosting
from sculptor.metrics.predictors.masked import masked_network
from sculptor.metrics.predictors.network import networks
from sculptor.metrics.predictors.ridge import regression, ridge
from sculptor.metrics.predictors.split import Split
from sculptor.metrics.predictors.stack import ALIKE, weights
from sculptor.metrics.threads import side_by_side

Floats = npt.NDArray[np.float64]

PREDICTORS = ("ridge", "products", "boosting", "network", "masked")

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


@dataclass(frozen=True)
class Compute:
    """Where predictors are fitted.

    Attributes:
        device: Of the networks and of the search for products.
        threads: Of the CPU.
    """

    device: torch.device
    threads: int


@dataclass(frozen=True)
class _Simple:
    """What simple predictors say on one split of the rows, and what trees then look at.

    Attributes:
        split: Of the rows.
        linear: By ridge regression, ``(n, targets)``.
        products: With products, likewise.
        bins: Of the latents, ``(n, dim)``.
        more: Of the products chosen for each target, ``(n, 2 products)``.
    """

    split: Split
    linear: Floats
    products: Floats
    bins: Floats
    more: list[Floats]


def estimates(
    rows: Rows,
    latents: Floats,
    targets: int,
    sizes: list[int],
    effort: Effort,
    seed: int,
    compute: Compute,
) -> list[Estimate]:
    """Predict the first latents of each row scored from all other latents, for each size.

    Args:
        rows: Which rows are fitted on and scored.
        latents: Theirs, standardised, those to predict first.
        targets: So many latents are predicted.
        sizes: Rows that are fitted on.
        effort: Trees and steps.
        seed: Of trees and networks.
        compute: Where.
    """
    aims = latents[:, :targets]
    bins = _bins(aims)
    folds = len(rows.held)
    jobs = [(split, size) for size in reversed(sizes) for split in rows.splits(size)]
    by_network, by_masked = _networks(latents, bins, jobs, folds, effort, seed, compute)
    simple = side_by_side(
        [partial(_simple, latents, split, targets, compute.device) for split, _ in jobs],
        compute.threads,
    )
    by_trees = side_by_side(
        [
            partial(_boosted, latents, each, i, trees=effort.trees_for(size), seed=seed)
            for each, (_, size) in zip(simple, jobs, strict=True)
            for i in range(targets)
        ],
        compute.threads,
    )
    predictions = [
        _Predictions(each, np.stack(by_trees[k * targets :][:targets], 1), *own, shared)
        for k, (each, own, shared) in enumerate(zip(simple, by_network, by_masked, strict=True))
    ]
    by_size = [predictions[k : k + folds] for k in range(0, len(jobs), folds)]
    return [_estimate(folds, aims, bins, rows) for folds in reversed(by_size)]


def _networks(
    latents: Floats,
    bins: Bins,
    jobs: list[tuple[Split, int]],
    folds: int,
    effort: Effort,
    seed: int,
    compute: Compute,
) -> tuple[list[tuple[Floats, Floats]], Sequence[Floats | None]]:
    """What networks predict on each split: those of each latent, and the one for all.

    A GPU trains those of all folds side by side, a CPU one on each of its threads.
    """
    together = folds if compute.device.type == "cuda" else 1
    each, shared = [], []
    for k in range(0, len(jobs), together):
        splits = [split for split, _ in jobs[k : k + together]]
        steps, device = effort.steps_for(jobs[k][1]), compute.device
        each.append(partial(networks, latents, bins, splits, steps=steps, seed=seed, device=device))
        shared.append(
            partial(
                masked_network,
                latents,
                bins.shape[1],
                splits,
                steps=steps,
                seed=seed,
                device=device,
            )
        )
    of_each = list(chain(*side_by_side(each, compute.threads)))
    if latents.shape[1] < effort.masked:
        return of_each, [None] * len(jobs)
    return of_each, list(chain(*side_by_side(shared, compute.threads)))


@dataclass(frozen=True)
class _Predictions:
    """All that is predicted on one split, of the rows ``seen`` but for the simple ones."""

    simple: _Simple
    boosted: Floats
    by_network: Floats
    log_q: Floats
    masked: Floats | None

    def all(self) -> Floats:
        """Of the rows ``seen`` by each of `PREDICTORS`, ``(predictors, seen, targets)``."""
        seen = self.simple.split.seen
        linear, products = self.simple.linear[seen], self.simple.products[seen]
        last = [] if self.masked is None else [self.masked]
        return np.stack([linear, products, self.boosted, self.by_network, *last])


def _estimate(folds: list[_Predictions], aims: Floats, bins: Bins, rows: Rows) -> Estimate:
    """The predictions of all folds of one size, weighed against each other, as losses."""
    predicted, means, log_q = [], [], []
    explained = np.zeros((len(PREDICTORS), aims.shape[1]))
    for fold in folds:
        split = fold.simple.split
        mean = aims[split.fit].mean(0)
        stacked, of_each = _stacked(fold.all() - mean, aims - mean, split)
        explained[: len(of_each)] += of_each
        predicted.append(mean + stacked)
        means.append(np.broadcast_to(mean, stacked.shape))
        log_q.append(fold.log_q[len(split.check) :])
    scored = rows.scored
    return Estimate(
        means=Losses.of_means(
            aims[scored], np.concatenate(predicted), np.concatenate(means), rows.units
        ),
        bins=Losses.of_bins(np.concatenate(log_q), bins[scored], rows.units),
        best=(explained >= ALIKE * explained.max(0)).argmax(0),
    )


def _simple(latents: Floats, split: Split, targets: int, device: torch.device) -> _Simple:
    """By ridge regression, and with products of what that leaves."""
    linear = ridge(latents, split)[:, :targets]
    names = products.chosen(latents, latents[:, :targets] - linear, split, device)
    with_products, more = linear.copy(), [np.empty((len(latents), 0))] * targets
    for i in range(targets):
        if names[i]:
            features = products.features(latents, names[i], split)
            others = np.delete(latents, i, axis=1)
            inputs = np.hstack([others, features])
            with_products[:, i] = regression(inputs, latents[:, i], split)
            more[i] = binned(features, split)
    return _Simple(split, linear, with_products, binned(latents, split), more)


def _boosted(latents: Floats, simple: _Simple, i: int, *, trees: int, seed: int) -> Floats:
    """By boosting of what products leave of a latent, of the rows seen."""
    target, split = latents[:, i], simple.split
    inputs = np.hstack([np.delete(simple.bins, i, axis=1), simple.more[i]])
    base = _shrunk(simple.products[:, i], target, split)
    rest = boosting(inputs, target - base, split, trees=trees, seed=seed)
    boosted: Floats = base[split.seen] + rest
    return boosted


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
