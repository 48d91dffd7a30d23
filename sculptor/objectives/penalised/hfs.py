"""The autoencoder whose latents come in all combinations."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.objectives.parameters import DETERMINISTIC
from sculptor.objectives.penalised.penalised import Penalised, Penalties
from sculptor.objectives.penalised.vicreg import narrowness
from sculptor.priors import Prior

PAIRS, COMBINATIONS = 25, 100
"""Pairs of latents of a step, and combinations of their values, as Roth et al. have them."""

EXACT = "donot_use_mm_for_euclid_dist"
"""Distances by differences: products lose the digits of those that are small."""


class HFS(Penalised):
    """-E log p(x|z) + weight · d_H(z) + variance · v(z), d_H the Hausdorff factorised support.

    Roth, Ibrahim, Akata, Vincent & Bouchacourt, "Disentanglement of Correlated Factors via
    Hausdorff Factorized Support", ICLR 2023, section 3; see `factorised_support`. It asks that all
    combinations of values occur, and nothing of how often. As d_H falls when codes shrink, latents
    are kept as wide as the target's by the hinge of VICReg, see `narrowness`. The target's shape
    and the place of its centre are not looked at.

    Args:
        weight: Weight of d_H, their gamma, in nats a squared latent unit.
        variance: Weight of v, their delta, in nats a latent unit.
        encoder: ``deterministic`` or ``gaussian``.
    """

    adjustable = ("weight", "variance")

    def __init__(
        self, weight: float = 0.1, variance: float = 250.0, encoder: str = DETERMINISTIC
    ) -> None:
        super().__init__(encoder)
        self.weight = weight
        self.variance = variance

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Take up the standard deviations of a target."""
        self._spread = prior_samples.std(0)

    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        """``factorised_support``, which is d_H, and ``narrowness``, which is v."""
        return {
            "factorised_support": (self.weight, factorised_support(z, generator)),
            "narrowness": (self.variance, narrowness(z, self._spread.to(z))),
        }


def factorised_support(
    z: Tensor,
    generator: torch.Generator,
    pairs: int = PAIRS,
    combinations: int = COMBINATIONS,
) -> Tensor:
    """How far combinations of two latents' values lie from the nearest code, over pairs of latents.

    d_H = sum_{i<j} max_a min_b |a - b_ij|², a out of all combinations of a value of latent i and
    one of latent j, b out of the codes: the Hausdorff distance of codes from their factorised
    support, in the pairwise estimate of Roth et al. 2023, section 3, squared as in their code. Both
    are estimated as there: the sum from random pairs, here scaled up to all, and the largest from
    random combinations.

    Args:
        z: ``(n, d)``.
        generator: On the device of z.
        pairs: Pairs of latents; all where there are no more.
        combinations: Values of each pair that are put together.

    Returns:
        In squared latent units, differentiable in z; 0 for one latent.
    """
    every = torch.triu_indices(z.shape[1], z.shape[1], 1, device=z.device).T
    chosen = torch.rand(len(every), generator=generator, device=z.device).argsort()[:pairs]
    codes = z[:, every[chosen]]
    shape = (combinations, len(chosen), 2)
    rows = (torch.rand(shape, generator=generator, device=z.device) * len(z)).long()
    combined = codes.gather(0, rows)
    with torch.no_grad():  # of all distances one a pair counts, and is computed again below
        apart = torch.cdist(combined.transpose(0, 1), codes.transpose(0, 1), compute_mode=EXACT)
        near, nearest = apart.min(2)
        farthest = near.argmax(1, keepdim=True)
        nearest = nearest.gather(1, farthest)
    pair = torch.arange(len(chosen), device=z.device)
    gap = combined[farthest[:, 0], pair] - codes[nearest[:, 0], pair]
    return gap.square().sum() * (len(every) / max(1, len(chosen)))
