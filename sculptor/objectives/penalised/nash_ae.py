"""The autoencoder whose latents are not to be told from one another, and who tries to tell them."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import selu

from sculptor.models import Autoencoder
from sculptor.objectives.discriminator import held_constant
from sculptor.objectives.parameters import DETERMINISTIC
from sculptor.objectives.penalised.penalised import Penalised, Penalties

WIDTH = 40
"""Units of each predictor's two hidden layers, as Yeats et al. have them."""

LEAST = 1e-6
"""Variance, in squared latent units, below which a latent counts as constant."""


class NashAE(Penalised):
    """-E log p(x|z) + weight · sum_i Cov(z_i, p_i(z without z_i)).

    Yeats, Liu, Womble & Li, "NashAE: Disentangling Representations Through Adversarial Covariance
    Minimization", ECCV 2022, section 3. For each latent a network p_i predicts it from all others;
    together they are the adversary, trained by the loop to the least squared error, by one update
    after each of the model where theirs have five before it, while the encoder takes the covariance
    of latents and predictions away.

    It trains on LPS's own quantity: where predictors are the best there are, the covariance is the
    variance that they explain, and the penalty the sum of the latents' R². To compare its LPS with
    that of others is no test of independence; look at what LPS is blind to.

    Their latents lie between 0 and 1 by a sigmoid, so that the covariance is bounded and no codes
    escape it by growing. Here each latent is standardised over the batch, for predictors and
    covariance alike, to the same end. The prior is not looked at.

    Args:
        weight: Nats that one latent costs which is wholly told from the others.
        encoder: ``deterministic`` or ``gaussian``.
        latent_dim: Dimensions of z.
        seed: Of the predictors' weights.
    """

    adjustable = ("weight",)

    adversary_rate = 10.0
    """Of the predictors' learning rate to that of the model, theirs: predictors that lag behind are
    outrun, and dependence is hidden from them where it should be taken away."""

    def __init__(
        self,
        weight: float = 10.0,
        encoder: str = DETERMINISTIC,
        latent_dim: int = 2,
        seed: int = 0,
    ) -> None:
        super().__init__(encoder)
        self.weight = weight
        self.adversary = Predictors(latent_dim, WIDTH, seed)

    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        """``predicted``, the sum over latents of the covariance with their predictions."""
        z = standardised(z)
        covariance = (z * held_constant(self.adversary, z)).mean(0).sum()
        return {"predicted": (self.weight, covariance)}

    def adversary_loss(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Tensor:
        """The squared error of the predictors on codes of a second batch, halved, a latent."""
        with torch.no_grad():
            z = standardised(model.posterior(x).sample(generator))
        apart: Tensor = self.adversary(z) - z
        return apart.square().mean() / 2


class Predictors(nn.Module):
    """One network for each latent, which sees all others: two hidden layers of SELU units.

    Args:
        dim: Latents.
        width: Units of each hidden layer.
        seed: Of the weights, whose variance is one over the inputs; biases are zero.
    """

    def __init__(self, dim: int, width: int, seed: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        sizes = ((dim, width), (width, width), (width, 1))
        self.weights = nn.ParameterList(
            torch.randn(dim, inputs, outputs, generator=generator) / math.sqrt(inputs)
            for inputs, outputs in sizes
        )
        self.biases = nn.ParameterList(torch.zeros(dim, 1, outputs) for _, outputs in sizes)

    def forward(self, z: Tensor) -> Tensor:
        """The prediction of each latent of codes ``(n, dim)`` from the others, ``(n, dim)``."""
        others = 1 - torch.eye(z.shape[1], dtype=z.dtype, device=z.device)
        hidden = z * others[:, None]
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            hidden = torch.baddbmm(bias, selu(hidden) if layer else hidden, weight)
        return hidden.squeeze(2).T


def standardised(z: Tensor) -> Tensor:
    """Each latent with mean 0 and variance 1 over the batch; 0 where it is constant.

    >>> standardised(torch.tensor([[1.0, 5.0], [3.0, 5.0]]))
    tensor([[-1.0000,  0.0000],
            [ 1.0000,  0.0000]])
    """
    centred = z - z.mean(0)
    return centred * (centred.square().mean(0) + LEAST).rsqrt()
