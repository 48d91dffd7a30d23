"""What an aggregate posterior is held to: samples of a prior, and the noise that they set."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.discrepancy.mmd import Discrepancy, Reference
from sculptor.discrepancy.two_sample import mmd2_floor
from sculptor.measure.held_out import GENERATED
from sculptor.metrics.lps import lps
from sculptor.metrics.lps.score import LEAST
from sculptor.priors import Prior, block_dims
from sculptor.priors.independence import independent
from sculptor.seeds import stream

Floats = npt.NDArray[np.float32]

POOL = 20_000
"""Samples of the prior to which `Target.of` fits the kernel of MMD²."""


SEED = 0
"""Of what the LPS of the samples draws."""


class Target:
    """Samples of a prior that training never sees, and the noise floor of MMD² among them.

    Args:
        prior: What is aimed at.
        n: Samples.
        seed: Of them.
        discrepancy: Fitted to the prior.
        device: On which the discrepancy was fitted.
        pool: Samples ``(m, dim)`` between which the floor is measured; drawn when it is asked for
            where left out.
    """

    def __init__(
        self,
        prior: Prior,
        n: int,
        seed: int,
        discrepancy: Discrepancy,
        device: torch.device,
        pool: Tensor | None = None,
    ) -> None:
        self._prior = prior
        self._seed = seed
        self._device = device
        self._pool = pool
        self._floor: float | None = None
        self._reference: Reference | None = None
        self.discrepancy = discrepancy
        self.samples: Floats = prior.sample(n, stream(seed, "target"))

    @cached_property
    def draws(self) -> Floats:
        """Samples ``(GENERATED, dim)`` to decode: the same for every run of a prior, of any seed.

        So that no run has better luck than another, and pictures of several can be compared.
        """
        return self._prior.sample(GENERATED, stream(0, "generation"))

    @cached_property
    def lps(self) -> float | None:
        """The quick LPS of these samples themselves, found once.

        None where the prior's coordinates are independent, or as good as: within its noise floor.
        A score of codes is near it where they are distributed like the prior, and not at 0.
        """
        if self.samples.shape[1] < 2 or len(self.samples) < LEAST or independent(self._prior.spec):
            return None
        own = lps(self.samples, quick=True, seed=SEED)
        return float(own.score) if own.score > own.floor else None

    @classmethod
    def of(cls, prior: Prior, n: int, seed: int) -> Target:
        """A target with a discrepancy of its own, on the CPU."""
        pool = torch.from_numpy(prior.sample(POOL, stream(seed, "pool")))
        discrepancy = Discrepancy.fitted(pool, blocks=block_dims(prior))
        return cls(prior, n, seed, discrepancy, pool.device, pool)

    def mmd2(self, z: Floats) -> float:
        """Unbiased MMD² between codes ``(n, latent_dim)`` and the prior."""
        x, y = (torch.from_numpy(points).to(self._device) for points in (z, self.samples))
        if self._reference is None:
            self._reference = self.discrepancy.reference(y)
        return self.discrepancy.mmd2(x, y, self._reference).item()

    def floor(self) -> float:
        """The 95 % quantile of MMD² between two draws of the prior, computed when first asked."""
        if self._floor is None:
            n = len(self.samples)
            if self._pool is None:
                self._pool = torch.from_numpy(
                    self._prior.sample(2 * n, stream(self._seed, "floor"))
                )
            pool = self._pool.to(self._device)
            self._floor = mmd2_floor(pool, n, discrepancy=self.discrepancy)
        return self._floor
