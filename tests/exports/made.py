"""Models that were not trained, of any network and shape of images."""

from typing import Any

import pytest
import torch

from sculptor import models
from sculptor.training.config import RunConfig


class Made:
    """A model that was not trained, of any network and shape of images."""

    name = "made `here` | [x](javascript:alert)"

    def __init__(
        self,
        network: dict[str, Any],
        shape: tuple[int, int, int],
        latent_dim: int,
        levels: int = 0,
    ):
        self.config = RunConfig(
            dataset="digits", latent_dim=latent_dim, network=network, levels=levels
        )
        self._made = models.build(
            shape, latent_dim, self.config.network, stochastic=True, seed=3, levels=levels
        )
        with torch.no_grad():
            if self._made.decoder.rounding is not None:
                self._made.decoder.rounding.place(torch.randn(500, latent_dim))
            for value in self._made.parameters():
                value.add_(0.02 * torch.randn(value.shape, generator=torch.manual_seed(1)))

    def model(self) -> models.Autoencoder:
        return self._made.eval()

    def latents(self, split: str = "test", representation: str = "sample") -> Any:
        raise NotImplementedError


MADE = [
    pytest.param(({"kind": "mlp", "width": 16, "depth": 2}, (1, 8, 8), 2), id="mlp"),
    pytest.param(({"kind": "conv", "width": 4}, (3, 28, 30), 5), id="conv"),
    pytest.param(({"kind": "conv", "width": 4}, (1, 33, 17), 1), id="conv-odd"),
    pytest.param(({"kind": "mlp", "width": 16, "depth": 1}, (1, 8, 8), 3, 4), id="rounded"),
]


def expected(made: Made, n: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Images, and what the model makes of them: means, and decoded again."""
    model = made.model()
    x = torch.rand(n, *model.image_shape, generator=torch.manual_seed(5))
    mu = model.encode(x)
    return x, mu, model.decode(mu)
