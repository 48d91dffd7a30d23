"""NashAE: the predictors see all latents but their own, and the game has R² as its value."""

import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import selu

from sculptor.objectives.penalised.nash_ae import NashAE, Predictors, standardised


def normal(n: int, dim: int, seed: int = 0) -> Tensor:
    return torch.randn(n, dim, generator=torch.Generator().manual_seed(seed)).double()


def test_a_predictor_is_a_network_of_the_other_latents() -> None:
    predictors, z = Predictors(4, 8, seed=0).double(), normal(6, 4)
    for own in range(4):
        first, second, last = (weight[own] for weight in predictors.weights)
        others = [i for i in range(4) if i != own]
        hidden = selu(selu(z[:, others] @ first[others]) @ second)
        assert torch.allclose(predictors(z)[:, own], (hidden @ last)[:, 0])


def test_no_latent_has_a_say_in_its_own_prediction() -> None:
    predictors, z = Predictors(3, 8, seed=0).double(), normal(1, 3)
    jacobian = torch.autograd.functional.jacobian(lambda z: predictors(z)[0], z)[:, 0]
    assert jacobian.diagonal().tolist() == [0, 0, 0]
    assert (jacobian.abs() > 0).sum() == 6


def test_the_seed_settles_the_weights_and_nothing_else_is_drawn() -> None:
    torch.manual_seed(5)
    before = torch.rand(1)
    torch.manual_seed(5)
    first, again, other = (Predictors(3, 200, seed).weights[1] for seed in (0, 0, 1))
    assert torch.equal(torch.rand(1), before)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert first.var().item() == pytest.approx(1 / 200, rel=0.02)


def test_the_losses_of_both_players(batch, terms_of) -> None:
    objective = NashAE(weight=5.0, encoder="gaussian", latent_dim=3)
    objective.adversary.double()
    z = (batch.z - batch.z.mean(0)) / batch.z.std(0, correction=0)
    said = objective.adversary(z).detach()
    covariance = sum(torch.stack([z[:, i], said[:, i]]).cov(correction=0)[0, 1] for i in range(3))
    terms = terms_of(objective)
    assert terms["predicted"] == pytest.approx(covariance.item(), rel=1e-4)
    assert terms["loss"] == pytest.approx(4 * math.log(2) + 5 * covariance.item(), rel=1e-4)

    loss = objective.adversary_loss(batch, batch.mu, batch.z, torch.Generator().manual_seed(3))
    assert loss.item() == pytest.approx((said - z).square().mean().item() / 2, rel=1e-4)


def test_against_the_best_predictors_the_penalty_is_the_sum_of_r2() -> None:
    # z_2 = .8 z_1 + .6 e and z_3 alone: the best predictors are .8 of the other, with R² = .64.
    drawn = normal(1_000, 3)
    z = standardised(
        torch.stack([drawn[:, 0], 0.8 * drawn[:, 0] + 0.6 * drawn[:, 1], drawn[:, 2]], 1)
    )
    objective = NashAE(latent_dim=3)
    optimizer = torch.optim.Adam(objective.adversary.double().parameters(), lr=0.01)
    for _ in range(120):
        optimizer.zero_grad()
        ((objective.adversary(z) - z).square().mean() / 2).backward()
        optimizer.step()
    _, value = objective.penalties(z, z, torch.Generator())["predicted"]
    assert value.item() == pytest.approx(2 * 0.64, abs=0.08)


@pytest.mark.parametrize("scale", [0.01, 100.0])
def test_codes_do_not_escape_by_shrinking_growing_moving_or_turning_round(scale: float) -> None:
    objective, z = NashAE(latent_dim=3), normal(50, 3).float()
    (_, here), (_, there) = (
        objective.penalties(codes, z, torch.Generator())["predicted"]
        for codes in (z, scale * z.flip(0) + 3 * scale)
    )
    assert there.item() == pytest.approx(here.item(), abs=0.02 * abs(here.item()))


@pytest.mark.parametrize("dim", [1, 2, 32])
def test_the_gradient_is_that_of_the_covariance(dim: int) -> None:
    objective = NashAE(latent_dim=dim)
    objective.adversary.double()
    z = normal(6, dim).requires_grad_()
    assert torch.autograd.gradcheck(lambda z: objective.penalties(z, z, None)["predicted"][1], z)


def test_a_latent_that_is_constant_is_no_error() -> None:
    z = torch.zeros(5, 2, requires_grad=True)
    NashAE(latent_dim=2).penalties(z, z, torch.Generator())["predicted"][1].backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()
