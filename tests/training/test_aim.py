"""What a run is trained towards: random numbers of its own for each prior that it is aimed at."""

import pytest
import torch

from sculptor import SculptorError
from sculptor.training.aim import Aim

CPU = torch.device("cpu")


def aim(spec: object = None, latent_dim: int = 2, *, seed: int = 0, number: int = 0) -> Aim:
    return Aim(spec or {"kind": "ring"}, latent_dim, seed=seed, number=number, device=CPU)


def test_it_is_the_same_for_a_seed_and_another_for_the_next_prior() -> None:
    first, again = aim(), aim()
    assert torch.equal(first.pool.samples, again.pool.samples)
    for other in (aim(seed=1), aim(number=1)):
        assert other.seed != first.seed
        assert not torch.equal(first.pool.samples, other.pool.samples)


def test_the_prior_fills_the_latent_space_or_is_refused() -> None:
    assert aim({"kind": "gaussian"}, 5).prior.dim == 5
    with pytest.raises(SculptorError, match="Expected a prior of 3 dimensions"):
        aim({"kind": "ring"}, 3)


def test_its_discrepancy_is_fitted_to_it() -> None:
    ring = aim()
    one, same = (torch.from_numpy(ring.prior.sample(500, seed)) for seed in (1, 2))
    drawn = torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    own, other = (ring.discrepancy.mmd2(points, same) for points in (one, drawn))
    assert abs(own.item()) < 0.1 * other.item()
    assert ring.discrepancy is ring.discrepancy
