"""Random features: the kernel on average, the gradient, and an error that tells the truth."""

import numpy as np
import pytest
import torch
from torch import Tensor

from sculptor import SculptorError, mmd2
from sculptor.discrepancy import features
from sculptor.discrepancy.features import LinearDiscrepancy, RandomFeatures
from sculptor.discrepancy.kernels import Kernel
from sculptor.discrepancy.mmd import Discrepancy

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


@pytest.mark.parametrize("dims", [(2,), (2, 4)], ids=["plane", "blocks and pairs"])
def test_a_discrepancy_by_features_is_the_exact_one_within_its_error(dims: tuple) -> None:
    dim = sum(dims)
    x, y = draw(200, dim, 0) * 1.5, draw(300, dim, 1)
    exact = Discrepancy.fitted(y, blocks=dims)
    value, error = LinearDiscrepancy(exact, y, 20_000).mmd2(x.requires_grad_(), y)
    assert abs(value.item() - exact.mmd2(x, y).item()) < 3 * error.item()
    assert 0 < error.item() < 0.1 * value.item()
    (slope,) = torch.autograd.grad(value, x)
    (wanted,) = torch.autograd.grad(exact.mmd2(x, y), x)
    assert torch.nn.functional.cosine_similarity(slope.ravel(), wanted.ravel(), 0) > 0.98


def test_half_precision_around_them_changes_nothing() -> None:
    drawn = RandomFeatures(Kernel.of("imq", 1.0, 2), 2, 700)
    x, y = draw(50, 2, 0).float() + 100, draw(60, 2, 1).float() + 100
    with torch.autocast("cpu", torch.bfloat16):
        inside = drawn.mmd2(x, y).value
    assert torch.equal(inside, drawn.mmd2(x, y).value)


def test_nor_does_it_around_a_discrepancy_of_blocks_and_coordinates() -> None:
    x, y = draw(64, 14, 0).float(), draw(64, 14, 1).float()
    linear = LinearDiscrepancy(Discrepancy.fitted(y, blocks=(2, 12)), y, 512)
    exact = linear.mmd2(x, y).value
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(linear.mmd2(x, y).value, exact)


def test_energy_has_no_spectrum() -> None:
    with pytest.raises(SculptorError, match="imq, rbf, laplace"):
        RandomFeatures(Kernel("energy", ()), 2)
