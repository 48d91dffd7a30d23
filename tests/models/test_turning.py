"""A turn of the code: the codes are turned, and the reconstructions stay."""

import numpy as np
import pytest
import torch

from sculptor.models import build
from sculptor.models.turning import turn

MATRIX = torch.tensor([[0.6, -0.8, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, -1.0]], dtype=torch.float64)
CENTRE = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)


@pytest.mark.parametrize("network", [{"kind": "mlp", "width": 8}, {"kind": "conv", "width": 4}])
@pytest.mark.parametrize("stretch", [1.0, 3.0])
def test_codes_are_turned_about_the_centre_and_reconstructions_stay(
    network: dict, stretch: float
) -> None:
    images = np.random.default_rng(0).integers(0, 256, (20, 1, 16, 16), np.uint8)
    model = build((1, 16, 16), 3, network, stochastic=False, seed=0)
    before, seen = model.encode(images), model.decode(model.encode(images))
    turn(model, stretch * MATRIX, CENTRE)
    after = model.encode(images)
    turned = CENTRE + (before.double() - CENTRE) @ (stretch * MATRIX).T
    assert torch.allclose(after.double(), turned, atol=1e-4)
    assert torch.allclose(model.decode(after), seen, atol=1e-5)
    assert not torch.allclose(model.decode(before), seen, atol=1e-3)
