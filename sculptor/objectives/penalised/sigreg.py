"""The autoencoder whose codes are held to the prior by characteristic functions along lines."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.discrepancy.characteristic import epps_pulley
from sculptor.discrepancy.sliced import directions
from sculptor.objectives.objective import BANK
from sculptor.objectives.parameters import DETERMINISTIC
from sculptor.objectives.penalised.penalised import Penalised, Penalties
from sculptor.priors import Prior
from sculptor.priors.density import standard

LEAST = 1e-6
"""Of the largest variance, to which the flattest directions of a target are stretched."""


class SIGReg(Penalised):
    """-E log p(x|z) + weight · T(q(z), p(z)), T the Epps-Pulley distance along random lines.

    Sketched isotropic Gaussian regularisation of Balestriero & LeCun, "LeJEPA", arXiv:2511.08544,
    section 4; see `epps_pulley`. Directions are drawn anew at each step. Their T has a factor n,
    the codes of a batch; it is left out, so that a weight means the same for any batch.

    For N(0, I) the target's characteristic function along every line is exp(-t²/2), as in the
    paper. Any other target is known by samples, whose characteristic function along the same lines
    stands for it: by the theorem of Cramér & Wold the projections on all lines settle any
    distribution, not the normal one alone. Directions are then drawn where the target is white, so
    that each projection has variance 1, for which the frequencies are made, and no direction is
    hidden by a wider one.

    Args:
        weight: Nats that one unit of T costs.
        slices: Directions of a step; theirs are 256 and more, which fresh ones at each step spare.
        encoder: ``deterministic`` or ``gaussian``.
    """

    adjustable = ("weight",)

    def __init__(
        self, weight: float = 3_000.0, slices: int = 64, encoder: str = DETERMINISTIC
    ) -> None:
        super().__init__(encoder)
        self.weight = weight
        self.slices = slices
        self._normal = False

    def bank(self, batch: int) -> int:
        """Four samples of the prior for each image; none of N(0, I)."""
        return 0 if self._normal else BANK * batch

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Take up whether a target is N(0, I), and else what makes it white."""
        self._normal = standard(prior.spec)
        self._whiten = whitening(prior_samples)

    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        """``epps_pulley``."""
        lines = directions(self.slices, z, generator)
        if self._normal:
            return {"epps_pulley": (self.weight, epps_pulley(z, lines))}
        lines = lines @ self._whiten.to(z)
        return {"epps_pulley": (self.weight, epps_pulley(z, lines, prior_bank))}


def whitening(samples: Tensor) -> Tensor:
    """C^(-1/2) of the covariance C, ``(dim, dim)``, in one over latent units.

    Directions of less than `LEAST` of the largest variance are taken to have that.

    Args:
        samples: ``(m, dim)``.
    """
    # On the CPU, since MPS has no decomposition.
    values, vectors = torch.linalg.eigh(torch.atleast_2d(samples.double().cpu().T.cov()))
    scaled = vectors / values.clamp_min(LEAST * values[-1]).sqrt()
    whiten: Tensor = scaled @ vectors.T
    return whiten.to(samples)
