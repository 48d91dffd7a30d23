"""The beta-TCVAE: the KL divergence in three parts, one of them weighted."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from sculptor.discrepancy.pairwise import room
from sculptor.models import Autoencoder
from sculptor.models.posterior import Posterior
from sculptor.objectives.objective import Terms
from sculptor.objectives.variational import Variational, log_posterior

BLOCK = 4_194_304
"""Densities of one code under one posterior in one latent that are held at once, 16 MiB in
float32. Beyond it the way back computes them again, so that memory grows with the batch alone."""


class BetaTCVAE(Variational):
    """-E log p(x|z) + I(z; x) + beta · TC(q(z)) + sum_j KL(q(z_j) || p(z_j)).

    Chen, Li, Grosse & Duvenaud, "Isolating Sources of Disentanglement in Variational Autoencoders",
    NeurIPS 2018: the KL divergence is the sum of the mutual information, the total correlation
    TC(q(z)) = KL(q(z) || prod_j q(z_j)) and the dimension-wise KL (Eq. 2), of which beta weighs the
    second (Eq. 4 with alpha = gamma = 1); with beta = 1 it is the VAE. log q(z) and log q(z_j) are
    estimated from the batch, see `log_aggregate`. The parts add up to the KL divergence for a prior
    of independent coordinates.

    Args:
        beta: Weight of the total correlation; 6 is theirs for dSprites.
        estimate: ``stratified`` or ``weighted``. The authors' code has the latter by default; its
            total correlation reads about (latent_dim - 1) log N too high, which no gradient feels.
        images: Training images, N.
    """

    replays = True
    adjustable = ("beta",)

    def __init__(
        self, beta: float = 6.0, estimate: str = "stratified", images: int = 10_000
    ) -> None:
        self.beta = beta
        self.estimate = estimate
        self.images = images

    def __call__(
        self, model: Autoencoder, x: Tensor, prior_bank: Tensor, generator: torch.Generator
    ) -> Terms:
        """The terms ``loss``, ``reconstruction``, ``kl`` and its three parts."""
        posterior, z, reconstruction = self.evidence(model, x, generator)
        log_given_x = log_posterior(posterior, z).sum(1)
        log_joint, log_product = log_aggregate(posterior, z, self.images, self.estimate)
        information = (log_given_x - log_joint).mean()
        correlation = (log_joint - log_product).mean()
        marginal = (log_product - self.prior.log_prob(z)).mean()
        return {
            "loss": reconstruction + information + self.beta * correlation + marginal,
            "reconstruction": reconstruction,
            "kl": information + correlation + marginal,
            "mutual_information": information,
            "total_correlation": correlation,
            "dimension_kl": marginal,
        }


def log_aggregate(
    posterior: Posterior, z: Tensor, images: int, estimate: str
) -> tuple[Tensor, Tensor]:
    """Estimates of log q(z) and of sum_j log q(z_j), of each code, from the batch.

    q(z_i) is taken as sum_k w_ik q(z_i|x_k) over the batch's images, M of N:

    ==============  ===========  =====================  ==========================================
    estimate        w_ii         w_ik                   reference (Chen et al. 2018)
    ==============  ===========  =====================  ==========================================
    ``weighted``    1 / (N M)    1 / (N M)              Eq. 3, appendix C.1: a lower bound on
                                                        log q(z), log N low if the batch is all
    ``stratified``  1 / N        (N - 1) / (N (M - 1))  appendix C.2, averaged over which of the
                                                        other images is the last: unbiased for
                                                        q(z), and exact if the batch is all
    ==============  ===========  =====================  ==========================================

    Args:
        posterior: q(z|x) of the batch.
        z: A sample of it, ``(n, latent_dim)``.
        images: N.
        estimate: ``stratified`` or ``weighted``.

    Returns:
        Both ``(n,)``, in nats.
    """
    mu, logvar = posterior
    weights = log_weights(len(z), images, estimate, z.device).to(z.dtype)
    rows = max(1, room(z, BLOCK) // z.numel())
    if rows >= len(z):
        return _log_mixture(z, weights, mu, logvar)
    parts = [
        checkpoint(_log_mixture, *some, mu, logvar, use_reentrant=False, preserve_rng_state=False)
        for some in zip(z.split(rows), weights.split(rows), strict=True)
    ]
    joint, product = (torch.cat(values) for values in zip(*parts, strict=True))
    return joint, product


def log_weights(
    batch: int, images: int, estimate: str, device: torch.device | None = None
) -> Tensor:
    """The logarithms of w_ik, ``(batch, batch)``; see `log_aggregate`.

    >>> log_weights(3, 6, "stratified").exp().sum(1)
    tensor([1., 1., 1.])
    """
    if estimate == "weighted":
        return torch.full((batch, batch), -math.log(images * batch), device=device)
    others = math.log((images - 1) / (images * (batch - 1)))
    return torch.full((batch, batch), others, device=device).fill_diagonal_(-math.log(images))


def _log_mixture(
    z: Tensor, weights: Tensor, mu: Tensor, logvar: Tensor | None
) -> tuple[Tensor, Tensor]:
    pairs = log_posterior(Posterior(mu, logvar), z[:, None])
    joint = (pairs.sum(2) + weights).logsumexp(1)
    product = (pairs + weights[:, :, None]).logsumexp(1).sum(1)
    return joint, product
