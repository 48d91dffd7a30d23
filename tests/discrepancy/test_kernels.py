"""Kernels: values on paper, slopes as derivatives of the values."""

import pytest
import torch

from sculptor import SculptorError
from sculptor.discrepancy.kernels import KERNELS, Kernel


def test_imq_and_rbf_on_paper() -> None:
    d2 = torch.tensor([0.0, 2.0], dtype=torch.float64)
    assert Kernel("imq", (2.0, 6.0)).values(d2).tolist() == pytest.approx([2, 2 / 4 + 6 / 8])
    total, slope = Kernel("imq", (2.0, 6.0))(d2.clone())
    assert total.item() == pytest.approx(2 + 2 / 4 + 6 / 8)
    assert slope.tolist() == pytest.approx([-1 / 2 - 1 / 6, -2 / 16 - 6 / 64])
    total, slope = Kernel("rbf", (2.0,))(d2.clone())
    assert total.item() == pytest.approx(1 + 0.36787944)
    assert slope[1].item() == pytest.approx(-0.36787944 / 2)


@pytest.mark.parametrize("name", KERNELS)
def test_slopes_are_derivatives(name: str) -> None:
    d2 = torch.linspace(0.1, 30, 50, dtype=torch.float64).requires_grad_()
    kernel = Kernel(name, (0.3, 2.0, 9.0))
    value = kernel.values(d2.detach())
    (derivative,) = torch.autograd.grad(_out_of_place(kernel, d2).sum(), d2)
    total, slope = kernel(d2.detach().clone())
    assert torch.allclose(total, value.sum(), rtol=1e-12)
    zero = torch.zeros(1, dtype=torch.float64)
    assert kernel.values(zero).item() == pytest.approx(kernel.at_zero)
    assert torch.allclose(slope, derivative, rtol=1e-9)


def _out_of_place(kernel: Kernel, d2: torch.Tensor) -> torch.Tensor:
    match kernel.name:
        case "imq":
            return sum(c / (c + d2) for c in kernel.constants)
        case "rbf":
            return sum((-d2 / c).exp() for c in kernel.constants)
        case "laplace":
            return sum((-(d2 / c).sqrt()).exp() for c in kernel.constants)
    return -d2.sqrt()


@pytest.mark.parametrize("name", KERNELS)
def test_coincident_points_have_finite_slopes(name: str) -> None:
    total, slope = Kernel(name, (1.0,))(torch.zeros(3))
    assert total.isfinite()
    assert slope.isfinite().all()


def test_says_which_kernels_there_are() -> None:
    with pytest.raises(SculptorError, match="imq, rbf, laplace, energy"):
        Kernel.of("cubic", 1.0, 2)


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("shifted", [False, True])
def test_each_pair_has_the_value_and_the_slope_that_it_has_among_all(
    name: str, shifted: bool
) -> None:
    kernel = Kernel(name, (0.5, 3.0), shifted=shifted and name != "energy")
    d2 = torch.rand(6, 5, dtype=torch.float64) + 0.1
    values, slopes = kernel.each(d2)
    torch.testing.assert_close(values, kernel.values(d2))
    torch.testing.assert_close(slopes, kernel(d2.clone())[1])
