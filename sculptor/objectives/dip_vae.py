"""The DIP-VAE: a VAE with a penalty on the covariance of the aggregate posterior."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor

from sculptor.models import Autoencoder
from sculptor.models.posterior import Posterior
from sculptor.objectives.objective import Terms
from sculptor.objectives.variational import Variational
from sculptor.priors import Prior
from sculptor.priors.density import standard


class DIPVAE(Variational):
    """-E log p(x|z) + KL(q(z|x) || p(z)) + the sum over i, j of lambda_ij (C_ij - V_ij)².

    Kumar, Sattigeri & Balakrishnan, "Variational Inference of Disentangled Latent Concepts from
    Unlabeled Observations", ICLR 2018. lambda_ij is lambda_od off the diagonal and lambda_d on it.
    Version ``i`` takes the covariance of the means, C = Cov[mu(x)] (Eq. 6); version ``ii`` that of
    the aggregate posterior, C = Cov[mu(x)] + E[Sigma(x)] (Eq. 7). V is the prior's: I for N(0, I),
    as in the paper, else diagonal, with the variances of the prior's samples.

    Args:
        version: ``i`` or ``ii``.
        lambda_od: Weight off the diagonal, in nats for each squared latent unit to the fourth.
        lambda_d: Weight on it. The paper has 10 · lambda_od for version i, lambda_od for ii; its
            lambda_od is 10 for most data.
    """

    replays = True
    adjustable = ("lambda_od", "lambda_d")

    def __init__(self, version: str, lambda_od: float = 10.0, lambda_d: float = 10.0) -> None:
        self.version = version
        self.lambda_od = lambda_od
        self.lambda_d = lambda_d

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Take up the density of a prior, and its variances."""
        super().prepare(prior_samples, prior)
        variance = prior_samples.var(0)
        self._variance = torch.ones_like(variance) if standard(prior.spec) else variance

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction``, ``kl`` and the penalty, ``covariance``."""
        posterior, z, reconstruction = self.evidence(model, x, generator)
        kl = self.kl(posterior, z)
        penalty = self.penalty(posterior)
        return {
            "loss": reconstruction + kl + penalty,
            "reconstruction": reconstruction,
            "kl": kl,
            "covariance": penalty,
        }

    def penalty(self, posterior: Posterior) -> Tensor:
        """The penalty on the covariance, with its weights, in nats."""
        matrix = covariance(posterior, self.version)
        diagonal = matrix.diagonal()
        off_diagonal = matrix - diagonal.diag()
        return (
            self.lambda_od * off_diagonal.square().sum()
            + self.lambda_d * (diagonal - self._variance).square().sum()
        )


def covariance(posterior: Posterior, version: str) -> Tensor:
    """Cov[mu(x)] = E[mu muᵀ] - E[mu] E[mu]ᵀ over the batch, and for ``ii`` E[Sigma(x)] added.

    Kumar et al. 2018, Eq. 5: the law of total covariance.

    Returns:
        ``(latent_dim, latent_dim)``, in squared latent units.
    """
    mu, logvar = posterior
    centred = mu - mu.mean(0)
    matrix = centred.T @ centred / len(mu)
    if version == "ii" and logvar is not None:
        matrix = matrix + logvar.exp().mean(0).diag()
    return matrix


version_i, version_ii = partial(DIPVAE, "i"), partial(DIPVAE, "ii")
"""The two as kinds of their own."""
