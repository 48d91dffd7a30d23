"""The autoencoder whose codes are held to the prior along many lines."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.discrepancy.sliced import directions, sliced_wasserstein2
from sculptor.objectives.objective import BANK
from sculptor.objectives.parameters import DETERMINISTIC
from sculptor.objectives.penalised.penalised import Penalised, Penalties


class SlicedWasserstein(Penalised):
    """-E log p(x|z) + weight · SW²(q(z), p(z)).

    Kolouri, Pope, Martin & Rohde, "Sliced Wasserstein Auto-Encoders", ICLR 2019, Algorithm 1, with
    the squared distance as the cost; see `sliced_wasserstein2`. Directions are drawn anew at each
    step. It needs samples of the prior only.

    Args:
        weight: Nats that one squared latent unit costs.
        slices: Directions of a step; theirs are 50.
        encoder: ``deterministic`` or ``gaussian``.
    """

    adjustable = ("weight",)
    samples_an_image = BANK

    def __init__(
        self, weight: float = 1_000.0, slices: int = 50, encoder: str = DETERMINISTIC
    ) -> None:
        super().__init__(encoder)
        self.weight = weight
        self.slices = slices

    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        """``sliced_wasserstein``, in squared latent units."""
        distance = sliced_wasserstein2(z, prior_bank, directions(self.slices, z, generator))
        return {"sliced_wasserstein": (self.weight, distance)}
