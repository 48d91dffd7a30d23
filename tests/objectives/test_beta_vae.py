"""The capacity: its ends, and that the divergence is held at it."""

import math

import pytest

from sculptor.objectives import VAE, BetaVAE


def test_without_a_capacity_it_is_the_weighted_vae(terms_of) -> None:
    assert terms_of(BetaVAE(beta=4.0)) == terms_of(VAE(beta=4.0))


def test_the_capacity_grows_in_proportion_and_stays() -> None:
    objective = BetaVAE(beta=1_000.0, capacity=25.0, annealing=100_000)
    grown = [objective.capacity_at(step) for step in (0, 1, 50_000, 100_000, 300_000)]
    assert grown == pytest.approx([0.0, 25e-5, 12.5, 25.0, 25.0])


def test_the_loss_is_the_distance_from_the_capacity_on_both_sides(terms_of) -> None:
    objective = BetaVAE(beta=10.0, capacity=40.0, annealing=2)
    for capacity in (0.0, 20.0, 40.0, 40.0):
        terms = terms_of(objective)
        assert terms["capacity"] == capacity
        distance = abs(terms["kl"] - capacity)
        assert terms["loss"] == pytest.approx(4 * math.log(2) + 10 * distance)
    assert 0 < terms["kl"] < 20  # below the capacity from the second step on


def test_the_annealing_goes_on_from_its_step(terms_of) -> None:
    first, second = (BetaVAE(beta=1.0, capacity=10.0, annealing=10) for _ in range(2))
    for _ in range(4):
        terms_of(first)
    second.load_state_dict(first.state_dict())
    assert terms_of(second)["capacity"] == 4.0
