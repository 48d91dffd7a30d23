"""From the JSON of a network to an `Autoencoder`, with the usual random start."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from sculptor.columns import Layout
from sculptor.errors import SculptorError
from sculptor.models import kinds
from sculptor.models.autoencoder import Autoencoder
from sculptor.models.networks import SMALLEST, START_LOGVAR, Decoder, Encoder, Trunks


def build(
    image_shape: Sequence[int],
    latent_dim: int,
    network: Mapping[str, Any],
    *,
    stochastic: bool,
    seed: int = 0,
    layout: Layout | None = None,
    levels: int = 0,
) -> Autoencoder:
    """Build an autoencoder for images of a shape.

    Weights are uniform with the variance of He et al., "Delving deep into rectifiers" (2015),
    Eq. 10, 2 / fan_in before a ReLU and 1 / (3 fan_in) elsewhere; biases are zero. A deterministic
    and a Gaussian encoder of one seed agree in every weight that both have.

    >>> model = build((1, 28, 28), 2, {"kind": "conv"}, stochastic=False)
    >>> model.image_shape, model.latent_dim, model.network
    ((1, 28, 28), 2, {'kind': 'conv', 'width': 32})

    Args:
        image_shape: Channels, height and width of an image; 8 pixels or more on each side.
        latent_dim: Dimensions of z.
        network: ``{"kind": "mlp", "width": 256, "depth": 3}`` or ``{"kind": "conv", "width": 32}``;
            sizes left out have their defaults.
        stochastic: Whether the encoder is Gaussian.
        seed: Of the weights.
        layout: What the numbers of a row stand for, where the data are rows ``(1, 1, d)``.
        levels: To which each latent is rounded before it is decoded, see
            `sculptor.models.rounding`; none if 0.

    Raises:
        SculptorError: The network, the shape or the dimension is not one that can be built.
    """
    network = kinds.fill(network)
    shape = _check_shape(image_shape) if layout is None else _check_layout(layout, network)
    if latent_dim < 1:
        raise SculptorError(f"Expected a latent_dim of 1 or more, received {latent_dim!r}.")
    # The weights are filled in below, and torch's own generator stays as it was. (The meta device,
    # which would draw none, imports SymPy for half a second.)
    with torch.random.fork_rng(devices=()):
        torch.default_generator.manual_seed(seed)  # layers that `_start` does not know of
        encoder, decoder = _networks(
            shape, latent_dim, network, stochastic=stochastic, levels=levels
        )
        model = Autoencoder(encoder, decoder, shape, latent_dim, network, layout)
    _start(model, torch.Generator().manual_seed(seed))
    return model


def _networks(
    shape: tuple[int, int, int],
    latent_dim: int,
    network: Mapping[str, Any],
    *,
    stochastic: bool,
    levels: int,
) -> tuple[Encoder, Decoder]:
    trunks: Trunks = kinds.KINDS.find(network).build(shape, latent_dim, values=network, facts={})
    pixels = math.prod(shape)
    encoder = Encoder(pixels, latent_dim, trunks.encoder, trunks.features, stochastic=stochastic)
    return encoder, Decoder(shape, latent_dim, trunks.decoder, levels)


def _start(model: Autoencoder, generator: torch.Generator) -> None:
    """The random start of each layer; the variance starts as the same constant for every image."""
    linear = (model.encoder.linear, model.encoder.mu, model.decoder.linear)
    for layer in model.modules():
        if not isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            continue
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
        if layer is model.encoder.logvar:
            nn.init.zeros_(layer.weight)
            nn.init.constant_(layer.bias, START_LOGVAR)
        else:
            gain = 1 / 3 if layer in linear else 2.0
            bound = math.sqrt(3 * gain / _fan_in(layer))
            nn.init.uniform_(layer.weight, -bound, bound, generator=generator)


def _fan_in(layer: nn.Linear | nn.Conv2d | nn.ConvTranspose2d) -> float:
    """Inputs that each output of a layer sums over."""
    if isinstance(layer, nn.Linear):
        return layer.in_features
    taps = math.prod(layer.kernel_size)
    if isinstance(layer, nn.ConvTranspose2d):
        taps //= math.prod(layer.stride)
    return layer.in_channels // layer.groups * taps


def _check_layout(layout: Layout, network: Mapping[str, Any]) -> tuple[int, int, int]:
    if kinds.KINDS.find(network).images_only:
        raise SculptorError(
            f"Expected a fully connected network (mlp) for rows of a table, received "
            f"{network['kind']!r}, which looks at neighbouring pixels. Choose mlp."
        )
    return layout.shape


def _check_shape(value: Sequence[int]) -> tuple[int, int, int]:
    fits = len(value) == 3 and min(value) >= 1 and min(value[1:]) >= SMALLEST
    if not fits:
        raise SculptorError(
            f"Expected images of (channels, height, width) with {SMALLEST} pixels or more on each "
            f"side, received the shape {tuple(value)}. Enlarge them."
        )
    channels, height, breadth = (int(side) for side in value)
    return channels, height, breadth
