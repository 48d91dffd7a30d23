"""What is measured of a trained run, see `sculptor.studies.metrics` for the definitions.

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
from sculptor.metrics import reconstruction
from sculptor.metrics.lps import lps
from sculptor.metrics.two_sample import energy_distance, mmd2_floor
from sculptor.models import Autoencoder
from sculptor.objectives.mmd import Discrepancy
from sculptor.priors import Prior
from sculptor.priors.compose import block_dims
from sculptor.runs import Run
from sculptor.runs.folder import SAMPLES
from sculptor.studies.scores import Figure
from sculptor.training import evaluation
from sculptor.training.batches import stream
from sculptor.training.config import Spec, fit_prior

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


def measure(run: Run) -> list[Figure]:
    """All figures of a run with its newest weights, on the CPU.

    Raises:
        SculptorError: There are no weights yet, or the data set is not on this machine.
    """
    config = run.config
    images = held_out(config.dataset)
    model = run.model()
    codes = evaluation.latents(
        model, torch.from_numpy(images), torch.Generator().manual_seed(stream(SEED, "posterior"))
    )
    prior = fit_prior(_in_force(run), config.latent_dim, samples=run.folder / SAMPLES)
    target = Target(prior, min(POINTS, len(images)))
    found: list[Figure] = []
    for representation, z in codes.items():
        found += _reconstruction(model, images, z, representation)
        found += _predictability(z, representation)
        found += _match(z, target, representation)
    if "sample" not in codes:
        found += [replace(figure, representation="sample") for figure in found]
    return found


def held_out(dataset: str) -> Images:
    """The images that every run on a data set is measured on."""
    images = data.load(dataset).split("test").images
    rows = np.random.default_rng(SEED).permutation(len(images))[:IMAGES]
    return np.ascontiguousarray(images[rows])


def _in_force(run: Run) -> Spec:
    """The prior that a run was last aimed at."""
    changed = [event.changes["prior"] for event in run.events() if "prior" in event.changes]
    return dict(changed[-1]) if changed else run.config.prior


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
        yield Figure(name, representation, measured(images, x_hat), len(images))


RECONSTRUCTION: dict[str, Callable[[Images, Floats], float]] = {
    "squared_error": reconstruction.squared_error,
    "reconstruction": reconstruction.bernoulli_nats,
}


def _predictability(z: Floats, representation: str) -> Iterator[Figure]:
    if z.shape[1] < 2:
        return
    found = lps(z, seed=SEED)
    figure = partial(Figure, representation=representation, n=found.n)
    yield figure("lps", value=found.score)
    yield figure("lps_floor", value=found.floor)
    yield figure("collapsed", value=float(found.collapsed.sum()))
    for i, score in enumerate(found.per_dimension):
        yield figure("lps", value=float(score), latent=i + 1)


def _match(z: Floats, target: Target, representation: str) -> Iterator[Figure]:
    x, y = z[: target.n], target.samples
    figure = partial(Figure, representation=representation, n=len(x))
    mmd2 = target.discrepancy.mmd2(torch.from_numpy(x), torch.from_numpy(y)).item()
    yield figure("mmd2", value=mmd2)
    yield figure("mmd2_floor", value=target.floor)
    yield figure("mmd2_ratio", value=mmd2 / target.floor if target.floor > 0 else math.nan)
    yield figure("energy_distance", value=energy_distance(x, y))
