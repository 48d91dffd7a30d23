"""The autoencoder whose codes keep the spread and the covariance of the prior."""

from __future__ import annotations

import torch
from torch import Tensor

from sculptor.objectives.parameters import DETERMINISTIC
from sculptor.objectives.penalised.penalised import Penalised, Penalties
from sculptor.priors import Prior

LEAST = 1e-4
"""Added to variances before the root, as Bardes et al. have it."""


class VICReg(Penalised):
    """-E log p(x|z) + covariance · c(z) + variance · v(z).

    Bardes, Ponce & LeCun, "VICReg: Variance-Invariance-Covariance Regularization", ICLR 2022,
    Eqs. 1 to 4, their two terms on one set of codes. v is a hinge under the standard deviations,
    see `narrowness`; c = 1/d sum_{i≠j} (C_ij - P_ij)², C the covariance of a batch and P that of
    the target. For N(0, I), as for any target of uncorrelated latents of variance 1, both are the
    paper's. Of a target nothing but its second moments is asked.

    Args:
        covariance: Weight of c, their nu, in nats for a squared latent unit to the fourth.
        variance: Weight of v, their mu, in nats a latent unit; theirs is 25 times the other.
        encoder: ``deterministic`` or ``gaussian``.
    """

    adjustable = ("covariance", "variance")

    def __init__(
        self, covariance: float = 100.0, variance: float = 2_500.0, encoder: str = DETERMINISTIC
    ) -> None:
        super().__init__(encoder)
        self.covariance = covariance
        self.variance = variance

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Take up the covariance of a target."""
        self._target = torch.atleast_2d(prior_samples.T.cov())

    def penalties(self, z: Tensor, prior_bank: Tensor, generator: torch.Generator) -> Penalties:
        """``off_diagonal``, which is c, and ``narrowness``, which is v."""
        target = self._target.to(z)
        return {
            "off_diagonal": (self.covariance, off_diagonal(z, target)),
            "narrowness": (self.variance, narrowness(z, target.diagonal().sqrt())),
        }


def off_diagonal(z: Tensor, target: Tensor) -> Tensor:
    """C = 1/d sum_{i≠j} (C_ij - P_ij)², with C = 1/(n - 1) sum (z - mean)(z - mean)ᵀ.

    Bardes et al. 2022, Eqs. 3 and 4, where P = I.

    >>> z = torch.tensor([[1.0, 1.0], [-1.0, -1.0]])  # C is 2 everywhere
    >>> off_diagonal(z, torch.eye(2)).item()
    4.0

    Args:
        z: ``(n, d)``.
        target: P, ``(d, d)``, in squared latent units.
    """
    # Not `Tensor.cov`, which looks at a number and makes a device wait.
    centred = z - z.mean(0)
    apart = centred.T @ centred / (len(z) - 1) - target
    return (apart - apart.diagonal().diag()).square().sum() / z.shape[1]


def narrowness(z: Tensor, spread: Tensor) -> Tensor:
    """V = 1/d sum_j max(0, s_j - √(Var z_j + 10⁻⁴)): how much too narrow latents are on average.

    Bardes et al. 2022, Eqs. 1 and 2, where s_j = 1.

    >>> z = torch.tensor([[1.0, 0.0], [-1.0, 0.0]])  # of standard deviation √2 and 0
    >>> round(narrowness(z, torch.ones(2)).item(), 3)
    0.495

    Args:
        z: ``(n, d)``.
        spread: Standard deviations s of the target, ``(d,)``.

    Returns:
        In latent units.
    """
    return (spread - (z.var(0) + LEAST).sqrt()).relu().mean()
