"""Codes rounded to a few levels a latent, so that they can be stored in so many bits.

Towards a target whose coordinates are uniform or a grid, log2(k) bits a latent are all that k
levels carry, and a matched code uses each level equally often: nothing is wasted. The decoder is
trained on what it will be given, and its gradient reaches the encoder as if nothing were rounded
(the straight-through estimator; Bengio, Léonard and Courville, arXiv:1308.3432, 2013).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

MOST_LEVELS = 256
"""Of a latent: a byte."""


class Rounding(nn.Module):
    """z to the nearest of k levels in each coordinate; the gradient passes as through z itself.

    Args:
        latent_dim: Dimensions of z.
        levels: Of each.
    """

    def __init__(self, latent_dim: int, levels: int) -> None:
        super().__init__()
        self.register_buffer("places", torch.zeros(latent_dim, levels))
        self.places: Tensor

    def place(self, samples: Tensor) -> None:
        """Put the levels where a target has its mass.

        Level j of a coordinate is its quantile (j + 1/2) / k: each stands for an equal share of the
        target. Of a uniform coordinate they are the middles of k equal cells, of a grid its points.

        Args:
            samples: Of the target, ``(n, latent_dim)``.
        """
        k = self.places.shape[1]
        shares = (torch.arange(k, dtype=torch.float64) + 0.5) / k
        quantiles = torch.quantile(samples.detach().cpu().double(), shares, dim=0)
        self.places.copy_(quantiles.T)

    def index(self, z: Tensor) -> Tensor:
        """Which level is nearest, ``(n, latent_dim)`` int64."""
        return (z[..., None] - self.places).abs().argmin(-1)

    def forward(self, z: Tensor) -> Tensor:
        """Codes ``(n, latent_dim)`` at their levels."""
        nearest = self.places.expand(z.shape[0], -1, -1).gather(2, self.index(z)[..., None])[..., 0]
        return nearest + (z - z.detach())  # to the last bit a level: the difference is 0


def bits(index: Tensor, levels: int) -> float:
    """What codes at levels take to store, in bits a code, each latent coded by itself.

    The sum over latents of the entropy H = -sum_j p_j log2 p_j of the levels' shares p; at most
    latent_dim · log2(levels), which a matched code reaches.

    >>> bits(torch.tensor([[0, 1], [1, 1], [0, 1], [1, 1]]), 2)
    1.0

    Args:
        index: Levels ``(n, latent_dim)``, see `Rounding.index`.
        levels: How many there are.
    """
    counts = torch.nn.functional.one_hot(index.cpu(), levels).sum(0).double()
    shares = counts / counts.sum(1, keepdim=True)
    return -float(torch.special.xlogy(shares, shares).sum()) / math.log(2)
