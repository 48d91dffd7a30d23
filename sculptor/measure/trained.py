"""What is measured of a trained model, see `sculptor.measure.catalogue` for the definitions.

Everything is taken over the same held-out images for every model of the same data, see
`sculptor.measure.held_out`, and of these the first `POINTS` where two sets of samples are compared.
LPS scores these too, by predictors that are fitted on the codes of training images.
``representation`` says which codes are meant, the encoder's means or one sample of each posterior.
A deterministic encoder's samples are its means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from sculptor import data
from sculptor.data import Dataset
from sculptor.measure import generation, held_out, others, rows
from sculptor.measure.catalogue import METRICS
from sculptor.measure.encoding import encode
from sculptor.measure.figure import Figure
from sculptor.measure.real import Real
from sculptor.measure.target import Target
from sculptor.measure.ties import known_target
from sculptor.metrics import reconstruction
from sculptor.metrics.dependence.coordinates import LEAST as LEAST_JOINT
from sculptor.metrics.dependence.independence import independence
from sculptor.metrics.factors.disentanglement import disentanglement
from sculptor.metrics.factors.table import LEAST
from sculptor.metrics.lps import lps
from sculptor.metrics.lps.score import LEAST as LEAST_LATENTS
from sculptor.metrics.match.agreement import agreement
from sculptor.metrics.match.marginals import kolmogorov_smirnov
from sculptor.metrics.match.pair import LEAST as LEAST_PAIR
from sculptor.models import Autoencoder
from sculptor.priors import Prior
from sculptor.priors.independence import independent
from sculptor.priors.known import told
from sculptor.seeds import stream

Floats = npt.NDArray[np.float32]
Images = npt.NDArray[np.uint8]

POINTS = 2_000
"""Codes, and samples of the prior, where the two are compared; at most."""

SEED = 0
"""Of the posteriors' samples, and of what the metrics draw: the same for every run, so that no run
has better luck than another."""

RECONSTRUCTION: dict[str, Callable[[Images, Floats], float]] = {
    "squared_error": reconstruction.squared_error,
    "reconstruction": reconstruction.bernoulli_nats,
    "psnr": reconstruction.psnr,
    "ssim": reconstruction.ssim,
}


def measure(model: Autoencoder, dataset: str, prior: Prior) -> list[Figure]:
    """All figures of a trained model, on the CPU.

    Args:
        model: On the CPU.
        dataset: On whose held-out images it is measured.
        prior: What it was aimed at.

    Raises:
        SculptorError: The data set is not on this machine.
    """
    both = data.load(dataset)
    images = held_out.whole(both)
    prior = told(prior, both.split("train"))
    codes, fitted_on = _codes(model, images.images, "posterior"), {}
    if codes["mean"].shape[1] > 1:
        fitted_on = _codes(model, held_out.training(both), "training")
    real = Real.of(both)
    target = Target.of(prior, min(POINTS, len(images)), SEED)
    known = known_target(prior, images, target.discrepancy, SEED)
    figures: list[Figure] = []
    own = [*_own(prior, len(images), len(fitted_on["mean"]))] if fitted_on else []
    for representation, z in codes.items():
        figures += _reconstruction(model, images.images, z, representation)
        figures += _rate(model, z, representation)
        if fitted_on:
            figures += _predictability(z, fitted_on[representation], representation)
            figures += [replace(each, representation=representation) for each in own]
        figures += _dependence(z, representation)
        figures += _match(z, target, representation)
        if known is not None:
            at_own = known.figures(z)[0].items()
            figures += [Figure(name, representation, value, len(z)) for name, value in at_own]
        figures += _alignment(z, images, representation)
        figures += others.figures(
            z, images, model, target.samples, representation, SEED, alone=len(codes) == 1
        )
    figures += generation.figures(model, target.draws, codes, fitted_on, real)
    if "sample" not in codes:
        figures += [replace(figure, representation="sample") for figure in figures]
    return figures


def _codes(model: Autoencoder, images: Images, samples: str) -> dict[str, Floats]:
    generator = torch.Generator().manual_seed(stream(SEED, samples))
    return encode(model, torch.from_numpy(np.array(images)), generator)


def _reconstruction(
    model: Autoencoder, images: npt.NDArray[Any], z: Floats, representation: str
) -> Iterator[Figure]:
    if model.layout is not None:
        yield from rows.reconstruction(model, images, z, representation)
        return
    x_hat = model.decode(z).numpy()
    for name, measured in RECONSTRUCTION.items():
        if name == "ssim" and min(images.shape[2:]) <= 2 * reconstruction.RADIUS:
            continue  # smaller than its window
        yield Figure(name, representation, measured(images, x_hat), len(images))


def _rate(model: Autoencoder, z: Floats, representation: str) -> Iterator[Figure]:
    if model.levels:
        yield Figure("bits", representation, model.bits(torch.from_numpy(z)), len(z))


def _predictability(z: Floats, fit: Floats, representation: str) -> Iterator[Figure]:
    if len(z) < LEAST_LATENTS:
        return
    result = lps(z, fit=fit, seed=SEED, representation=representation)
    figure = partial(Figure, representation=representation, n=result.n)
    yield figure("lps_fitted", value=float(result.n_fitted))
    yield figure("collapsed", value=float(result.collapsed.sum()))
    for name, score in (("lps", result), ("lps_distributional", result.distributional)):
        low, high = score.interval
        yield figure(name, value=score.score, low=_finite(low), high=_finite(high))
        yield figure(f"{name}_floor", value=score.floor)
        for i, value in enumerate(score.per_dimension):
            yield figure(name, value=float(value), latent=i + 1)
    for name, value, (low, high) in (
        ("lps_slope", result.slope, result.slope_interval),
        ("lps_limit", result.limit, result.limit_interval),
    ):
        if math.isfinite(value):
            yield figure(name, value=value, low=low, high=high)
    if result.ranks is not None:
        low, high = result.ranks.interval
        yield figure("lps_ranks", value=result.ranks.score, low=low, high=high)


def _own(prior: Prior, n: int, fitted: int) -> Iterator[Figure]:
    """The scores of the prior itself, where its coordinates depend on one another.

    Of as many samples as there are codes, by predictors that are fitted on as many.
    """
    if n < LEAST_LATENTS or independent(prior.spec):
        return
    samples = prior.sample(n + fitted, stream(SEED, "lps"))
    result = lps(samples[:n], fit=samples[n:], seed=SEED)
    for name, score in (("lps", result), ("lps_distributional", result.distributional)):
        if score.score > score.floor:
            low, high = (_finite(end) for end in score.interval)
            yield Figure(f"{name}_target", "mean", score.score, result.n, low=low, high=high)


def _dependence(z: Floats, representation: str) -> Iterator[Figure]:
    """Figures of joint dependence, where there are rows enough for them."""
    if z.shape[1] < 2 or len(z) < LEAST_JOINT:
        return
    for name, value in independence(z, SEED).items():
        yield Figure(name, representation, value, len(z))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _match(z: Floats, target: Target, representation: str) -> Iterator[Figure]:
    x, y = z[: len(target.samples)], target.samples
    if len(x) < LEAST_PAIR:
        return
    figure = partial(Figure, representation=representation, n=len(x))
    values = agreement(x, y, discrepancy=target.discrepancy, seed=SEED)
    floor = target.floor()
    ratio = values["mmd2"] / floor if floor > 0 else math.nan
    values |= {"mmd2_floor": floor, "mmd2_ratio": ratio}
    for name, value in values.items():
        yield figure(name, value=value)
    for i, value in enumerate(kolmogorov_smirnov(x, y)):
        yield figure("ks", value=float(value), latent=i + 1)


def _alignment(z: Floats, images: Dataset, representation: str) -> Iterator[Figure]:
    """Scores with factors, where the data set has them and is large enough."""
    if images.factors is None:
        return
    known = np.flatnonzero(np.isfinite(images.factors).all(1))
    if len(known) < len(z):
        z, images = z[known], images.take(known)
    assert images.factors is not None
    if len(z) < LEAST:
        return
    values = disentanglement(z, images.factors, SEED) | _axes(z, images)
    for name, value in values.items():
        if name in METRICS:
            yield Figure(name, representation, value, len(z))


def _axes(z: Floats, images: Dataset) -> dict[str, float]:
    """|rank correlation| of each linear factor with the one latent that follows it best."""
    from scipy.stats import rankdata

    assert images.factors is not None
    linear = [kind == "linear" for kind in images.factor_kinds]
    names = [name for name, chosen in zip(images.factor_names, linear, strict=True) if chosen]
    ranks = np.hstack([rankdata(images.factors[:, linear], axis=0), rankdata(z, axis=0)])
    with np.errstate(invalid="ignore"):  # a collapsed latent follows nothing
        between = np.nan_to_num(np.corrcoef(ranks.T))[: len(names), len(names) :]
    best = np.abs(between).max(1)
    return {f"axis_{name}": float(value) for name, value in zip(names, best, strict=True)}
