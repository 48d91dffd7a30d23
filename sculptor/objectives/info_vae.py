"""The InfoVAE: MMD and the KL divergence together."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.discrepancy.mmd import Discrepancy
from sculptor.models import Autoencoder
from sculptor.objectives.objective import BANK, Terms
from sculptor.objectives.variational import Variational
from sculptor.priors import Prior, block_dims


class InfoVAE(Variational):
    """-E log p(x|z) + (1 - alpha) KL(q(z|x) || p(z)) + (alpha + weight - 1) MMD²(q(z), p(z)).

    Zhao, Song & Ermon, "InfoVAE", AAAI 2019, section 3: alpha is how much mutual information of x
    and z is preferred, and the weight, their lambda, how much q(z) must match p(z). With alpha = 0
    and weight 1 it is the VAE. With alpha = 1 the KL divergence is gone: it is then MMD with a
    Gaussian encoder, and takes any prior.

    Args:
        alpha: Preference for information, up to 1; theirs for MNIST is 0.
        weight: Nats that one unit of MMD² costs, less 1 - alpha; theirs for MNIST is 1000.
    """

    replays = True
    adjustable = ("weight",)
    samples_an_image = BANK

    def __init__(self, alpha: float = 0.0, weight: float = 1_000.0) -> None:
        self.alpha = alpha
        self.weight = weight

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Fix the kernel to the target, and take up its density where it is needed."""
        self.discrepancy = Discrepancy.fitted(prior_samples, blocks=block_dims(prior))
        self._reference = self.discrepancy.reference(prior_samples)
        if self.alpha != 1:
            super().prepare(prior_samples, prior)

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction``, ``mmd2``, and ``kl`` unless alpha is 1."""
        posterior, z, reconstruction = self.evidence(model, x, generator)
        mmd2 = self.discrepancy.mmd2(z, prior_bank, self._reference)
        loss = reconstruction + (self.alpha + self.weight - 1) * mmd2
        terms = {"reconstruction": reconstruction, "mmd2": mmd2}
        if self.alpha != 1:
            terms["kl"] = self.kl(posterior, z)
            loss = loss + (1 - self.alpha) * terms["kl"]
        return {"loss": loss, **terms}
