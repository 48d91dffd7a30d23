"""The variational autoencoder."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.models import Autoencoder
from sculptor.objectives.objective import Terms
from sculptor.objectives.variational import Variational


class VAE(Variational):
    """-E log p(x|z) + beta · KL(q(z|x) || p(z)).

    Kingma & Welling, "Auto-Encoding Variational Bayes", ICLR 2014, Eq. 3, with beta = 1. For
    N(0, I) the KL divergence is in closed form (Eq. 10), for other densities of the sample (Eq. 6).

    Args:
        beta: Weight of the KL divergence.
    """

    replays = True
    adjustable = ("beta",)

    def __init__(self, beta: float = 1.0) -> None:
        self.beta = beta

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction`` and ``kl``."""
        posterior, z, reconstruction = self.evidence(model, x, generator)
        kl = self.kl(posterior, z)
        return {
            "loss": reconstruction + self.beta * kl,
            "reconstruction": reconstruction,
            "kl": kl,
        }
