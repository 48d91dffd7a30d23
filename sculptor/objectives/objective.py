"""What an objective is to the training loop."""

from __future__ import annotations

from typing import Any, Protocol

import torch
from torch import Tensor

from sculptor.models import Autoencoder

Terms = dict[str, Tensor]
"""``loss``, which is minimised, and its named parts: numbers on the device, in nats where they are
likelihoods or divergences, summed over dimensions and averaged over the batch."""


class Objective(Protocol):
    """Turns a batch into named loss terms; it owns no optimiser and never waits for the device."""

    stochastic: bool
    """Whether the encoder must be a Gaussian."""

    def bank(self, batch: int) -> int:
        """How many prior samples a batch of this size is compared with."""

    def prepare(self, prior_samples: Tensor) -> None:
        """Take up a target, at the start and whenever it changes."""

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms of a batch of images in [0, 1]."""

    def set(self, name: str, value: Any) -> None:
        """Change a parameter while the run trains."""

    def state_dict(self) -> Terms:
        """What a resumed run needs besides the specification."""

    def load_state_dict(self, state: Terms) -> None:
        """Go on from a state."""
