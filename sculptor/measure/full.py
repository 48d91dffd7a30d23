"""What is measured of a trained run, see `sculptor.measure.catalogue` for the definitions.

Everything is taken over the same held-out images for every run on the same data: `IMAGES` drawn
once and for all, and of these the first `POINTS` where two sets of samples are compared.
``representation`` says which codes are meant, the encoder's means or one sample of each posterior.
A deterministic encoder's samples are its means.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import torch

from sculptor import data
from sculptor.data import Dataset
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.two_sample import mmd2_floor
from sculptor.jobs import Run
from sculptor.measure import live, others
from sculptor.measure.catalogue import METRICS
from sculptor.metrics import reconstruction
from sculptor.metrics.factors.disentanglement import scores as factor_scores
from sculptor.metrics.factors.table import LEAST
from sculptor.metrics.lps import lps
from sculptor.metrics.match.agreement import scores as match_scores
from sculptor.metrics.match.marginals import kolmogorov_smirnov
from sculptor.models import Autoencoder
from sculptor.priors import Prior, block_dims
from sculptor.runs.folder import SAMPLES
from sculptor.studies.scores import Figure
from sculptor.training.batches import stream
from sculptor.training.config import fit_prior

Floats = npt.NDArray[np.float32]
Images = npt.NDArray[np.uint8]

IMAGES = 3_000
"""Held-out images, at most."""

POINTS = 2_000
"""Codes, and samples of the prior, where the two are compared; at most."""

POOL = 20_000
"""Samples of the prior to which the kernel of MMD² is fitted."""

SEED = 0
"""Of the images, of the posteriors' samples, and of what the metrics draw: the same for every run,
so that no run has better luck than another."""

RECONSTRUCTION: dict[str, Callable[[Images, Floats], float]] = {
    "squared_error": reconstruction.squared_error,
    "reconstruction": reconstruction.bernoulli_nats,
    "psnr": reconstruction.psnr,
    "ssim": reconstruction.ssim,
}


def measure(run: Run) -> list[Figure]:
    """All figures of a run with its newest weights, on the CPU.

    Raises:
        SculptorError: There are no weights yet, or the data set is not on this machine.
    """
    config = run.config
    images = held_out(config.dataset)
    model = run.model()
    codes = live.latents(
        model,
        torch.from_numpy(images.images),
        torch.Generator().manual_seed(stream(SEED, "posterior")),
    )
    prior = fit_prior(run.aim, config.latent_dim, samples=run.folder / SAMPLES)
    target = Target(prior, min(POINTS, len(images)))
    found: list[Figure] = []
    for representation, z in codes.items():
        found += _reconstruction(model, images.images, z, representation)
        found += _predictability(z, representation)
        found += _match(z, target, representation)
        found += _alignment(z, images, representation)
        found += others.figures(
            z, images, model, target.samples, representation, SEED, alone=len(codes) == 1
        )
    if "sample" not in codes:
        found += [replace(figure, representation="sample") for figure in found]
    return found


def held_out(dataset: str) -> Dataset:
    """The images that every run on a data set is measured on, with what is known of them."""
    test = data.load(dataset).split("test")
    rows = np.random.default_rng(SEED).permutation(len(test))[:IMAGES]
    return replace(
        test,
        images=np.ascontiguousarray(test.images[rows]),
        factors=None if test.factors is None else test.factors[rows],
        labels=None if test.labels is None else test.labels[rows],
    )


class Target:
    """What the aggregate posterior is compared with: samples of the prior, and their noise."""

    def __init__(self, prior: Prior, n: int) -> None:
        self.n = n
        self.samples = prior.sample(n, stream(SEED, "target"))
        pool = torch.from_numpy(prior.sample(POOL, stream(SEED, "pool")))
        self.discrepancy = Discrepancy.fitted(pool, blocks=block_dims(prior))
        self.floor = mmd2_floor(pool, n, discrepancy=self.discrepancy)


def _reconstruction(
    model: Autoencoder, images: Images, z: Floats, representation: str
) -> Iterator[Figure]:
    x_hat = model.decode(z).numpy()
    for name, measured in RECONSTRUCTION.items():
        if name == "ssim" and min(images.shape[2:]) <= 2 * reconstruction.RADIUS:
            continue  # smaller than its window
        yield Figure(name, representation, measured(images, x_hat), len(images))


def _predictability(z: Floats, representation: str) -> Iterator[Figure]:
    if z.shape[1] < 2:
        return
    found = lps(z, seed=SEED, representation=representation)
    figure = partial(Figure, representation=representation, n=found.n)
    yield figure("collapsed", value=float(found.collapsed.sum()))
    for name, score in (("lps", found), ("lps_distributional", found.distributional)):
        low, high = score.interval
        yield figure(name, value=score.score, low=_finite(low), high=_finite(high))
        yield figure(f"{name}_floor", value=score.floor)
        for i, value in enumerate(score.per_dimension):
            yield figure(name, value=float(value), latent=i + 1)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _match(z: Floats, target: Target, representation: str) -> Iterator[Figure]:
    x, y = z[: target.n], target.samples
    figure = partial(Figure, representation=representation, n=len(x))
    found = match_scores(x, y, discrepancy=target.discrepancy, seed=SEED)
    ratio = found["mmd2"] / target.floor if target.floor > 0 else math.nan
    found |= {"mmd2_floor": target.floor, "mmd2_ratio": ratio}
    for name, value in found.items():
        yield figure(name, value=value)
    for i, value in enumerate(kolmogorov_smirnov(x, y)):
        yield figure("ks", value=float(value), latent=i + 1)


def _alignment(z: Floats, images: Dataset, representation: str) -> Iterator[Figure]:
    """Scores with factors, where the data set has them and is large enough."""
    if images.factors is None or len(z) < LEAST:
        return
    found = factor_scores(z, images.factors, SEED) | _axes(z, images)
    for name, value in found.items():
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
