"""A target: samples that training never sees, and the noise among them."""

import numpy as np
import pytest
import torch

from sculptor import priors
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.measure import target as targets


def test_the_floor_is_measured_where_the_kernel_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def floor(pool: torch.Tensor, n: int, discrepancy: object) -> float:
        seen.append(pool.device.type)
        return 1.0

    monkeypatch.setattr(targets, "mmd2_floor", floor)
    prior = priors.from_spec({"kind": "gaussian"}, dim=5)
    discrepancy = Discrepancy.fitted(prior.sample(100, 0))
    target = targets.Target(prior, 10, 0, discrepancy, torch.device("meta"))
    assert (target.floor(), seen) == (1.0, ["meta"])


def test_samples_are_none_of_those_that_the_floor_is_measured_between() -> None:
    prior = priors.from_spec({"kind": "gaussian"}, dim=2)
    target = targets.Target.of(prior, 300, 0)
    assert np.array_equal(target.samples, targets.Target.of(prior, 300, 0).samples)
    assert not np.array_equal(target.samples, targets.Target.of(prior, 300, 1).samples)
    pool = {row.tobytes() for row in target._pool.numpy()}
    assert not pool & {row.tobytes() for row in target.samples}


def test_draws_of_the_prior_are_below_the_floor_and_others_above() -> None:
    prior = priors.from_spec({"kind": "gaussian"}, dim=2)
    target = targets.Target.of(prior, 300, 0)
    within = [target.mmd2(prior.sample(300, seed)) < target.floor() for seed in range(100, 140)]
    # The floor is the 95 % quantile: of 40 draws 7 or more are above it 3 times in 1,000.
    assert within.count(False) < 7
    ring = priors.from_spec({"kind": "ring"}).sample(300, 0)
    assert target.mmd2(ring) > 3 * target.floor()
    assert target.mmd2(prior.sample(300, 0) + np.float32(1)) > 10 * target.floor()


def test_the_floor_falls_as_the_samples_grow() -> None:
    prior = priors.from_spec({"kind": "ring"})
    few, many = (targets.Target.of(prior, n, 0).floor() for n in (200, 800))
    assert few / many == pytest.approx(4, rel=0.35)  # unbiased MMD² has a spread of 1 / n


def test_a_target_whose_coordinates_depend_on_one_another_has_an_lps_of_its_own() -> None:
    moons = targets.Target.of(priors.from_spec({"kind": "moons"}), 2_000, 0)
    assert moons.lps == pytest.approx(0.32, abs=0.06)
    gaussian = targets.Target.of(priors.from_spec({"kind": "gaussian"}, dim=3), 500, 0)
    assert gaussian.lps is None
    # On a ring the mean of a coordinate tells nothing of the other: as good as independent.
    ring = targets.Target.of(priors.from_spec({"kind": "ring"}), 500, 0)
    assert ring.lps is None
