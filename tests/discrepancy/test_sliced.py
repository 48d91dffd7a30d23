"""The sliced Wasserstein distance: values on paper."""

import pytest
import torch

from sculptor import SculptorError
from sculptor.discrepancy.sliced import directions, sliced_wasserstein2

DOUBLE = torch.zeros(1, 3, dtype=torch.float64)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_two_shifted_gaussians() -> None:
    # W² along u is (u · shift)², and its mean over directions |shift|² / dim.
    x = torch.randn(1_000, 3, generator=generator())
    shift = torch.tensor([3.0, 0.0, 4.0])
    slices = directions(2_000, x, generator(1))
    assert sliced_wasserstein2(x, x + shift, slices).item() == pytest.approx(25 / 3, rel=0.05)
    y = torch.randn(4_000, 3, generator=generator(2)) + shift
    assert sliced_wasserstein2(x, y, slices).item() == pytest.approx(25 / 3, rel=0.06)


def test_two_gaussians_of_other_width() -> None:
    # In one dimension W² = (s - t)².
    x = torch.randn(20_000, 1, generator=generator())
    y = 3 * torch.randn(20_000, 1, generator=generator(1))
    assert sliced_wasserstein2(x, y, torch.ones(1, 1)).item() == pytest.approx(4, rel=0.05)


def test_a_larger_side_is_paired_in_order_and_nothing_is_lost() -> None:
    # 0 with 0 and 1, 10 with 10 and 14: (0 + 1 + 0 + 16) / 4.
    x, y = torch.tensor([[10.0], [0.0]]), torch.tensor([[1.0], [14.0], [0.0], [10.0]])
    assert sliced_wasserstein2(x, y, torch.ones(1, 1)).item() == 17 / 4
    assert sliced_wasserstein2(x, y.flip(0), -torch.ones(1, 1)).item() == 17 / 4


def test_directions_are_on_the_sphere_and_fill_it() -> None:
    lines = directions(20_000, DOUBLE, generator())
    assert torch.allclose(lines.norm(dim=1), torch.ones(20_000).double())
    assert (lines.T @ lines / 20_000).flatten().tolist() == pytest.approx(
        (torch.eye(3) / 3).flatten().tolist(), abs=0.01
    )


def test_an_uneven_number_of_prior_samples_is_refused() -> None:
    with pytest.raises(SculptorError, match="multiple of the 4 codes"):
        sliced_wasserstein2(torch.zeros(4, 2), torch.zeros(6, 2), torch.eye(2))
