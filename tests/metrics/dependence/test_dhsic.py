"""dHSIC against its definition in loops, its moments against draws, and what it sees."""

import math

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.metrics.dependence import dhsic as module
from sculptor.metrics.dependence.dhsic import dhsic

GENERATOR = np.random.default_rng(0)


def by_loops(z: np.ndarray) -> float:
    """The definition, entry by entry."""
    n, d = z.shape
    kernels = np.ones((d, n, n))
    for j in range(d):
        apart = [abs(s - t) for s in z[:, j] for t in z[:, j]]
        width = np.median([each for each in apart if each > 0])
        for s in range(n):
            for t in range(n):
                kernels[j, s, t] = math.exp(-((z[s, j] - z[t, j]) ** 2) / (2 * width**2))
    first = sum(math.prod(kernels[:, s, t]) for s in range(n) for t in range(n)) / n**2
    second = math.prod(kernels[j].sum() / n**2 for j in range(d))
    third = sum(math.prod(kernels[j, s].sum() / n for j in range(d)) for s in range(n)) / n
    return first + second - 2 * third


def test_it_is_the_definition() -> None:
    z = GENERATOR.standard_normal((60, 3)).round(1) * [1, 4, 0.3]
    assert dhsic(z).dhsic == pytest.approx(by_loops(z), abs=1e-12)


def test_its_mean_and_variance_are_those_of_independent_draws() -> None:
    tables = GENERATOR.uniform(size=(400, 100, 4))
    found = np.array([dhsic(table).dhsic for table in tables])
    moments = np.array([module._moments(module._kernel(each)) for each in tables[0].T])
    mean, variance = module._null_moments(moments, 100)
    assert mean == pytest.approx(found.mean(), rel=0.03)
    assert variance == pytest.approx(found.var(), rel=0.3)


@pytest.mark.parametrize("d", [2, 8])
def test_p_values_keep_their_level(d: int) -> None:
    p = np.array([dhsic(table).p_value for table in GENERATOR.standard_normal((300, 80, d))])
    # Four standard errors of 300 draws.
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.05)
    assert np.median(p) == pytest.approx(0.5, abs=0.12)


def test_it_sees_what_no_pair_shows() -> None:
    z = GENERATOR.standard_normal((500, 5))
    z[:, 4] = np.sign(z[:, 0] * z[:, 1] * z[:, 4]) * np.abs(z[:, 4])
    assert dhsic(z[:, [0, 1, 4]]).p_value > 1e-3
    z[:, 2] = np.sign(z[:, 0] * z[:, 1]) * np.abs(z[:, 2])
    assert dhsic(z[:, :3]).p_value < 1e-6


def test_it_refuses_many_latents_and_bounds_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SculptorError, match="at most 8 latents that vary, received 9"):
        dhsic(GENERATOR.standard_normal((100, 9)))
    monkeypatch.setattr(module, "ROWS", 70)
    assert dhsic(GENERATOR.standard_normal((200, 2))).n == 70
