"""The figures by which priors are compared: five that conflict, with draws of chance.

All are of held-out items x, their codes z and reconstructions, and of samples y of the prior and
what they decode to. Each counts from 0, where it could not be better.

=================  =================================================================================
figure             definition
=================  =================================================================================
``squared_error``  Σ (x - x_hat)² ÷ Σ (x - mean)²: the part of the variance that is lost
``match``          how far codes are from the prior: E(z, y) ÷ 2 E‖z - y‖ (see `_inhomogeneity`)
``holes``          the part of the prior that decodes to nothing like the data: samples whose image
                   is farther from every real one than 95 % of the reconstructions are, so that
                   about .05 is chance
``generation``     E(decoded y, x) ÷ 2 E‖decoded y - x‖ in features of images: those of the network
                   that ships; of rows, their leading principal components
``dependence``     |LPS of z - LPS of y|, quick: how much more predictable latents are from one
                   another than those of the prior, or less
=================  =================================================================================

E is the energy distance, unbiased; divided by 2 E‖x - y‖ it is the coefficient of inhomogeneity of
Székely and Rizzo, "Energy statistics", 2013, section 5, between 0 and 1 whatever the units.

The draws are a Bayesian bootstrap (Rubin, 1981): items are weighted anew by exponential numbers.
The same weights of an item go into every candidate's draws, so that differences are paired.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from sculptor.data import Dataset
from sculptor.measure.encoding import encode
from sculptor.measure.held_out import live_rows
from sculptor.measure.spaces import (
    CHUNK,
    decoded,
    features,
    in_units,
    network_features,
    pixel_components,
)
from sculptor.metrics.lps import lps
from sculptor.models import Autoencoder
from sculptor.models.pixels import to_unit
from sculptor.priors import Prior
from sculptor.priors.independence import independent
from sculptor.seeds import stream
from sculptor.suggest.figures import DRAWS, Figures

Floats = npt.NDArray[np.float64]

ITEMS, OTHERS = 1_000, 3_000
"""Held-out items, and training ones beside them that are real images to be near to; at most."""

USUAL = 0.95
"""The part of the reconstructions that are as near to a real image as what counts as like one."""

SEED = 0


class HeldOut:
    """What candidates are measured on: held-out items of a data set, the same for all.

    Args:
        dataset: Of whose `Dataset.live` split they are, so that the test split stays unseen where
            there is a validation split.
    """

    def __init__(self, dataset: Dataset) -> None:
        held_out, train = dataset.split(dataset.live), dataset.split("train")
        rows = np.random.default_rng(SEED).permutation(live_rows(len(held_out)))[:ITEMS]
        others = np.random.default_rng(SEED).permutation(len(train))[:OTHERS]
        self.images = held_out.images[np.sort(rows)]
        flat = to_unit(torch.from_numpy(np.array(self.images))).flatten(1).numpy()
        self._variance = max(float(np.nanvar(flat, axis=0).sum()), 1e-12)
        self.components: nn.Module = pixel_components(dataset)
        rows_only = dataset.layout is not None
        self.space: nn.Module = self.components if rows_only else network_features()
        cpu = torch.device("cpu")
        self.features = features({"": self.space}, in_units(self.images, cpu))[""]
        real = np.concatenate([self.images, train.images[np.sort(others)]])
        self.real = features({"": self.components}, in_units(real, cpu))[""]
        self.weights = _weights(len(self.images), SEED)

    @torch.inference_mode()
    def figures(self, model: Autoencoder, prior: Prior, seed: int) -> Figures:
        """The figures of a model.

        Args:
            model: On the CPU.
            prior: What it was aimed at.
            seed: Of the weights of the prior's samples: another for each candidate.
        """
        generator = torch.Generator().manual_seed(SEED)
        codes = encode(model, torch.from_numpy(np.array(self.images)), generator)
        z = codes.get("sample", codes["mean"])
        y = prior.sample(len(z), stream(seed, "suggest"))
        spaces = {"features": self.space, "components": self.components}
        ours = features(spaces, decoded(model, z))
        made = features(spaces, decoded(model, y))
        of_samples = _weights(len(y), stream(seed, "weights"))
        errors = self._errors(model, z)
        empty = self._empty(ours["components"], made["components"]).astype(np.float64)
        found = {
            "squared_error": (float(errors.mean()), self.weights @ errors),
            "match": _inhomogeneity(z, y, self.weights, of_samples),
            "holes": (float(empty.mean()), of_samples @ empty),
            "generation": _inhomogeneity(self.features, made["features"], self.weights, of_samples),
            "dependence": _dependence(z, y, prior, seed),
        }
        return Figures(
            {name: value for name, (value, _) in found.items()},
            {name: draws for name, (_, draws) in found.items()},
        )

    def _errors(self, model: Autoencoder, z: npt.NDArray[np.float32]) -> Floats:
        """The squared error of each item beside that of the mean item, ``(n,)``."""
        x = torch.from_numpy(np.array(self.images))
        found = []
        for part, x_hat in zip(x.split(CHUNK), decoded(model, z), strict=True):
            away = (x_hat - to_unit(part)).square().nan_to_num(0.0)
            found.append(away.flatten(1).sum(1).numpy())
        return np.concatenate(found).astype(np.float64) / self._variance

    def _empty(self, ours: npt.NDArray[np.float32], made: npt.NDArray[np.float32]) -> Any:
        """Which samples decode to nothing like a real image."""
        from sklearn.neighbors import NearestNeighbors  # slow to import

        search = NearestNeighbors(n_neighbors=1).fit(self.real)
        own, theirs = (search.kneighbors(each)[0][:, 0] for each in (ours, made))
        return theirs > np.quantile(own, USUAL)


def _weights(n: int, seed: int) -> Floats:
    """Weights ``(DRAWS, n)`` of a Bayesian bootstrap, each row of sum 1."""
    weights = np.random.default_rng(seed).standard_exponential((DRAWS, n))
    found: Floats = weights / weights.sum(1, keepdims=True)
    return found


def _inhomogeneity(
    x: npt.NDArray[Any], y: npt.NDArray[Any], of_x: Floats, of_y: Floats
) -> tuple[float, Floats]:
    """1 - (E‖x - x'‖ + E‖y - y'‖) ÷ 2 E‖x - y‖, unbiased above the line, and its draws."""
    from scipy.spatial.distance import cdist  # slow to import

    x, y = x.astype(np.float64), y.astype(np.float64)
    between, within_x, within_y = cdist(x, y), cdist(x, x), cdist(y, y)
    even_x, even_y = np.full((1, len(x)), 1 / len(x)), np.full((1, len(y)), 1 / len(y))

    def taken(p: Floats, q: Floats) -> Floats:
        across = ((p @ between) * q).sum(1)
        inside = sum(
            ((w @ within) * w).sum(1) / (1 - (w**2).sum(1))
            for w, within in ((p, within_x), (q, within_y))
        )
        found: Floats = 1 - inside / (2 * across)
        return found

    return float(taken(even_x, even_y)[0]), taken(of_x, of_y)


def _dependence(
    z: npt.NDArray[np.float32], y: npt.NDArray[np.float32], prior: Prior, seed: int
) -> tuple[float, Floats]:
    """|LPS of the codes - LPS of the prior|, and draws by the intervals of both."""
    if z.shape[1] < 2:
        return 0.0, np.zeros(DRAWS)
    scores = [lps(z, quick=True, seed=SEED)]
    scores += [] if independent(prior.spec) else [lps(y, quick=True, seed=SEED)]
    generator = np.random.default_rng(stream(seed, "dependence"))
    values, draws = [0.0, 0.0], np.zeros((2, DRAWS))
    for i, score in enumerate(scores):
        values[i] = max(float(score.score), 0.0)
        low, high = score.interval
        spread = max(high - low, 0.0) / 3.92
        draws[i] = values[i] + spread * generator.standard_normal(DRAWS)
    return abs(values[0] - values[1]), np.abs(draws[0] - draws[1])
