"""A batch whose posterior is given, so that terms can be computed beside an objective."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from sculptor import priors
from sculptor.models import Posterior
from sculptor.models.likelihood import bernoulli_nats
from sculptor.objectives import Objective

SHAPE = (1, 2, 2)


def generator() -> torch.Generator:
    """The same noise each time."""
    return torch.Generator().manual_seed(3)


@dataclass
class Batch:
    """What an encoder might say of some images, in double precision."""

    mu: Tensor
    logvar: Tensor

    @property
    def z(self) -> Tensor:
        """The sample that an objective draws."""
        return Posterior(self.mu, self.logvar).sample(generator())

    def posterior(self, x: Tensor) -> Posterior:
        """As a model has it."""
        return Posterior(self.mu, self.logvar)

    def logits(self, z: Tensor) -> Tensor:
        """A decoder that knows nothing: log 2 nats for each pixel."""
        return z.new_zeros(len(z), *SHAPE)

    def nats(self, z: Tensor, x: Tensor) -> Tensor:
        """Those of pixels."""
        return bernoulli_nats(self.logits(z), x)


Terms = Callable[..., dict[str, Tensor]]


@pytest.fixture
def batch() -> Batch:
    """16 images, 3 latents."""
    drawn = torch.randn(2, 16, 3, generator=torch.Generator().manual_seed(7), dtype=torch.float64)
    return Batch(drawn[0], drawn[1] - 1)


@pytest.fixture
def terms_of(batch: Batch) -> Terms:
    """The terms of the batch, as floats in double precision."""

    def terms(objective: Objective, prior: dict | None = None) -> dict[str, float]:
        target = priors.from_spec(prior or {"kind": "gaussian"}, dim=3)
        samples = torch.from_numpy(target.sample(4_096, 0)).double()
        objective.prepare(samples, target)
        bank = samples[: objective.bank(len(batch.mu))]
        x = torch.full((len(batch.mu), *SHAPE), 0.5, dtype=torch.float64)
        found = objective(batch, x, bank, generator())
        return {name: value.item() for name, value in found.items()}

    return terms
