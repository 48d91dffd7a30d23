"""Sculptor's convolutional networks written as torch's layers one after the other.

They are the same functions with the same weights. Only what Sculptor's own modules do for speed is
not there: activations stay in torch's default layout, and no layer overwrites its input.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from sculptor.models import Autoencoder
from sculptor.models.networks import ConvDecoder, ConvEncoder


def plain(model: Autoencoder) -> Autoencoder:
    """A copy of a convolutional model in plain layers, which is known to give the same logits."""
    made = copy.deepcopy(model)
    made.encoder.trunk = _encoder(made.encoder.trunk)
    made.decoder.trunk = _decoder(made.decoder.trunk)
    images = torch.rand(2, *model.image_shape)
    with torch.no_grad():
        codes = model.posterior(images).mu
        torch.testing.assert_close(made.posterior(images).mu, codes)
        torch.testing.assert_close(made.logits(codes), model.logits(codes))
    return made


def _encoder(trunk: ConvEncoder) -> nn.Sequential:
    hidden = trunk.hidden
    channels = trunk.layers[-1].out_channels
    hidden.weight.data = _channels_first(hidden.weight.data.T, channels).T.contiguous()
    return nn.Sequential(*_with_relus(trunk.layers), nn.Flatten(), hidden, nn.ReLU())


def _decoder(trunk: ConvDecoder) -> nn.Sequential:
    height, width, channels = trunk.start
    first, _, second, _ = trunk.hidden
    for parameter in (second.weight, second.bias):
        parameter.data = _channels_first(parameter.data, channels)
    unflatten = nn.Unflatten(1, (channels, height, width))
    layers = _with_relus(trunk.layers)[:-1]
    return nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), unflatten, *layers)


def _channels_first(rows: Tensor, channels: int) -> Tensor:
    """Rows for ``(height, width, channels)`` in the order for ``(channels, height, width)``."""
    return rows.unflatten(0, (-1, channels)).transpose(0, 1).flatten(0, 1).contiguous()


def _with_relus(layers: Iterable[nn.Module]) -> list[nn.Module]:
    made = []
    for layer in layers:
        layer.weight.data = layer.weight.data.contiguous()
        made += [layer, nn.ReLU()]
    return made
