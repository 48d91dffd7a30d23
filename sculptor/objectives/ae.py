"""The plain autoencoder, which every other objective is compared with."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.models import Autoencoder
from sculptor.objectives.objective import Adjustable, Terms


class AE(Adjustable):
    """-E log p(x|z): reconstruction alone, whatever the prior.

    Rumelhart, Hinton & Williams, "Learning internal representations by error propagation", 1986.
    """

    stochastic = False
    replays = True

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss`` and ``reconstruction``, which are the same."""
        reconstruction = model.nats(model.posterior(x).mu, x)
        return {"loss": reconstruction, "reconstruction": reconstruction}
