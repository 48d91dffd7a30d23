"""What a run is trained towards: a prior, and all that is drawn from it or fitted to it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import torch

from sculptor.data import Dataset
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.models import Autoencoder
from sculptor.priors import block_dims
from sculptor.priors.known import told
from sculptor.seeds import stream
from sculptor.training.batches import PriorPool
from sculptor.training.config import Spec, fit_prior


class Aim:
    """A prior in force.

    Args:
        spec: Of the prior.
        latent_dim: Dimensions that it must fill.
        seed: Of the run.
        number: How many priors the run has been aimed at before.
        device: On which training draws from it.
        images: Those that the run trains on, where a prior by label or with ties is to know them.
        samples: Where the sample files of the run's priors lie, besides the home.

    Raises:
        SculptorError: The prior cannot be made, or has another number of dimensions.
    """

    def __init__(
        self,
        spec: Spec,
        latent_dim: int,
        *,
        seed: int,
        number: int,
        device: torch.device,
        images: Dataset | None = None,
        samples: Path | None = None,
    ) -> None:
        self.spec = spec
        self.number = number
        self.prior = fit_prior(spec, latent_dim, samples=samples)
        if images is not None:
            self.prior = told(self.prior, images)
        self.seed = stream(seed, "prior", number)
        self.pool = PriorPool(self.prior, stream(self.seed, "pool"), device)

    def place_levels(self, model: Autoencoder) -> None:
        """Put the levels of a model that rounds its codes where this prior has its mass."""
        if model.decoder.rounding is not None:
            model.decoder.rounding.place(self.pool.samples)

    @cached_property
    def discrepancy(self) -> Discrepancy:
        """The discrepancy in which the match to the prior is measured, whatever is minimised."""
        return Discrepancy.fitted(self.pool.samples, blocks=block_dims(self.prior))
