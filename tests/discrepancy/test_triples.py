"""Triples: against their definition, values on paper, and what is carried over."""

from itertools import chain, combinations

import pytest
import torch
from torch import Tensor

from sculptor.discrepancy import triples
from sculptor.discrepancy.additive import AdditiveKernel
from sculptor.discrepancy.carried import MEMORY, Carried
from sculptor.discrepancy.triples import Pull, Triples


def draw(n: int, dim: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, dim, generator=generator, dtype=torch.float64)


def signed(n: int, dim: int, seed: int) -> Tensor:
    """Normal latents; the third has the sign of the product of the first two."""
    z = draw(n, dim, seed)
    z[:, 2] = (z[:, 0] * z[:, 1]).sign() * z[:, 2].abs()
    return z


def pulled(target: Tensor) -> tuple[AdditiveKernel, Triples]:
    kernel = AdditiveKernel(target)
    return kernel, Triples(kernel, target)


def pull(kernel: AdditiveKernel, kept: Triples, x: Tensor, others: Tensor) -> Pull:
    """Of x against the moments of others."""
    return kept.pull(kernel.features(x), kept.moments(kernel.features(others)))


def by_definition(kernel: AdditiveKernel, x: Tensor) -> Tensor:
    """The mean of s_i s_j of every pair, and of s_i s_j s_k of every triple, in their order."""
    sines = kernel._pairs(x)[:, :, 1]
    every = [*combinations(range(x.shape[1]), 2), *combinations(range(x.shape[1]), 3)]
    each = [sines[:, list(chosen)].prod(1) for chosen in every]
    return torch.stack(each).mean(1)


def test_sines_are_those_of_the_pairs_and_their_derivative() -> None:
    target = draw(500, 4, 0).exp()
    kernel = AdditiveKernel(target)
    x = draw(20, 4, 1).requires_grad_()
    features = kernel.features(x.detach())
    sines = kernel._pairs(x)[:, :, 1]
    assert torch.allclose(features.pairs[:, :, 1], sines)
    assert torch.allclose(features.coordinates, kernel._coordinates(x))
    (gradient,) = torch.autograd.grad(sines.sum(), x)
    assert torch.allclose(kernel.slopes(features), gradient)


@pytest.mark.parametrize("dim", [4, 5, 9])
def test_the_value_is_that_of_the_definition(dim: int) -> None:
    target = signed(20_000, dim, 0)
    kernel, kept = pulled(target)
    x, others = draw(30, dim, 1), draw(50, dim, 2) + 0.5
    of_x, of_others, of_target = (by_definition(kernel, each) for each in (x, others, target))
    of_target[of_target.abs() < triples.ERRORS * 20_000**-0.5] = 0
    assert (of_target != 0).sum() == 1
    assert pull(kernel, kept, x, others).value.item() == pytest.approx(
        ((of_x - of_target) * (of_others - of_target)).sum().item()
    )


def test_the_gradient_is_twice_that_of_the_value() -> None:
    kernel, kept = pulled(signed(5_000, 5, 0))
    others = draw(40, 5, 1)
    x, step = draw(6, 5, 2), 1e-6
    gradient = pull(kernel, kept, x, others).gradient
    for row, column in [(0, 0), (3, 2), (5, 4)]:
        there, back = x.clone(), x.clone()
        there[row, column] += step
        back[row, column] -= step
        values = [pull(kernel, kept, each, others).value for each in (there, back)]
        assert gradient[row, column].item() == pytest.approx(
            2 * ((values[0] - values[1]) / (2 * step)).item(), rel=1e-6
        )


def test_newton_and_girard() -> None:
    # 6 e_3 = p_1³ - 3 p_1 p_2 + 2 p_3 of the products of features of two points.
    kernel, kept = pulled(draw(5_000, 7, 0))
    x, y = draw(2, 7, 1)
    products = kernel._pairs(x[None])[0, :, 1] * kernel._pairs(y[None])[0, :, 1]
    one, two, three = (products.pow(power).sum() for power in (1, 2, 3))
    value = pull(kernel, kept, x[None], y[None]).value  # the target's moments are 0
    pairs, triples = (one**2 - two) / 2, (one**3 - 3 * one * two + 2 * three) / 6
    assert value.item() == pytest.approx((pairs + triples).item())


