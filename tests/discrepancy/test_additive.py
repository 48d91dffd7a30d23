"""The additive kernel: against its definition, and for what it sees in many dimensions."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from sculptor.discrepancy.additive import FREQUENCIES, PAIR_FREQUENCY, PAIR_WEIGHTS, AdditiveKernel
from sculptor.discrepancy.mmd import Discrepancy


def draw(n: int, dim: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, dim, generator=generator, dtype=torch.float64)


def by_definition(kernel: AdditiveKernel, x: Tensor, y: Tensor) -> float:
    """The kernel of two points, term by term."""
    total, features = 0.0, []
    for i in range(len(x)):
        a, b = (((point - kernel.mean) / kernel.scale)[i].item() for point in (x, y))
        total += sum(math.cos(w * (a - b)) for w in FREQUENCIES) / 8
        waves = torch.tensor(
            [[wave(PAIR_FREQUENCY * z) for wave in (math.cos, math.sin)] for z in (a, b)]
        )
        features.append(((waves - kernel.centre[i]) @ kernel.whiten[i]).prod(0))
    for i, one in enumerate(features):
        for other in features[:i]:
            total += one @ torch.tensor(PAIR_WEIGHTS, dtype=one.dtype) @ other
    return float(total)


def test_the_kernel_is_as_defined() -> None:
    kernel = AdditiveKernel(draw(100, 4, 0) * 2 + 1)
    x, y = draw(3, 4, 1), draw(2, 4, 2)
    expected = [[by_definition(kernel, one, other) for other in y] for one in x]
    assert torch.allclose(kernel.values(x, y), torch.tensor(expected, dtype=torch.float64))


def test_features_of_pairs_are_white_under_the_prior() -> None:
    prior = draw(1_000, 4, 0).square()
    features = AdditiveKernel(prior)._pairs(prior)
    assert torch.allclose(features.mean(0), torch.zeros(4, 2, dtype=torch.float64), atol=1e-9)
    for i in range(4):
        covariance = features[:, i].T @ features[:, i] / 1_000
        assert torch.allclose(covariance, torch.eye(2, dtype=torch.float64), atol=1e-9)


def test_moments_give_the_mmd_of_the_kernel() -> None:
    kernel = AdditiveKernel(draw(100, 4, 0))
    x, y = draw(30, 4, 1) + 0.3, draw(50, 4, 2)
    xx, yy, xy = kernel.values(x, x), kernel.values(y, y), kernel.values(x, y)
    expected = (
        (xx.sum() - xx.trace()) / (30 * 29) + (yy.sum() - yy.trace()) / (50 * 49) - 2 * xy.mean()
    )
    assert torch.allclose(kernel.mmd2(kernel.moments(x), kernel.moments(y)), expected)


def test_the_gradient_in_closed_form_is_that_of_the_moments() -> None:
    kernel = AdditiveKernel(draw(100, 5, 0) * 2 + 1)
    y = kernel.moments(draw(50, 5, 2) * 2)
    x = (draw(30, 5, 1) * 3).requires_grad_()
    value = kernel.mmd2(kernel.moments(x), y)
    (gradient,) = torch.autograd.grad(value, x)
    closed = kernel.pull(x, y)
    assert torch.allclose(closed[0], value)
    assert torch.allclose(closed[1], gradient, rtol=1e-9, atol=1e-12)


def test_the_gradient_against_an_average_is_that_of_twice_the_product() -> None:
    kernel = AdditiveKernel(draw(100, 5, 0) * 2 + 1)
    y, average = kernel.moments(draw(50, 5, 2) * 2), kernel.means(kernel.features(draw(40, 5, 3)))
    x = (draw(30, 5, 1) * 3).requires_grad_()
    value, gradient = kernel.pull(x, y, average)
    assert torch.equal(value, kernel.pull(x, y)[0])
    of_x = kernel.moments(x)
    product = ((of_x.coordinates - y.coordinates) * (average.coordinates - y.coordinates)).sum()
    product = product + kernel._product(of_x.pairs - y.pairs, average.pairs - y.pairs)
    (expected,) = torch.autograd.grad(2 * product, x)
    assert torch.allclose(gradient, expected, rtol=1e-9, atol=1e-12)


def test_the_gradient_is_that_of_the_value() -> None:
    y = draw(60, 5, 0)
    discrepancy = Discrepancy.fitted(y, blocks=(2, 3))
    reference = discrepancy.reference(y)
    x = (draw(8, 5, 1) * 1.3).requires_grad_()
    assert torch.autograd.gradcheck(lambda z: discrepancy.mmd2(z, y, reference), (x,))


def test_a_latent_that_the_prior_holds_constant_is_no_division_by_zero() -> None:
    y = draw(50, 4, 0)
    y[:, 0] = 3
    assert Discrepancy.fitted(y).mmd2(draw(50, 4, 1), y).isfinite()


def two_points(z: Tensor) -> None:
    z[:, 0] = z[:, 0].sign()


def correlated(z: Tensor) -> None:
    z[:, 1] = 0.9 * z[:, 0] + math.sqrt(1 - 0.9**2) * z[:, 1]


@pytest.mark.parametrize("spoil", [two_points, correlated])
def test_sees_one_wrong_marginal_and_one_dependent_pair_of_64(
    spoil: Callable[[Tensor], None],
) -> None:
    pool = draw(8_192, 64, 0).float()
    discrepancy = Discrepancy.fitted(pool)
    reference = discrepancy.reference(pool)

    generator = torch.Generator().manual_seed(7)

    def measured(spoil: Callable[[Tensor], None] | None = None) -> float:
        z = torch.randn(512, 64, generator=generator)
        if spoil:
            spoil(z)
        bank = torch.randn(2_048, 64, generator=generator)
        return discrepancy.mmd2(z, bank, reference).item()

    null = torch.tensor([measured() for _ in range(100)])
    spoilt = torch.tensor([measured(spoil) for _ in range(20)])
    z_scores = (spoilt - null.mean()) / null.std()
    assert z_scores.mean() >= 5
