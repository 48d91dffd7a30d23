"""Total correlation of Gaussians, where it is a determinant."""

import math

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.dependence.gaussian import gaussian_total_correlation

GENERATOR = np.random.default_rng(0)


def equicorrelated(n: int, d: int, r: float) -> np.ndarray:
    """Gaussian, each two columns correlated by r: det R = (1-r)^(d-1) (1 + (d-1) r)."""
    common, own = GENERATOR.standard_normal((n, 1)), GENERATOR.standard_normal((n, d))
    return math.sqrt(r) * common + math.sqrt(1 - r) * own


def test_of_a_gaussian_it_is_the_determinant() -> None:
    found = gaussian_total_correlation(equicorrelated(40_000, 5, 0.3) * [1, 9, 0.5, 2, 1] + 4)
    truth = -(4 * math.log(0.7) + math.log(2.2)) / 2
    assert [found.raw, found.copula] == pytest.approx([truth, truth], abs=0.012)
    assert found.p_value < 1e-100


def test_few_rows_have_no_bias() -> None:
    # 12 correlations of 100 rows: without the correction .35 nats by chance.
    found = [gaussian_total_correlation(equicorrelated(100, 12, 0.2)).raw for _ in range(300)]
    truth = -(11 * math.log(0.8) + math.log(1 + 11 * 0.2)) / 2
    assert np.mean(found) == pytest.approx(truth, abs=4 * np.std(found) / math.sqrt(300))


def test_p_values_keep_their_level() -> None:
    tables = GENERATOR.standard_exponential((1_000, 80, 6))
    p = np.array([gaussian_total_correlation(table).p_value for table in tables])
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.median(p) == pytest.approx(0.5, abs=0.07)


def test_normal_scores_see_through_any_rising_function() -> None:
    z = equicorrelated(20_000, 3, 0.5)
    plain, bent = gaussian_total_correlation(z), gaussian_total_correlation(np.exp(3 * z))
    assert bent.copula == pytest.approx(plain.copula)
    assert bent.raw < plain.raw - 0.1


def test_a_copy_is_infinitely_dependent() -> None:
    z = GENERATOR.standard_normal((100, 2))
    assert gaussian_total_correlation(z[:, [0, 1, 0]]).raw > 10


@pytest.mark.parametrize(
    ("z", "message"),
    [
        (np.zeros((100, 1)), "2 columns or more"),
        (np.zeros((59, 3)), "60 rows or more"),
        (np.column_stack([np.arange(80.0), np.ones(80)]), "two or more latents that vary"),
        (GENERATOR.standard_normal((70, 70)), "more rows than latents"),
    ],
)
def test_says_what_is_wrong(z: np.ndarray, message: str) -> None:
    with pytest.raises(SculptorError, match=message):
        gaussian_total_correlation(z)
