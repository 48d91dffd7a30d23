"""Figures of generated images: samples of the prior decoded, and held to real images.

The decoder's mean images are meant, without the noise of p(x|z), and the same samples of a prior
for every run of it. Two sets of real images are not at 0 either: ``floor`` and ``real`` say where
as many images of the training split are.

A decoder may make no numbers of samples far from all codes; its figures are NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

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
    model: Autoencoder, draws: Floats, codes: Mapping[str, Floats], real: Real
) -> Iterator[Figure]:
    """The figures of a trained model.

    Generation has no encoder: its figures are the same under each representation.

    Args:
        model: On the CPU.
        draws: Samples of the prior, ``(n, latent_dim)``, as many as there are real images or more.
        codes: Of the held-out images in their order, ``(m, latent_dim)`` by representation.
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
        yield from _reconstructions(model, z[: real.n], representation, real)


def _reconstructions(
    model: Autoencoder, z: Floats, representation: str, real: Real
) -> Iterator[Figure]:
    """How far reconstructions are from the images that they are of."""
    for space, found in features(real.spaces, decoded(model, z)).items():
        distance = _distance(found, Moments.of(real.features[space][: len(z)]))
        yield Figure(f"reconstruction_frechet{space}", representation, distance, len(z))


def _distance(found: Floats, real: Moments) -> float:
    return frechet(Moments.of(found), real) if np.isfinite(found).all() else math.nan
