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
from sculptor.metrics.generation.frechet import Moments, frechet, frechet_distance
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
    distance = math.nan
    if np.isfinite(found).all():
        distance = frechet(Moments.of(found), real.moments)
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
    n = min(map(len, real.features.values()))
    made = features(real.spaces, decoded(model, draws[:n]))
    for space, found in made.items():
        values = dict.fromkeys(FIGURES, math.nan)
        if np.isfinite(found).all():
            values = likeness(found, real.features[space])
        for representation in codes:
            for name, value in values.items():
                rows = n if name in ("frechet", "energy") else min(n, NEIGHBOURHOOD)
                title = f"generation_{name}{space}"
                yield Figure(title, representation, value, rows)
                yield Figure(
                    f"{title}_{CHANCE[name]}", representation, real.chance[space][name], rows
                )
    for representation, z in codes.items():
        rows = min(n, len(z))
        shown = features(real.spaces, decoded(model, z[:rows]))
        for space, found in shown.items():
            distance = math.nan
            if np.isfinite(found).all():
                distance = frechet_distance(found, real.features[space][:rows])
            yield Figure(f"reconstruction_frechet{space}", representation, distance, rows)