def test_a_target_has_its_own_dependence_and_chance_is_none() -> None:
    _, independent = pulled(draw(20_000, 6, 0))
    assert not independent.target.any()
    _, dependent = pulled(signed(20_000, 6, 0))
    # E |s|³ for a sine made white, three times: by hand, sin(.8 z) / sd over normal z.
    z = torch.linspace(-8, 8, 100_001, dtype=torch.float64)
    density = (-z.square() / 2).exp()
    density /= density.sum()
    sine = (0.8 * z).sin()
    spread = (density * sine.square()).sum().sqrt()
    # Beyond pi / .8 the sine has the other sign; the sign of z is what the third follows.
    expected = ((density * sine * z.sign()).sum() / spread) ** 3
    found = dependent.target[dependent.target != 0]
    assert len(found) == 3  # one triple, at three places
    assert torch.allclose(found.abs(), expected.expand(3), atol=0.02)


def test_groups_of_many_latents_have_all_their_products_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(triples, "GROUP", 4)
    target = draw(4_000, 10, 0)
    kernel = AdditiveKernel(target)
    drawn = Triples(kernel, target, draw=3)
    groups = [[i for i in group if i < 10] for group in drawn._groups.tolist()]
    assert sorted(chain(*groups)) == [*range(10)]
    assert max(map(len, groups)) == 4
    x, others = draw(30, 10, 1), draw(40, 10, 2)
    sizes = [(group, size) for group in groups for size in (2, 3)]
    each = [list(chosen) for group, size in sizes for chosen in combinations(group, size)]
    products = [
        [kernel._pairs(side)[:, chosen, 1].prod(1).mean() for chosen in each]
        for side in (x, others)
    ]
    expected = sum(one * other for one, other in zip(*products, strict=True))
    assert pull(kernel, drawn, x, others).value.item() == pytest.approx(float(expected))
    alone = x[:1].clone().requires_grad_()
    sines = kernel._pairs(alone)[0, :, 1]
    value = sum(sines[chosen].prod() * m for chosen, m in zip(each, products[1], strict=True))
    (gradient,) = torch.autograd.grad(value, alone)
    found = pull(kernel, drawn, alone.detach(), others)
    assert torch.allclose(found.gradient, 2 * gradient)
    again = Triples(kernel, target, draw=4)
    assert not torch.equal(again._groups, drawn._groups)


def test_the_estimate_has_no_bias() -> None:
    # The mean over batches of <M_B - P, E - P> with E of other batches is |M - P|².
    kernel, kept = pulled(draw(50_000, 4, 0))
    many = signed(200_000, 4, 1)
    truth = by_definition(kernel, many).square().sum()
    values = [
        pull(kernel, kept, one, other).value
        for one, other in zip(many.split(250)[::2], many.split(250)[1::2], strict=True)
    ]
    found = torch.stack(values)
    error = found.std() / len(found) ** 0.5
    assert abs(found.mean() - truth) < 4 * error
    assert error < 0.1 * truth


def test_a_carried_mean_is_weighed_right_from_the_first_batch() -> None:
    carried = Carried([torch.zeros(2)])
    assert not carried.mean[0].any()
    carried.add([torch.tensor([1.0, 3.0])])
    assert torch.allclose(carried.mean[0], torch.tensor([1.0, 3.0]))
    carried.add([torch.tensor([3.0, 3.0])])
    # (a · 1 + 3) / (a + 1)
    assert torch.allclose(carried.mean[0][0], torch.tensor((MEMORY + 3) / (MEMORY + 1)))
    assert carried.mass.item() == pytest.approx(1 - MEMORY**2)


def test_a_carried_mean_follows_an_encoder_and_a_stale_one_does_not() -> None:
    # The moment of x · θ is θ times a mean of 2, with θ = t at step t, over batches that are noise.
    carried, stale = Carried([torch.zeros(())]), Carried([torch.zeros(())])
    generator = torch.Generator().manual_seed(0)
    errors = []
    for step in range(1, 200):
        mean = 2 + 0.1 * torch.randn((), generator=generator)
        carried.add([step * mean])
        stale.add([step * mean])
        carried.move([step * mean], [(step + 1) * mean])
        errors.append(carried.mean[0] / (step + 1) - 2)
    assert abs(torch.stack(errors[20:]).mean()) < 0.02
    assert stale.mean[0] < 2 * 200 - 8
