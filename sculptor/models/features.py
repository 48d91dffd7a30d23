"""A small fixed network, in whose features generated images are held to real ones.

`sculptor.pretrained.features` makes the one that ships with the project, and its card says how.
"""

from __future__ import annotations

from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn
from torch.nn import functional

from sculptor.errors import SculptorError
from sculptor.files import sha256, write_atomic
from sculptor.models import weights

FILE = "features.safetensors"
"""The name of the file of its weights."""

SIDE = 32
"""Pixels of a side that images are brought to."""

WIDTHS = (32, 64, 96, 128)
"""Channels of its layers; the last are the features."""

MIDDLE, SPREAD = 0.5, 0.25
"""About where pixels in [0, 1] lie, and how far from there."""


class FeatureNetwork(nn.Module):
    """Four convolutions, each followed by max(0, ·): 187,000 weights.

    The first halves the sides, the second and third are followed by a maximum over 2 x 2 pixels,
    and the features are the means of the last one's channels over its 4 x 4 places.

    Attributes:
        digest: The SHA-256 of the file that the weights are from; empty if from none.
    """

    def __init__(self) -> None:
        super().__init__()
        first, *more = WIDTHS
        self.convolutions = nn.ModuleList([nn.Conv2d(3, first, 4, stride=2, padding=1)])
        for before, after in zip(WIDTHS, more, strict=False):
            self.convolutions.append(nn.Conv2d(before, after, 3, padding=1))
        self.digest = ""

    def forward(self, x: Tensor) -> Tensor:
        """The features ``(n, 128)`` of images ``(n, c, h, w)`` in [0, 1], of any size."""
        # With the channels of a pixel side by side a CPU takes half the time.
        x = standard(x).contiguous(memory_format=torch.channels_last)
        for place, convolution in enumerate(self.convolutions):
            x = between(convolution(x), place)
        return x.mean((2, 3))


def standard(x: Tensor) -> Tensor:
    """Images ``(n, c, h, w)`` in [0, 1] as the network takes them, ``(n, 3, 32, 32)`` about 0.

    Of four channels the last, alpha, is left out; others than three are averaged to a grey that is
    repeated. Sizes change by linear
    interpolation, over as many pixels as one of the new ones covers.
    """
    if x.shape[1] == 4:
        x = x[:, :3]
    elif x.shape[1] != 3:
        x = x.mean(1, keepdim=True).expand(-1, 3, -1, -1)
    if x.shape[2:] != (SIDE, SIDE):
        x = functional.interpolate(x, (SIDE, SIDE), mode="bilinear", antialias=True)
    return (x - MIDDLE) / SPREAD


def between(x: Tensor, place: int) -> Tensor:
    """What is done with the channels of the convolution at a place."""
    x = x.relu()
    return functional.max_pool2d(x, 2) if place in (1, 2) else x


def save(network: FeatureNetwork, path: Path) -> None:
    """Write the weights in half precision, whole or not at all."""
    held = {name: value.to(torch.float16) for name, value in network.state_dict().items()}
    write_atomic(path, safetensors.torch.save(held))


def load(path: Path) -> FeatureNetwork:
    """Read the weights that `save` has written, on the CPU, ready for use.

    Raises:
        SculptorError: The file is missing, or is not one of these.
    """
    remedy = "Restore the file, or make the network anew: sculptor pretrain features"
    if not path.exists():
        raise SculptorError(
            f"Expected the network of features in {path}, but it is not there. {remedy}"
        )
    network = FeatureNetwork()
    with weights.expected(f"the network of features in {path}", remedy):
        own = network.state_dict()
        found = weights.read(path, weights.room(own), safetensors.torch.load)
        weights.check(found, own, types=weights.HALF)
        network.load_state_dict(found)
    network.digest = sha256(path.read_bytes())
    return network.eval().requires_grad_(False)
