"""MMD² on a GPU beside the same in double precision on a CPU."""

import pytest
import torch

from sculptor import mmd2


@pytest.mark.parametrize("kernel", ["auto", "imq", "rbf", "laplace", "energy"])
@pytest.mark.parametrize(("n", "dim"), [(256, 2), (1_000, 10)])
def test_value_and_gradient_are_those_of_a_cpu(
    kernel: str, n: int, dim: int, device: torch.device
) -> None:
    generator = torch.Generator().manual_seed(0)
    x = 1.2 * torch.randn(n, dim, generator=generator, dtype=torch.float64)
    y = torch.randn(4 * n, dim, generator=generator, dtype=torch.float64)
    found = []
    for on, dtype in (("cpu", torch.float64), (device, torch.float64), (device, torch.float32)):
        z = x.to(on, dtype).requires_grad_()
        value = mmd2(z, y.to(on, dtype), kernel)
        (gradient,) = torch.autograd.grad(value, z)
        assert value.device.type == gradient.device.type == torch.device(on).type
        found.append((value.detach().cpu().double(), gradient.cpu().double()))
    expected, double, single = found
    torch.testing.assert_close(double, expected, atol=1e-12, rtol=1e-9)
    torch.testing.assert_close(single[0], expected[0], atol=1e-5, rtol=1e-3)
    # The energy's slope of near points is steep, and their distance has few digits in single.
    assert (single[1] - expected[1]).norm() < 1e-2 * expected[1].norm()
