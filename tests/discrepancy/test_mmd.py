"""MMD: values known on paper, gradients, blocks."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from sculptor import SculptorError
from sculptor.discrepancy import pairwise
from sculptor.discrepancy.kernels import KERNELS, Kernel
from sculptor.discrepancy.mmd import WITHIN, Discrepancy, mmd2
from sculptor.discrepancy.two_sample import mmd2_floor


def draw(n: int, dim: int, seed: int, shift: float = 0.0) -> Tensor:
    """Standard normal samples in double precision, moved."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, dim, generator=generator, dtype=torch.float64) + shift


def naive(x: Tensor, y: Tensor, kernel: Kernel) -> Tensor:
    """MMD² by the letter of its definition: broadcast differences, one scale after the other."""

    def k(a: Tensor, b: Tensor) -> Tensor:
        d2 = (a[:, None] - b[None]).square().sum(-1)
        match kernel.name:
            case "imq":
                return sum(c / (c + d2) for c in kernel.constants)
            case "rbf":
                return sum((-d2 / c).exp() for c in kernel.constants)
            case "laplace":
                return sum((-(d2 / c).sqrt()).exp() for c in kernel.constants)
        return -d2.sqrt()

    def off(a: Tensor) -> Tensor:
        matrix = k(a, a)
        return (matrix.sum() - matrix.diagonal().sum()) / (len(a) * (len(a) - 1))

    return off(x) + off(y) - 2 * k(x, y).mean()


@pytest.mark.parametrize("name", KERNELS)
def test_agrees_with_its_definition(name: str) -> None:
    x, y = draw(40, 3, 0, 0.5), draw(60, 3, 1)
    discrepancy = Discrepancy.fitted(y, name)
    assert torch.allclose(
        discrepancy.mmd2(x, y), naive(x, y, discrepancy.kernel), rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("block", [1 << 22, 35])
def test_gradients_in_both_samples(name: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairwise, "BLOCK", block)
    x, y = draw(7, 3, 0).requires_grad_(), draw(9, 3, 1).requires_grad_()
    discrepancy = Discrepancy.fitted(y.detach(), name)
    assert torch.autograd.gradcheck(discrepancy.mmd2, (x, y))


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = draw(50, 4, 0).requires_grad_(), draw(30, 4, 1)
    whole = mmd2(x, y)
    (gradient,) = torch.autograd.grad(whole, x)
    monkeypatch.setattr(pairwise, "BLOCK", 64)
    parts = mmd2(x, y)
    assert torch.allclose(whole, parts, rtol=1e-12)
    assert torch.allclose(gradient, torch.autograd.grad(parts, x)[0], rtol=1e-9, atol=1e-12)


class Largest(TorchDispatchMode):
    """Remembers the most numbers that one operation put out."""

    numel = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> object:
        out = func(*args, **(kwargs or {}))
        if isinstance(out, Tensor):
            self.numel = max(self.numel, out.numel())
        return out


def test_no_full_matrix_is_ever_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairwise, "BLOCK", 1_024)
    x, y = draw(120, 2, 0).requires_grad_(), draw(160, 2, 1).requires_grad_()
    with Largest() as largest:
        mmd2(x, y, bandwidth=1.0).backward()
    assert 2 * 160 < largest.numel <= 1_024


def test_autocast_changes_nothing() -> None:
    x, y = draw(64, 8, 0, 0.3).float().requires_grad_(), draw(96, 8, 1).float()
    full = mmd2(x, y)
    (gradient,) = torch.autograd.grad(full, x)
    with torch.autocast("cpu", torch.bfloat16):
        value = mmd2(x, y)
    assert value.dtype == torch.float32
    assert torch.equal(value, full)
    assert torch.equal(torch.autograd.grad(value, x)[0], gradient)


def test_halved_samples_are_compared_in_single_precision() -> None:
    x, y = draw(64, 2, 0).half(), draw(64, 2, 1).half()
    assert torch.equal(mmd2(x, y), mmd2(x.float(), y.float()))


