"""A turn of the code that changes no reconstruction."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from sculptor.models.autoencoder import Autoencoder


def turn(model: Autoencoder, matrix: Tensor, centre: Tensor) -> None:
    """Let the codes be z' = m + M (z - m), and let the decoder read them as it read z.

    The encoder's A x + b + W f(x) becomes M A x + m + M (b - m) + M W f(x). In the decoder each
    linear layer that reads the code, the linear path and the first layer of the network, has U z +
    c become U M^-1 (z - m) + U m + c. The variance of a stochastic encoder, one number for each
    axis, is left as it is.

    Args:
        model: Changed in place. What its network reads the code by is taken to be its first linear
            layer; where that reads something else it is left, and the reconstructions change.
        matrix: M, ``(latent_dim, latent_dim)``, invertible.
        centre: m, ``(latent_dim,)``.
    """
    encoder, decoder = model.encoder, model.decoder
    matrix, centre = matrix.double(), centre.double()
    layers = [layer for layer in decoder.trunk.modules() if isinstance(layer, nn.Linear)][:1]
    with torch.no_grad():
        encoder.linear.weight.copy_(matrix @ encoder.linear.weight.double())
        encoder.linear.bias.copy_(centre + matrix @ (encoder.linear.bias.double() - centre))
        encoder.mu.weight.copy_(matrix @ encoder.mu.weight.double())
        for layer in (decoder.linear, *layers):
            if layer.in_features == model.latent_dim:
                before = layer.weight.double()
                layer.weight.copy_(torch.linalg.solve(matrix, before, left=False))
                if layer.bias is not None:
                    layer.bias.add_((before - layer.weight.double()) @ centre)
