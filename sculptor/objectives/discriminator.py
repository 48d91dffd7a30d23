"""A network that tells two sets of codes apart, and what it learns from."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus


class Discriminator(nn.Module):
    """The logit log D(z) - log(1 - D(z)) of codes, from a fully connected network.

    Trained to the optimum by `cross_entropy` it is the log ratio of the two densities (Goodfellow
    et al., "Generative Adversarial Nets", 2014, Proposition 1).

    Args:
        dim: Dimensions of z.
        width: Units of each hidden layer.
        depth: Hidden layers.
        slope: Of the leaky ReLU below 0.
        seed: Of the weights, which have the variance of He et al. (2015); biases are zero.
    """

    def __init__(self, dim: int, width: int, depth: int, slope: float, seed: int) -> None:
        super().__init__()
        # The weights are filled in below, and torch's own generator stays as it was.
        with torch.random.fork_rng(devices=()):
            layers: list[nn.Module] = []
            for inputs, outputs in pairwise([dim, *[width] * depth]):
                layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(slope)]
            self.layers = nn.Sequential(*layers, nn.Linear(width, 1))
        generator = torch.Generator().manual_seed(seed)
        for layer in self.layers:
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_uniform_(layer.weight, a=slope, generator=generator)
                nn.init.zeros_(layer.bias)

    def forward(self, z: Tensor) -> Tensor:
        """The logits ``(n,)`` of codes ``(n, dim)``."""
        logits: Tensor = self.layers(z)
        return logits.squeeze(1)


def held_constant(network: nn.Module, z: Tensor) -> Tensor:
    """What a network says of codes, with its weights held constant: the gradient is the codes'."""
    weights = {name: value.detach() for name, value in network.named_parameters()}
    said: Tensor = torch.func.functional_call(network, weights, (z,))
    return said


def cross_entropy(first: Tensor, second: Tensor) -> Tensor:
    """-1/2 (E log D(z) over the first set of codes + E log(1 - D(z)) over the second), in nats.

    >>> cross_entropy(torch.zeros(3), torch.zeros(5)).item()  # D = 1/2 knows nothing: log 2
    0.6931471824645996

    Args:
        first: Logits ``(n,)``.
        second: Logits ``(m,)``.
    """
    return (softplus(-first).mean() + softplus(second).mean()) / 2
