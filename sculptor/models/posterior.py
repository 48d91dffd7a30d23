"""What an encoder says of an image: q(z|x)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class Posterior(NamedTuple):
    """q(z|x) = N(mu, diag(exp(logvar))), or the point mu where ``logvar`` is None.

    Attributes:
        mu: ``(n, latent_dim)``.
        logvar: ``(n, latent_dim)``, natural logarithm of the variance in squared latent units; None
            for a deterministic encoder.
    """

    mu: Tensor
    logvar: Tensor | None = None

    def sample(self, generator: torch.Generator | None = None) -> Tensor:
        """Draw z = mu + exp(logvar / 2) * e with e ~ N(0, I), ``(n, latent_dim)``.

        The reparameterisation of Kingma & Welling, "Auto-Encoding Variational Bayes" (2014), Eq. 4:
        the gradient reaches mu and logvar. Without a variance z is mu.

        Args:
            generator: Of the noise, on the device of ``mu``; torch's own where None.
        """
        if self.logvar is None:
            return self.mu
        return self.at(torch.empty_like(self.mu).normal_(generator=generator))

    def at(self, noise: Tensor) -> Tensor:
        """The sample z = mu + exp(logvar / 2) * e of a noise e, ``(n, latent_dim)``."""
        if self.logvar is None:
            return self.mu
        return torch.addcmul(self.mu, self.logvar.mul(0.5).exp(), noise)

    def noise(self, z: Tensor) -> Tensor:
        """The noise e of a sample z; 0 without a variance, where z is mu whatever it was."""
        if self.logvar is None:
            return torch.zeros_like(z)
        return (z - self.mu) * self.logvar.mul(-0.5).exp()
