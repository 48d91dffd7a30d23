"""What all variational autoencoders share: a Gaussian encoder, and the KL divergence to p(z)."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from sculptor.errors import SculptorError
from sculptor.models import Autoencoder
from sculptor.models.posterior import Posterior
from sculptor.objectives.objective import Adjustable
from sculptor.priors import Density, Prior
from sculptor.priors.density import missing, standard


class Evidence(NamedTuple):
    """What a Gaussian encoder makes of a batch.

    Attributes:
        posterior: q(z|x).
        z: A sample of it, ``(n, latent_dim)``.
        reconstruction: -log p(x|z) of that sample, in nats.
    """

    posterior: Posterior
    z: Tensor
    reconstruction: Tensor


class Variational(Adjustable):
    """The base of the KL family, which needs the density of a prior and none of its samples."""

    stochastic = True
    prior: Density

    def prepare(self, prior_samples: Tensor, prior: Prior) -> None:
        """Take up the density of a prior.

        Raises:
            SculptorError: It has none in closed form.
        """
        if not isinstance(prior, Density):
            raise missing(prior.spec)
        self.prior = prior

    def evidence(self, model: Autoencoder, x: Tensor, generator: torch.Generator) -> Evidence:
        """Encode a batch, draw one code for each image, and decode it."""
        posterior = model.posterior(x)
        z = posterior.sample(generator)
        return Evidence(posterior, z, model.nats(z, x))

    def kl(self, posterior: Posterior, z: Tensor) -> Tensor:
        """KL(q(z|x) || p(z)), in closed form for N(0, I), else of the sample z."""
        if standard(self.prior.spec):
            return standard_kl(posterior)
        return sampled_kl(posterior, z, self.prior)


def standard_kl(posterior: Posterior) -> Tensor:
    """KL(q(z|x) || N(0, I)) = 1/2 sum_j (mu_j² + sigma_j² - 1 - log sigma_j²), in nats.

    Kingma & Welling 2014, appendix B; summed over latents, averaged over the batch.
    """
    mu, logvar = posterior.mu, _logvar(posterior)
    return (mu.square() + logvar.exp() - 1 - logvar).sum() / (2 * len(mu))


def sampled_kl(posterior: Posterior, z: Tensor, prior: Density) -> Tensor:
    """The KL divergence on a sample z ~ q(z|x): log q(z|x) - log p(z), in nats.

    The two terms of Kingma & Welling 2014, Eq. 6, beside the likelihood; averaged over the batch.

    Args:
        posterior: q(z|x).
        z: ``(n, latent_dim)``, a sample of it.
        prior: p(z).
    """
    return (log_posterior(posterior, z).sum(1) - prior.log_prob(z)).mean()


def log_posterior(posterior: Posterior, z: Tensor) -> Tensor:
    """Each coordinate's log N(z_j; mu_j, sigma_j²), in nats.

    Args:
        posterior: q(z|x) of n images.
        z: ``(..., n, latent_dim)``.

    Returns:
        The shape of z.
    """
    logvar = _logvar(posterior)
    distance = (z - posterior.mu).square() * (-logvar).exp()
    return (distance + logvar + math.log(2 * math.pi)) / -2


def _logvar(posterior: Posterior) -> Tensor:
    if posterior.logvar is None:
        raise SculptorError("Expected a Gaussian encoder for the KL divergence, received a point.")
    return posterior.logvar
