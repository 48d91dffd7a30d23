"""A target: samples that training never sees, and the noise among them."""

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
