"""The Wasserstein autoencoder whose codes are held to the prior by a discriminator."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import softplus

from sculptor.models import Autoencoder
from sculptor.objectives.discriminator import Discriminator, cross_entropy, held_constant
from sculptor.objectives.parameters import DETERMINISTIC
from sculptor.objectives.penalised.penalised import Penalised, Penalties

WIDTH, DEPTH = 512, 4
"""Of the discriminator, as Tolstikhin et al. have it for MNIST."""


class WAEGAN(Penalised):
    """-E log p(x|z) - weight · E log D(z).

    Tolstikhin, Bousquet, Gelly & Schölkopf, "Wasserstein Auto-Encoders", ICLR 2018, Algorithm 1,
    with the non-saturating loss. The discriminator D tells samples of the prior from codes; it is
    trained by the loop after each update of the model. It needs samples of the prior only.

    Args:
        weight: Weight of the discriminator's opinion, lambda.
        encoder: ``deterministic`` or ``gaussian``.
        latent_dim: Dimensions of z.
        seed: Of the discriminator's weights.
    """

    adjustable = ("weight",)
    samples_an_image = 1

    def __init__(
        self,
        weight: float = 10.0,
        encoder: str = DETERMINISTIC,
        latent_dim: int = 2,
        seed: int = 0,
    ) -> None:
        super().__init__(encoder)
        self.weight = weight
        self.adversary = Discriminator(latent_dim, WIDTH, DEPTH, 0.0, seed)

    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        """``deception``, -E log D(z) in nats."""
        return {"deception": (self.weight, softplus(-held_constant(self.adversary, z)).mean())}

    def adversary_loss(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Tensor:
        """The discriminator's cross entropy between samples of the prior and codes."""
        with torch.no_grad():
            z = model.posterior(x).sample(generator)
        return cross_entropy(self.adversary(prior_bank), self.adversary(z))
