"""The variational autoencoder."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.models.posterior import Posterior
from sculptor.objectives.objective import Terms
from sculptor.objectives.reconstruction import bernoulli_nats


class VAE:
    """-E log p(x|z) + beta · KL(q(z|x) || N(0, I)).

    Kingma & Welling, "Auto-Encoding Variational Bayes", ICLR 2014, Eq. 10; with beta other than 1,
    Higgins et al., "beta-VAE", ICLR 2017, Eq. 4.

    Args:
        beta: Weight of the KL divergence.
    """

    stochastic = True

    def __init__(self, beta: float = 1.0) -> None:
        self.beta = beta

    def bank(self, batch: int) -> int:
        """None: the KL divergence uses no samples of the prior."""
        return 0

    def prepare(self, prior_samples: Tensor) -> None:
        """Nothing depends on the samples of a standard Gaussian."""

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction`` and ``kl``."""
        posterior = model.posterior(x)
        reconstruction = bernoulli_nats(model.logits(posterior.sample(generator)), x)
        divergence = kl(posterior)
        return {
            "loss": reconstruction + self.beta * divergence,
            "reconstruction": reconstruction,
            "kl": divergence,
        }

    def set(self, name: str, value: Any) -> None:
        """Change ``beta``."""
        if name != "beta":
            raise SculptorError(f"Expected a change of beta for a VAE, received {name}.")
        self.beta = value

    def state_dict(self) -> Terms:
        """The weight of the KL divergence, which may have been changed."""
        return {"beta": torch.tensor(self.beta, dtype=torch.float64)}

    def load_state_dict(self, state: Terms) -> None:
        """Go on with the weight of a state."""
        self.beta = state["beta"].item()


def kl(posterior: Posterior) -> Tensor:
    """KL(q(z|x) || N(0, I)) = 1/2 sum_j (mu_j² + sigma_j² - 1 - log sigma_j²), in nats.

    Kingma & Welling 2014, appendix B; summed over latents, averaged over the batch.
    """
    mu, logvar = posterior
    if logvar is None:
        raise SculptorError("Expected a Gaussian encoder for the KL divergence, received a point.")
    return (mu.square() + logvar.exp() - 1 - logvar).sum() / (2 * len(mu))
