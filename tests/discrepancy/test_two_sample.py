"""Two-sample figures: values known on paper, agreement with brute force."""

import math

import numpy as np
import pytest
import torch

from sculptor import SculptorError
from sculptor.discrepancy import two_sample
from sculptor.discrepancy.kernels import KERNELS
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.discrepancy.two_sample import energy_distance, mmd2_floor, mmd2_test


def test_energy_distance_of_two_normals() -> None:
    # E|N(m, 2)| = sqrt(2) (sqrt(2/pi) exp(-m²/4) + m/sqrt(2) (1 - 2 Phi(-m/sqrt(2)))).
    shift = 1.0
    phi = 0.5 * (1 + math.erf(-shift / math.sqrt(2) / math.sqrt(2)))
    apart = math.sqrt(2) * (
        math.sqrt(2 / math.pi) * math.exp(-(shift**2) / 4) + shift / math.sqrt(2) * (1 - 2 * phi)
    )
    within = 2 / math.sqrt(math.pi)
    generator = np.random.default_rng(0)
    values = [
        energy_distance(
            generator.standard_normal((60, 1)), generator.standard_normal((60, 1)) + shift
        )
        for _ in range(100)
    ]
    error = np.std(values) / 10
    assert abs(np.mean(values) - (2 * apart - 2 * within)) < 4 * error


@pytest.mark.parametrize("kernel", [*KERNELS, "auto"])
@pytest.mark.parametrize("block", [1 << 18, 300])
def test_each_split_is_an_mmd2(kernel: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    n = 40
    pool = torch.randn(2 * n, 4, generator=torch.Generator().manual_seed(0))
    discrepancy = Discrepancy.fitted(pool, kernel, blocks=(2, 2))
    monkeypatch.setattr(two_sample, "BLOCK", block)
    signs = two_sample._splits(n, 0, pool)
    each = [discrepancy.mmd2(pool[row > 0], pool[row < 0]) for row in signs]
    expected = torch.stack(each).quantile(0.95).item()
    floor = mmd2_floor(pool, n, discrepancy=discrepancy)
    assert floor == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_floors_shrink_as_samples_grow() -> None:
    pool = torch.randn(1_600, 2, generator=torch.Generator().manual_seed(0))
    discrepancy = Discrepancy.fitted(pool)
    small, large = (mmd2_floor(pool, n, discrepancy=discrepancy) for n in (100, 800))
    # Gretton et al. 2012, Theorem 12: under equality MMD² falls as 1 / n.
    assert small / large == pytest.approx(8, rel=0.35)


def test_permutation_test_of_mmd2() -> None:
    generator = torch.Generator().manual_seed(0)
    y = torch.randn(80, 3, generator=generator)
    discrepancy = Discrepancy.fitted(y)
    apart = mmd2_test(y + 1, y, discrepancy=discrepancy)
    assert apart.mmd2 == pytest.approx(discrepancy.mmd2(y + 1, y).item(), rel=1e-3)
    assert apart.p_value == 1 / 501
    # Under equality the p-value is uniform: of 40, fewer than 1 in 10,000 times over 8 below 0.05.
    p_values = [
        mmd2_test(*torch.randn(2, 80, 3, generator=generator), discrepancy=discrepancy).p_value
        for _ in range(40)
    ]
    assert sum(p < 0.05 for p in p_values) <= 8
    assert 0.3 < np.mean(p_values) < 0.7
    with pytest.raises(SculptorError, match="as many samples on both sides"):
        mmd2_test(y, y[:-1], discrepancy=discrepancy)


def test_the_precision_in_which_the_kernel_was_fitted_does_not_matter() -> None:
    pool = torch.randn(400, 10, generator=torch.Generator().manual_seed(0))
    single, double = (
        mmd2_floor(pool, 200, discrepancy=Discrepancy.fitted(prior))
        for prior in (pool, pool.double())
    )
    assert single == pytest.approx(double, rel=1e-3)
