"""The spaces of features in which generated images are held to real ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from sculptor.data import Dataset
from sculptor.data.dataset import Images
from sculptor.home import features_dir
from sculptor.measure.cached import cached
from sculptor.models import Autoencoder
from sculptor.models.components import PixelComponents, principal_components
from sculptor.models.features import FILE, FeatureNetwork, load
from sculptor.models.pixels import to_unit
from sculptor.models.precision import single_precision

Floats = npt.NDArray[np.float32]

COMPONENTS = 64
"""Principal components of pixels."""

CHUNK = 256
"""Images at once: the channels of so many lie in a processor's cache."""


def pixel_components(dataset: Dataset) -> PixelComponents:
    """The leading `COMPONENTS` of the training images, the same for every model of a data set.

    Found once, in a second or two for tens of thousands of images, and kept in the cache.
    """

    def find() -> dict[str, npt.NDArray[np.float32]]:
        found = principal_components(dataset.split("train").images, COMPONENTS)
        return {name: getattr(found, name).float().numpy() for name in ("mean", "directions")}

    kept = cached("components-1", dataset, find)
    return PixelComponents(*(torch.from_numpy(kept[name]) for name in ("mean", "directions")))


@lru_cache(maxsize=1)
def network_features() -> FeatureNetwork:
    """The network that ships with the project, on the CPU.

    Raises:
        SculptorError: Its file is missing or damaged.
    """
    return load(features_dir() / FILE)


@single_precision()
def features(spaces: Mapping[str, nn.Module], parts: Iterable[Tensor]) -> dict[str, Floats]:
    """The features of images in several spaces, in one pass.

    Args:
        spaces: By name; each from images ``(m, c, h, w)`` in [0, 1] to features ``(m, k)``.
        parts: Images, some at a time, on the device of the spaces.

    Returns:
        ``(n, k)`` by name.
    """
    found: dict[str, list[Floats]] = {name: [] for name in spaces}
    with torch.inference_mode():
        for part in parts:
            for name, space in spaces.items():
                found[name].append(space(part).cpu().numpy())
    return {name: np.concatenate(each) for name, each in found.items()}


def in_units(images: Images, device: torch.device) -> Iterator[Tensor]:
    """Images of bytes as floats in [0, 1], or rows with 0 for what is missing, some at a time."""
    for part in torch.from_numpy(images).split(CHUNK):
        yield to_unit(part.to(device)).nan_to_num(0.0)


def decoded(model: Autoencoder, z: Floats) -> Iterator[Tensor]:
    """The mean images of codes ``(n, latent_dim)``, some at a time."""
    device = next(model.parameters()).device
    for part in torch.from_numpy(z).split(CHUNK):
        yield model.likelihood.mean(model.logits(part.to(device)))