def test_second_derivatives_are_refused() -> None:
    x, y = draw(5, 2, 0).requires_grad_(), draw(5, 2, 1)
    with pytest.raises(SculptorError, match="one derivative"):
        torch.autograd.grad(mmd2(x, y), x, create_graph=True)


def test_unbiased_against_the_value_on_paper() -> None:
    # E exp(-(a - b)² / c) with a - b ~ N(m, v) is (1 + 2v/c)^-1/2 exp(-m² / (c + 2v)).
    shift, c = 0.5, 2.0
    kernel = Kernel("rbf", (c,))
    spread = (1 + 4 / c) ** -0.5
    truth = 2 * spread - 2 * spread * math.exp(-(shift**2) / (c + 4))
    values = [
        Discrepancy(kernel, 1.0).mmd2(draw(20, 1, seed, shift), draw(20, 1, 10_000 + seed)).item()
        for seed in range(2_000)
    ]
    error = np.std(values) / math.sqrt(len(values))
    assert abs(np.mean(values) - truth) < 4 * error
    assert truth > 10 * error


def test_zero_on_average_between_equals_and_so_below_zero_often() -> None:
    values = [mmd2(draw(30, 2, s), draw(30, 2, 5_000 + s)).item() for s in range(1_000)]
    assert abs(np.mean(values)) < 4 * np.std(values) / math.sqrt(len(values))
    assert 0.3 < np.mean(np.array(values) < 0) < 0.8


def test_auto_is_zero_on_average_too_though_it_is_fitted_to_few_samples() -> None:
    draws = [(draw(40, 64, s), draw(40, 64, 5_000 + s)) for s in range(150)]
    fair = np.array([mmd2(x, y, kernel="auto").item() for x, y in draws])
    error = fair.std() / math.sqrt(len(fair))
    assert abs(fair.mean()) < 4 * error
    # Of the samples that the kernel was fitted to it is not.
    fitted = np.array([Discrepancy.fitted(y).mmd2(x, y).item() for x, y in draws])
    assert fitted.mean() > 5 * error


def test_auto_meets_both_halves_of_samples_whatever_their_order() -> None:
    x, y = draw(40, 5, 0), draw(61, 5, 1, 0.5)
    value = mmd2(x, y, kernel="auto").item()
    one, other = y[::2], y[1::2]
    parts = [Discrepancy.fitted(one).mmd2(x, other), Discrepancy.fitted(other).mmd2(x, one)]
    assert value == pytest.approx(sum(parts).item() / 2)
    in_order = y[y[:, 0].argsort()]  # halves of the first and the last rows would differ
    assert mmd2(x, in_order, kernel="auto").item() == pytest.approx(value, rel=0.2)


def test_symmetric_and_blind_to_shifts() -> None:
    x, y = draw(20, 3, 0), draw(25, 3, 1, 1.0)
    discrepancy = Discrepancy.fitted(y)
    value = discrepancy.mmd2(x, y)
    assert torch.allclose(value, discrepancy.mmd2(y, x), rtol=1e-12)
    assert torch.allclose(value, discrepancy.mmd2(x + 100, y + 100), rtol=1e-8)


@pytest.mark.parametrize("bandwidth", ["prior", "median"])
@pytest.mark.parametrize("dim", [2, 8])
def test_where_the_prior_lies_changes_nothing(dim: int, bandwidth: str) -> None:
    x, y = draw(300, dim, 0, 0.2), draw(300, dim, 1)
    for far in (1.96, 5_000.0):  # at 1.96 the sine and the cosine of a pair's feature change roles
        here = Discrepancy.fitted(y.float(), bandwidth=bandwidth)
        there = Discrepancy.fitted((y + far).float(), bandwidth=bandwidth)
        assert there.bandwidth == pytest.approx(here.bandwidth, rel=1e-3)
        moved = there.values((x + far).float(), (y + far).float())
        torch.testing.assert_close(
            moved, here.values(x.float(), y.float()), atol=2e-3 * dim, rtol=1e-3
        )


