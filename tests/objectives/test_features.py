"""Random features: the kernel on average, the gradient, and an error that tells the truth."""

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor import SculptorError, mmd2
from sculptor.objectives import features
from sculptor.objectives.features import RandomFeatures
from sculptor.objectives.kernels import Kernel

SPECTRAL = pytest.mark.parametrize("name", ["imq", "rbf", "laplace"])


def draw(n: int, dim: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, dim, generator=generator, dtype=torch.float64)


@SPECTRAL
def test_cosines_average_to_the_kernel(name: str) -> None:
    kernel = Kernel(name, (0.5, 2.0, 8.0))
    frequencies = RandomFeatures(kernel, 3, 60_000).frequencies
    apart = draw(20, 3, 0)
    mean = kernel.at_zero * (apart @ frequencies.T).cos().mean(1)
    assert torch.allclose(mean, kernel.values(apart.square().sum(1)), atol=0.02)


@SPECTRAL
def test_the_stated_error_is_that_of_the_exact_value(name: str) -> None:
    kernel = Kernel.of(name, 1.0, 4)
    x, y = draw(80, 4, 0) + 0.3, draw(120, 4, 1)
    exact = mmd2(x, y, kernel=name, bandwidth=1.0).item()
    z = []
    for seed in range(60):
        value, error = RandomFeatures(kernel, 4, 700, seed).mmd2(x, y)
        z.append((value.item() - exact) / error.item())
    assert abs(np.mean(z)) < 0.5
    assert 0.7 < np.std(z) < 1.3


@SPECTRAL
def test_gradients_in_both_samples(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "BLOCK", 40)
    drawn = RandomFeatures(Kernel.of(name, 1.0, 2), 2, 14)
    x, y = draw(5, 2, 0).requires_grad_(), draw(6, 2, 1).requires_grad_()
    assert torch.autograd.gradcheck(lambda x, y: drawn.mmd2(x, y).value, (x, y))


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = RandomFeatures(Kernel.of("imq", 1.0, 2), 2, 70)
    x, y = draw(30, 2, 0), draw(40, 2, 1)
    whole = drawn.mmd2(x, y).value
    monkeypatch.setattr(features, "BLOCK", 200)
    assert torch.allclose(drawn.mmd2(x, y).value, whole, rtol=1e-10)


def test_energy_has_no_spectrum() -> None:
    with pytest.raises(SculptorError, match="imq, rbf, laplace"):
        RandomFeatures(Kernel("energy", ()), 2)
