"""The FactorVAE: a VAE with the total correlation, estimated by a discriminator."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.models import Autoencoder
from sculptor.objectives.discriminator import Discriminator, cross_entropy, held_constant
from sculptor.objectives.objective import Terms
from sculptor.objectives.variational import Variational

DEPTH, SLOPE = 6, 0.2


class FactorVAE(Variational):
    """-E log p(x|z) + KL(q(z|x) || p(z)) + gamma · TC(q(z)).

    Kim & Mnih, "Disentangling by Factorising", ICML 2018, Eq. 2. The total correlation is taken as
    E log D(z) - log(1 - D(z)) (Eq. 3), where the discriminator D tells codes from codes whose
    latents were permuted over the batch, each by itself (Algorithm 1). D is trained by the loop
    after each update of the model, on a second batch (Algorithm 2).

    Args:
        gamma: Weight of the total correlation; 10 is the least of those that Locatello et al.
            (ICML 2019) compare, Kim & Mnih have 2 to 100.
        discriminator_width: Units of each of its six hidden layers; theirs have 1000.
        latent_dim: Dimensions of z.
        seed: Of the discriminator's weights.
    """

    adjustable = ("gamma",)

    def __init__(
        self,
        gamma: float = 10.0,
        discriminator_width: int = 256,
        latent_dim: int = 2,
        seed: int = 0,
    ) -> None:
        self.gamma = gamma
        self.adversary = Discriminator(latent_dim, discriminator_width, DEPTH, SLOPE, seed)

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction``, ``kl`` and ``total_correlation``."""
        posterior, z, reconstruction = self.evidence(model, x, generator)
        kl = self.kl(posterior, z)
        correlation = held_constant(self.adversary, z).mean()
        return {
            "loss": reconstruction + kl + self.gamma * correlation,
            "reconstruction": reconstruction,
            "kl": kl,
            "total_correlation": correlation,
        }

    def adversary_loss(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Tensor:
        """The discriminator's cross entropy between codes and permuted codes of a second batch."""
        with torch.no_grad():
            z = model.posterior(x).sample(generator)
            permuted = permute(z, generator)
        return cross_entropy(self.adversary(z), self.adversary(permuted))


def permute(z: Tensor, generator: torch.Generator) -> Tensor:
    """Permute each latent over the batch by itself: a sample of prod_j q(z_j).

    Kim & Mnih 2018, Algorithm 1.

    Args:
        z: ``(n, latent_dim)``.
        generator: On the device of z.
    """
    order = torch.rand(z.shape, generator=generator, device=z.device).argsort(0)
    return z.gather(0, order)
