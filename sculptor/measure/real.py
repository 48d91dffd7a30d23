"""Real images of a data set: held-out ones, and others beside them that say how far chance goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from sculptor.data import Dataset
from sculptor.data.dataset import Images, Split
from sculptor.measure.cached import Arrays, cached
from sculptor.measure.held_out import GENERATED, beside
from sculptor.measure.spaces import Floats, features, in_units, network_features, pixel_components
from sculptor.metrics.generation.frechet import Moments, frechet
from sculptor.metrics.generation.likeness import FIGURES, likeness

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Real:
    """What a trained model's images are held to.

    Attributes:
        spaces: Spaces of features, by the suffix of their figures.
        features: Of n held-out images in each, ``(n, k)``.
        chance: The figures of n training images in the place of generated ones, in each.
    """

    spaces: Mapping[str, nn.Module]
    features: Mapping[str, Floats]
    chance: Mapping[str, Mapping[str, float]]

    @property
    def n(self) -> int:
        """Held-out images."""
        return min(map(len, self.features.values()))

    @classmethod
    def of(cls, dataset: Dataset) -> Real:
        """Those of a data set, found once in some seconds and then kept in the cache."""
        spaces: dict[str, nn.Module] = {"": pixel_components(dataset)}
        made = "rows"
        if dataset.layout is None:
            network = network_features()
            spaces["_features"], made = network, network.digest[:12]

        def find() -> Arrays:
            both = [features(spaces, in_units(x, CPU)) for x in beside(dataset, GENERATED)]
            held_out, others = both
            arrays: Arrays = {f"features{name}": held_out[name] for name in spaces}
            for name in spaces:
                figures = likeness(others[name], held_out[name])
                arrays[f"chance{name}"] = np.array([*figures.values()])
            return arrays

        kept = cached(f"real-1-{made}", dataset, find)
        return cls(
            spaces,
            {name: kept[f"features{name}"] for name in spaces},
            {
                name: dict(zip(FIGURES, kept[f"chance{name}"].tolist(), strict=True))
                for name in spaces
            },
        )


class LiveReal:
    """What snapshots hold generated images to: the Fréchet distance in principal components.

    Args:
        dataset: Whose images.
        most: Held-out images, and others of the training split, at most.
        device: Where the components are computed.
        split: Which images are held out; by default those that runs are looked at on.

    Attributes:
        n: Images on each side.
        space: The components.
        moments: Of the held-out images.
        floor: The distance of as many training images from them.
    """

    def __init__(
        self, dataset: Dataset, most: int, device: torch.device, split: Split | None = None
    ) -> None:
        self.space = pixel_components(dataset).to(device)
        held_out, others = beside(dataset, most, split or dataset.live)
        self.n = len(held_out)
        self.moments = self._moments(held_out, device)
        self.floor = frechet(self.moments, self._moments(others, device))

    def _moments(self, images: Images, device: torch.device) -> Moments:
        return Moments.of(features({"": self.space}, in_units(images, device))[""])
