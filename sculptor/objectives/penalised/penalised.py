"""What all autoencoders share whose codes pay a penalty."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor

from sculptor.models import Autoencoder
from sculptor.objectives.objective import Adjustable, Terms
from sculptor.objectives.parameters import DETERMINISTIC, GAUSSIAN

Penalties = dict[str, tuple[float, Tensor]]
"""Named penalties of a batch, each with its weight."""


class Penalised(Adjustable, ABC):
    """-E log p(x|z) + the sum of weight · penalty(z), of the codes z of a batch.

    Args:
        encoder: ``deterministic`` or ``gaussian``, of which one code for each image is drawn.
    """

    def __init__(self, encoder: str = DETERMINISTIC) -> None:
        self.stochastic = encoder == GAUSSIAN

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction``, and each penalty by its name, unweighted."""
        z = model.posterior(x).sample(generator)
        reconstruction = loss = model.nats(z, x)
        terms = {}
        for name, (weight, penalty) in self.penalties(z, prior_bank, generator).items():
            loss, terms[name] = loss + weight * penalty, penalty
        return {"loss": loss, "reconstruction": reconstruction, **terms}

    @abstractmethod
    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        """The penalties on codes ``(n, latent_dim)``."""
