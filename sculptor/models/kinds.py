"""The kinds of networks and their sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sculptor.parameter import whole
from sculptor.plugins import Registry
from sculptor.spec import Network, load

Shape = tuple[int, int, int]


def _mlp_cost(image_shape: Shape, *, width: int, depth: int) -> int:
    return math.prod(image_shape) * width + (depth - 1) * width**2


def _conv_cost(image_shape: Shape, *, width: int) -> int:
    # 4 x 4 kernels of stride 2 that double the channels: all levels but the first cost alike.
    channels, height, breadth = image_shape
    levels = max(1, round(math.log2(min(height, breadth) / 4)))
    return height * breadth * (4 * channels * width + (levels - 1) * 2 * width**2)


KINDS = Registry(
    Network,
    (
        Network(
            "mlp",
            "Fully connected",
            "Fully connected: fast, for small images",
            make="sculptor.models.networks:mlp_trunks",
            parameters=(
                whole("width", 256, 8, 4096, 32, "Units in each hidden layer"),
                whole("depth", 3, 1, 8, 1, "Hidden layers of the encoder and of the decoder"),
            ),
            cost=_mlp_cost,
        ),
        Network(
            "conv",
            "Convolutional",
            "Convolutional: each layer halves the sides, down to 4 to 7 pixels",
            make="sculptor.models.networks:conv_trunks",
            parameters=(whole("width", 32, 4, 512, 8, "Channels of the layer next to the pixels"),),
            cost=_conv_cost,
            images_only=True,
        ),
    ),
)
"""Every kind of network, by name."""

fill = KINDS.fill


def cost(spec: Mapping[str, Any], image_shape: Shape) -> int:
    """Multiplications of one image's way through an encoder's trunk, roughly."""
    kind, sizes = KINDS.find(spec), fill(spec)
    if not kind.cost:
        kind, sizes = KINDS["mlp"], fill({"kind": "mlp"})  # nobody has said
    named = {name: size for name, size in sizes.items() if name != "kind"}
    return int(load(kind.cost, f"cost of the network {kind.name}")(image_shape, **named))


def least(spec: Mapping[str, Any], image_shape: Shape, latent_dim: int) -> int:
    """Weights of a model, at least: those between pixels and latents, and of an mlp all others."""
    trunk = cost(spec, image_shape) if KINDS.find(spec).cost is _mlp_cost else 0
    return 2 * math.prod(image_shape) * latent_dim + trunk


def called(name: str) -> str:
    """A kind of network within a sentence; one that is not known by its own name.

    >>> called("conv"), called("transformer")
    ('convolutional', 'transformer')
    """
    return KINDS[name].title.lower() if name in KINDS else name
