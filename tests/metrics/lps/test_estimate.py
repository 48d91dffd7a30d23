"""Predictors together on cases whose R² is known, of single latents so that it takes no time."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from sculptor.metrics.lps import estimate
from sculptor.metrics.lps.effort import FULL
from sculptor.metrics.lps.estimate import Compute, estimates
from sculptor.metrics.lps.rows import Rows
from sculptor.metrics.predictors.masked import masked_network

N = 5_000

HELD_OUT = replace(FULL, used_folds=1)
"""One fold out of three is enough to see what is found."""

CPU = Compute(torch.device("cpu"), 1)


def found(z: np.ndarray) -> float:
    """R² of the first latent from the others."""
    generator = np.random.default_rng(0)
    rows = Rows.of(z, z[:0], np.arange(len(z)), HELD_OUT, generator)
    latents = (rows.latents - rows.latents.mean(0)) / rows.latents.std(0)
    (of_all,) = estimates(rows, latents, 1, [rows.fitted], HELD_OUT, 0, CPU)
    return float(of_all.means.scores()[0])


def normal(dim: int, n: int = N) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((n, dim))


def test_product_of_three() -> None:
    z = normal(10)
    z[:, 0] = z[:, 1] * z[:, 2] * z[:, 3] + 0.5 * z[:, 0]
    assert found(z) == pytest.approx(0.80, abs=0.05)


def test_sign_of_a_product_of_three() -> None:
    z = normal(10)
    z[:, 0] = np.sign(z[:, 1] * z[:, 2] * z[:, 3]) + z[:, 0] / math.sqrt(3)
    assert found(z) == pytest.approx(0.75, abs=0.05)


def test_square_among_64() -> None:
    z = normal(64)
    # Var(x²) = 2.
    z[:, 0] = z[:, 1] ** 2 + z[:, 0]
    assert found(z) == pytest.approx(2 / 3, abs=0.05)


def test_six_waves() -> None:
    z = normal(10)
    z[:, 0] = np.sin(6 * z[:, 1]) + 0.3 * z[:, 0]
    assert found(z) == pytest.approx(0.5 / 0.59, abs=0.05)


def test_a_bend_in_the_norm_of_all_others() -> None:
    z = normal(10)
    # A quarter of the chi-square distribution with nine degrees of freedom lies above 11.39.
    z[:, 0] += 2 * (np.square(z[:, 1:]).sum(1) > 11.389)
    # The variance of the step is 4 x 3/16: R² = 3/7, of which so many rows tell about half.
    assert 0.2 < found(z) < 3 / 7


@pytest.mark.parametrize(("dim", "networks"), [(4, 0), (5, 1)])
def test_one_network_for_all_is_for_five_latents_and_more(
    dim: int, networks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def seen(*args: Any, **options: Any) -> list[np.ndarray]:
        asked.append(args)
        return masked_network(*args, **options)

    monkeypatch.setattr(estimate, "masked_network", seen)
    found(normal(dim, 90))
    assert len(asked) == networks


def test_threads_change_nothing() -> None:
    z = normal(5, 300)
    z[:, 0] += z[:, 1] * z[:, 2]
    generator = np.random.default_rng(0)
    rows = Rows.of(z, z[:0], np.arange(len(z)), FULL, generator)
    one, two = (
        estimates(rows, rows.latents, 5, [100, 200], FULL, 0, replace(CPU, threads=threads))
        for threads in (1, 2)
    )
    for each, other in zip(one, two, strict=True):
        assert np.array_equal(each.means.predicted, other.means.predicted)
        assert np.array_equal(each.bins.predicted, other.bins.predicted)