def test_the_prior_term_of_a_reference_is_that_of_all_samples_and_not_of_the_first() -> None:
    pool = draw(12_000, 2, 0).float()
    pool[:WITHIN] *= 1.05  # the first ones happen to lie a little farther out
    (block,) = Discrepancy.fitted(pool).blocks

    def of_pairs(y: Tensor) -> float:
        total, _ = pairwise.sum_within(y, block.kernel, gradient=False)
        return total.item() / (len(y) * (len(y) - 1))

    of_all, of_first = of_pairs(pool), of_pairs(pool[:WITHIN])
    assert abs(block.within(pool).item() - of_all) < abs(of_first - of_all) / 10


def test_a_known_prior_term_gives_the_same_gradient_and_mean() -> None:
    x, y = draw(40, 2, 0, 0.3).requires_grad_(), draw(400, 2, 1)
    discrepancy = Discrepancy.fitted(y)
    known = discrepancy.reference(y)
    assert torch.allclose(discrepancy.mmd2(x, y, known), discrepancy.mmd2(x, y), rtol=1e-9)
    left, right = (
        torch.autograd.grad(value, x)[0]
        for value in (discrepancy.mmd2(x, y, known), discrepancy.mmd2(x, y))
    )
    assert torch.equal(left, right)


def test_single_precision_is_enough_far_from_the_origin() -> None:
    x, y = draw(200, 2, 0, 0.2), draw(200, 2, 1)
    single = mmd2((x + 50).float(), (y + 50).float()).item()
    assert single == pytest.approx(mmd2(x, y).item(), abs=2e-4)


def test_bandwidths_are_in_latent_units() -> None:
    y = draw(4_000, 2, 0) * 3
    assert Discrepancy.fitted(y).bandwidth == pytest.approx(3, rel=0.05)
    assert Discrepancy.fitted(y, bandwidth=0.5).kernel.constants[-1] == pytest.approx(2 * 2 * 2.5)
    # The median of |x - y|² / 2 / std² in two dimensions is that of chi², 2 ln 2.
    median = Discrepancy.fitted(y, bandwidth="median").bandwidth
    assert median == pytest.approx(3 * math.sqrt(2 * math.log(2) / 2), rel=0.05)


def test_arrays_will_do() -> None:
    value = mmd2(np.zeros((3, 2), np.float32), np.ones((4, 2), np.float32), bandwidth=1.0)
    assert value.dtype == torch.float32
    assert value.item() > 0


@pytest.mark.parametrize(
    ("x", "y", "options", "words"),
    [
        (torch.zeros(5), torch.zeros(5, 1), {}, "dim"),
        (torch.zeros(1, 2), torch.randn(5, 2), {}, "two rows"),
        (torch.zeros(5, 3), torch.randn(5, 2), {}, "equal dimensions"),
        (torch.zeros(5, 2), torch.randn(5, 2), {"kernel": "cubic"}, "imq"),
        (torch.zeros(5, 2), torch.randn(5, 2), {"bandwidth": "wide"}, "median"),
        (torch.zeros(5, 2), torch.zeros(5, 2), {}, "spread"),
        (torch.zeros(5, 4), torch.randn(3, 4), {"kernel": "auto"}, "at least 4 samples"),
    ],
)
def test_says_what_is_wrong(x: Tensor, y: Tensor, options: dict, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        mmd2(x, y, **options)


def test_the_floor_is_the_quantile_of_independent_draws() -> None:
    n = 150
    pool = draw(2 * n, 2, 0)
    discrepancy = Discrepancy.fitted(pool)
    floor = mmd2_floor(pool, n, discrepancy=discrepancy)
    brute = [
        discrepancy.mmd2(draw(n, 2, 10 + s), draw(n, 2, 50_000 + s)).item() for s in range(600)
    ]
    share_above = np.mean(np.array(brute) > floor)
    assert 0.02 < share_above < 0.10
    with pytest.raises(SculptorError, match="at least"):
        mmd2_floor(pool, n + 1, discrepancy=discrepancy)
