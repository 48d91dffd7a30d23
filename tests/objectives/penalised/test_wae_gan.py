"""WAE-GAN: both players' losses as in Algorithm 1."""

import math

import pytest
import torch

from sculptor.objectives import WAEGAN


def test_the_losses_of_both_players(batch, terms_of) -> None:
    objective = WAEGAN(weight=5.0, encoder="gaussian", latent_dim=3)
    objective.adversary.double()
    says = torch.sigmoid(objective.adversary(batch.z))
    terms = terms_of(objective)
    deception = -says.log().mean().item()
    assert terms["deception"] == pytest.approx(deception, rel=1e-5)
    assert terms["loss"] == pytest.approx(4 * math.log(2) + 5 * deception, rel=1e-5)

    bank = torch.randn(16, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    of_prior = torch.sigmoid(objective.adversary(bank))
    expected = -(of_prior.log().mean() + (1 - says).log().mean()).item() / 2
    loss = objective.adversary_loss(batch, batch.mu, bank, torch.Generator().manual_seed(3))
    assert loss.item() == pytest.approx(expected, rel=1e-5)
