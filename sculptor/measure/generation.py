"""Figures of generated images: samples of the prior decoded, and held to real images.

The decoder's mean images are meant, without the noise of p(x|z), and the same samples of a prior
for every run of it. Two sets of real images are not at 0 either: ``floor`` and ``real`` say where
as many images of the training split are.

A decoder may make no numbers of samples far from all codes; its figures are NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from sculptor.measure.figure import Figure
from sculptor.measure.real import LiveReal, Real
from sculptor.measure.spaces import decoded, features
from sculptor.metrics.generation.frechet import Moments, frechet
from sculptor.metrics.generation.likeness import FIGURES, NEIGHBOURHOOD, likeness
from sculptor.models import Autoencoder

Floats = npt.NDArray[np.float32]

CHANCE = {"frechet": "floor", "energy": "floor", "precision": "real", "recall": "real"}
"""What the value of real images is called, of each figure."""


def live(model: Autoencoder, draws: Floats, real: LiveReal) -> dict[str, float]:
    """The figures of a snapshot: some hundredths of a second.

    Args:
        model: Whose decoder it is.
        draws: Samples of the prior, ``(n, latent_dim)``, n at least that of the real images.
        real: What they are held to.
    """
    found = features({"": real.space}, decoded(model, draws[: real.n]))[""]
    distance = _distance(found, real.moments)
    return {"generation_frechet": distance, "generation_frechet_floor": real.floor}


def figures(
    model: Autoencoder,
    draws: Floats,
    codes: Mapping[str, Floats],
    training: Mapping[str, Floats],
    real: Real,
) -> Iterator[Figure]:
    """The figures of a trained model.

    Generation has no encoder: its figures are the same under each representation.

    Args:
        model: On the CPU.
        draws: Samples of the prior, ``(n, latent_dim)``, as many as there are real images or more.
        codes: Of the held-out images in their order, ``(m, latent_dim)`` by representation.
        training: Of training images, likewise; empty where there are none.
        real: What they are held to.
    """
    made = features(real.spaces, decoded(model, draws[: real.n]))
    for space, found in made.items():
        values = dict.fromkeys(FIGURES, math.nan)
        if np.isfinite(found).all():
            values = likeness(found, real.features[space])
        for name, value in values.items():
            rows = min(real.n, NEIGHBOURHOOD) if CHANCE[name] == "real" else real.n
            figure, chance = f"generation_{name}{space}", real.chance[space][name]
            for representation in codes:
                yield Figure(figure, representation, value, rows)
                yield Figure(f"{figure}_{CHANCE[name]}", representation, chance, rows)
    for representation, z in codes.items():
        others = training[representation][: real.n] if training else None
        yield from _reconstructions(model, z[: real.n], others, made, representation, real)


def _reconstructions(
    model: Autoencoder,
    z: Floats,
    others: Floats | None,
    generated: Mapping[str, Floats],
    representation: str,
    real: Real,
) -> Iterator[Figure]:
    """How far reconstructions are from the images that they are of, and samples from them.

    Both sides of the latter are decoded, so that what a decoder smooths away is in neither: what is
    left is what tells the prior from the codes. Its floor is of reconstructions of as many training
    images in the place of the samples.
    """
    of_others = features(real.spaces, decoded(model, others)) if others is not None else {}
    for space, found in features(real.spaces, decoded(model, z)).items():
        figure = partial(Figure, representation=representation, n=len(z))
        distance = _distance(found, Moments.of(real.features[space][: len(z)]))
        yield figure(f"reconstruction_frechet{space}", value=distance)
        known = np.isfinite(found).all()
        for name, made in (("", generated), ("_floor", of_others)):
            if space in made and len(made[space]) >= len(z):
                far = _distance(made[space][: len(z)], Moments.of(found)) if known else math.nan
                yield figure(f"decoded_frechet{space}{name}", value=far)


def _distance(found: Floats, real: Moments) -> float:
    return frechet(Moments.of(found), real) if np.isfinite(found).all() else math.nan
