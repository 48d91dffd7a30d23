"""The beta-VAE, with a capacity that grows."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.models import Autoencoder
from sculptor.objectives.objective import Terms
from sculptor.objectives.variational import Variational


class BetaVAE(Variational):
    """-E log p(x|z) + beta · KL(q(z|x) || p(z)), or with a capacity + beta · |KL - C(t)|.

    Higgins et al., "beta-VAE", ICLR 2017, Eq. 4; their beta is 4 for images of few factors. With a
    capacity it is Burgess et al., "Understanding disentangling in beta-VAE", 2018, Eq. 8, where
    beta is called gamma and is 1000: the KL divergence is held at C(t), which grows in proportion
    to the step t from 0 to the capacity (theirs: 25 nats).

    Args:
        beta: Weight of the KL divergence, or of its distance from C(t).
        capacity: C at the end, in nats; 0 for none.
        annealing: Steps in which C grows; from then on it stays.
    """

    adjustable = ("beta",)

    def __init__(self, beta: float = 4.0, capacity: float = 0.0, annealing: int = 750) -> None:
        self.beta = beta
        self.capacity = capacity
        self.annealing = annealing
        self.step = 0

    @classmethod
    def within(cls, beta: float, capacity: float, annealing: float, steps: int) -> BetaVAE:
        """One whose capacity grows in a share of a run's steps."""
        return cls(beta, capacity, max(1, round(annealing * steps)))

    def capacity_at(self, step: int) -> float:
        """C(t), in nats.

        >>> [BetaVAE(1000.0, 25.0, 100).capacity_at(step) for step in (0, 50, 100, 500)]
        [0.0, 12.5, 25.0, 25.0]
        """
        return self.capacity * min(1.0, step / self.annealing)

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction`` and ``kl``; ``capacity`` where there is one.

        Each call is a step of the annealing.
        """
        posterior, z, reconstruction = self.evidence(model, x, generator)
        kl = self.kl(posterior, z)
        terms = {"reconstruction": reconstruction, "kl": kl}
        penalty = kl
        if self.capacity:
            # Made of the divergence, so that it is on its device and nothing is waited for.
            terms["capacity"] = torch.full_like(kl, self.capacity_at(self.step))
            penalty = (kl - terms["capacity"]).abs()
        self.step += 1
        return {"loss": reconstruction + self.beta * penalty, **terms}

    def state_dict(self) -> Terms:
        """The weight, and the step of the annealing."""
        return {**super().state_dict(), "step": torch.tensor(self.step)}

    def load_state_dict(self, state: Terms) -> None:
        """Go on from a state."""
        super().load_state_dict(state)
        self.step = int(state["step"].item())
