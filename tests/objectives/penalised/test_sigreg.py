"""SIGReg: the terms for N(0, I) and for another target, and what it is blind to."""

import math

import pytest
import torch
from torch import Tensor

from sculptor import priors
from sculptor.discrepancy.characteristic import epps_pulley
from sculptor.discrepancy.sliced import directions
from sculptor.objectives.penalised.sigreg import SIGReg, whitening


def test_towards_a_normal_no_samples_are_needed(batch, terms_of) -> None:
    objective = SIGReg(weight=3.0, slices=5, encoder="gaussian")
    terms = terms_of(objective)
    noise = torch.Generator().manual_seed(3)
    z = batch.posterior(batch.mu).sample(noise)
    distance = epps_pulley(z, directions(5, z, noise)).item()
    assert terms["epps_pulley"] == pytest.approx(distance)
    assert terms["loss"] == pytest.approx(4 * math.log(2) + 3 * distance, rel=1e-6)
    assert objective.bank(16) == 0


def distance(samples: Tensor, z: Tensor) -> float:
    """The penalty of codes towards a target that is no normal."""
    objective = SIGReg(slices=200)
    objective.prepare(samples, priors.from_spec({"kind": "uniform"}, dim=samples.shape[1]))
    assert objective.bank(256) == 1_024
    weight, value = objective.penalties(z, samples[:1_024], torch.Generator().manual_seed(0))[
        "epps_pulley"
    ]
    assert weight == 3_000
    return value.item()


SAMPLES = torch.rand(8_192, 2, generator=torch.Generator().manual_seed(0)).double()


def test_a_target_s_unit_and_what_it_is_stretched_by_do_not_matter() -> None:
    same, moved = SAMPLES[4_096:4_352], SAMPLES[4_096:4_352] + torch.tensor([0.0, 0.3])
    here, there = distance(SAMPLES, same), distance(SAMPLES, moved)
    # One deviation of the uniform is .29: along u the phase is t u_2, hence |1 - exp(i t u_2)|².
    assert 0 < here < 0.02
    assert 0.2 < there < 1
    for scale in (torch.tensor([0.01, 0.01]), torch.tensor([100.0, 1.0])):
        assert distance(SAMPLES * scale, same * scale) == pytest.approx(here, rel=0.01)
        assert distance(SAMPLES * scale, moved * scale) == pytest.approx(there, rel=0.01)


def test_a_target_is_made_white() -> None:
    points = SAMPLES @ torch.tensor([[3.0, 1.0], [0.0, 0.1]]).double()
    white = (points @ whitening(points)).T.cov()
    assert white.flatten().tolist() == pytest.approx([1, 0, 0, 1], abs=1e-9)
    line = whitening(SAMPLES[:, :1])
    assert line.item() == pytest.approx(1 / SAMPLES[:, 0].std().item())


def test_a_latent_that_the_target_holds_constant_is_not_blown_up() -> None:
    flat = SAMPLES * torch.tensor([1.0, 0.0])
    value = distance(flat, flat[:256] + torch.tensor([0.0, 1e-3]))
    assert 0 < value < 5
