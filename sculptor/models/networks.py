"""The networks: images to features and codes to logits, fully connected and convolutional.

Both kinds have a linear path beside them, from the pixels to the code and from the code to the
logits: it is where the spectral start puts the principal components of the images.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn

from sculptor.models.posterior import Posterior
from sculptor.models.rounding import Rounding
from sculptor.models.upsampling import Upsampling

START_LOGVAR = -4.0
"""Variance of a code at the start, as a logarithm: a standard deviation of 0.14.

Small beside a prior of unit scale, so that the samples of q(z) start with the covariance of its
means to 2 % and the code is not drowned in noise before the decoder can read it; large enough for
the gradient to move it (a code then carries about 2 nats a dimension)."""

SMALLEST = 8
"""Sides of an image in pixels from which the convolutions halve it."""


class Trunks(NamedTuple):
    """What a kind of network is made of; the linear paths beside them are added to each.

    Attributes:
        encoder: From images ``(n, c, h, w)`` in [0, 1] to ``(n, features)``.
        features: What it returns.
        decoder: From codes ``(n, latent_dim)`` to logits ``(n, c, h, w)``, or flattened.
    """

    encoder: nn.Module
    features: int
    decoder: nn.Module


class Encoder(nn.Module):
    """mu(x) = A x + b + W f(x), and logvar(x) = V f(x) + v where it is stochastic.

    Args:
        pixels: Numbers in an image, c * h * w.
        latent_dim: Dimensions of z.
        trunk: The network f, from ``(n, c, h, w)`` to ``(n, features)``.
        features: What f returns.
        stochastic: Whether there is a variance.
    """

    def __init__(
        self, pixels: int, latent_dim: int, trunk: nn.Module, features: int, *, stochastic: bool
    ) -> None:
        super().__init__()
        self.linear = nn.Linear(pixels, latent_dim)
        self.trunk = trunk
        self.mu = nn.Linear(features, latent_dim, bias=False)
        self.logvar = nn.Linear(features, latent_dim) if stochastic else None

    def forward(self, x: Tensor, hidden: torch.dtype | None = None) -> Posterior:
        """The posterior of images ``(n, c, h, w)`` in [0, 1]; f computes in ``hidden``."""
        with _computing_in(hidden, x):
            features = self.trunk(x)
        features = features.to(x.dtype)
        mu = self.linear(x.flatten(1)) + self.mu(features)
        return Posterior(mu, None if self.logvar is None else self.logvar(features))


class Decoder(nn.Module):
    """logits(z) = B z + c + g(z): the Bernoulli logits of each pixel.

    Args:
        image_shape: Channels, height and width.
        latent_dim: Dimensions of z.
        trunk: The network g, from ``(n, latent_dim)`` to ``(n, c, h, w)`` or flattened.
        levels: To which each z is rounded first; none if 0.
    """

    def __init__(
        self,
        image_shape: tuple[int, int, int],
        latent_dim: int,
        trunk: nn.Module,
        levels: int = 0,
    ) -> None:
        super().__init__()
        self.image_shape = image_shape
        self.rounding = Rounding(latent_dim, levels) if levels else None
        self.linear = nn.Linear(latent_dim, math.prod(image_shape))
        self.trunk = trunk

    def forward(self, z: Tensor, hidden: torch.dtype | None = None) -> Tensor:
        """The logits ``(n, c, h, w)`` of codes ``(n, latent_dim)``; g computes in ``hidden``."""
        if self.rounding is not None:
            z = self.rounding(z)
        with _computing_in(hidden, z):
            detail = self.trunk(z)
        logits: Tensor = self.linear(z) + detail.flatten(1).to(z.dtype)
        return logits.view(-1, *self.image_shape)


def _computing_in(dtype: torch.dtype | None, values: Tensor) -> AbstractContextManager[object]:
    """Products and convolutions in another precision, if one is given (`torch.autocast`)."""
    return torch.autocast(values.device.type, dtype) if dtype else nullcontext()


def mlp(sizes: Sequence[int]) -> nn.Sequential:
    """Linear layers of these sizes, each followed by a ReLU."""
    layers = [
        layer
        for inputs, outputs in pairwise(sizes)
        for layer in (nn.Linear(inputs, outputs), nn.ReLU(inplace=True))
    ]
    return nn.Sequential(*layers)


def mlp_trunks(
    image_shape: tuple[int, int, int], latent_dim: int, *, width: int, depth: int
) -> Trunks:
    """As many hidden layers in the encoder as in the decoder, of one width."""
    pixels, hidden = math.prod(image_shape), [width] * depth
    encoder = nn.Sequential(nn.Flatten(), *mlp([pixels, *hidden]))
    decoder = nn.Sequential(*mlp([latent_dim, *hidden]), nn.Linear(width, pixels, bias=False))
    return Trunks(encoder, width, decoder)


def conv_trunks(image_shape: tuple[int, int, int], latent_dim: int, *, width: int) -> Trunks:
    """`ConvEncoder` and `ConvDecoder`."""
    return Trunks(
        ConvEncoder(image_shape, width),
        conv_features(width),
        ConvDecoder(image_shape, latent_dim, width),
    )


class ConvEncoder(nn.Module):
    """Convolutions of 4 x 4 pixels and stride 2, each followed by a ReLU, then a hidden layer.

    Activations are kept in the channels-last layout, in which the convolutions are fastest and the
    features need no copy.
    """

    def __init__(self, image_shape: tuple[int, int, int], width: int) -> None:
        super().__init__()
        sides = _sides(image_shape)
        channels = _channels(image_shape, width)
        self.layers = nn.ModuleList(
            nn.Conv2d(inputs, outputs, 4, 2, 1) for inputs, outputs in pairwise(channels)
        )
        self.hidden = nn.Linear(channels[-1] * math.prod(sides[-1]), conv_features(width))

    def forward(self, x: Tensor) -> Tensor:
        """Features ``(n, conv_features(width))``."""
        # A grey image counts as contiguous in both layouts; only a copy has this one's strides.
        x = torch.empty_like(x, memory_format=torch.channels_last).copy_(x)
        for layer in self.layers:
            x = layer(x).relu_()
        x = x.permute(0, 2, 3, 1).flatten(1)
        features: Tensor = self.hidden(x).relu_()
        return features


class ConvDecoder(nn.Module):
    """The mirror of `ConvEncoder`: two hidden layers, then transposed convolutions."""

    def __init__(self, image_shape: tuple[int, int, int], latent_dim: int, width: int) -> None:
        super().__init__()
        sides = _sides(image_shape)[::-1]
        channels = _channels(image_shape, width)[::-1]
        self.start = (*sides[0], channels[0])
        self.hidden = mlp((latent_dim, conv_features(width), math.prod(self.start)))
        self.layers = nn.ModuleList(
            Upsampling(inputs, outputs, (height % 2, breadth % 2))
            for (inputs, outputs), (height, breadth) in zip(
                pairwise(channels), sides[1:], strict=True
            )
        )

    def forward(self, z: Tensor) -> Tensor:
        """Logits ``(n, c, h, w)``."""
        x = self.hidden(z).view(-1, *self.start).permute(0, 3, 1, 2)
        for layer in self.layers[:-1]:
            x = layer(x).relu_()
        logits: Tensor = self.layers[-1](x)
        return logits


def conv_features(width: int) -> int:
    """Units of the hidden layer between the convolutions and the code."""
    return 8 * width


def _sides(image_shape: tuple[int, int, int]) -> list[tuple[int, int]]:
    """Heights and widths, from the image down to the last convolution.

    >>> _sides((1, 28, 28))
    [(28, 28), (14, 14), (7, 7)]
    """
    sides = [image_shape[1:]]
    while min(sides[-1]) >= SMALLEST:
        height, breadth = sides[-1]
        sides.append((height // 2, breadth // 2))
    return sides


def _channels(image_shape: tuple[int, int, int], width: int) -> list[int]:
    """Channels, from the image to the last convolution: the width, then twice the width."""
    count = len(_sides(image_shape)) - 1
    return [image_shape[0], *(width if index == 0 else 2 * width for index in range(count))]
