"""The total correlation by a discriminator: the terms, the permutation, and the density ratio."""

import math

import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid

from sculptor.objectives import VAE, FactorVAE
from sculptor.objectives.discriminator import Discriminator, cross_entropy
from sculptor.objectives.factor_vae import permute


def factor_vae(gamma: float) -> FactorVAE:
    objective = FactorVAE(gamma, discriminator_width=16, latent_dim=3)
    objective.adversary.double()
    return objective


def test_the_terms_are_the_paper_s(batch, terms_of) -> None:
    objective = factor_vae(7.0)
    logits = objective.adversary(batch.z)
    correlation = (logsigmoid(logits) - logsigmoid(-logits)).mean().item()
    vae, terms = terms_of(VAE()), terms_of(objective)
    assert terms["total_correlation"] == pytest.approx(correlation, rel=1e-5)
    assert terms["loss"] == pytest.approx(vae["loss"] + 7 * correlation, rel=1e-5)
    assert terms["kl"] == vae["kl"]


def test_the_adversary_tells_codes_from_permuted_codes(batch) -> None:
    objective = factor_vae(1.0)
    noise = torch.Generator().manual_seed(3)
    z = batch.posterior(batch.mu).sample(noise)
    permuted = permute(z, noise)
    sides = torch.cat([objective.adversary(z), objective.adversary(permuted)])
    labels = torch.cat([torch.ones(16), torch.zeros(16)]).double()
    loss = objective.adversary_loss(batch, batch.mu, batch.z, torch.Generator().manual_seed(3))
    assert loss.item() == pytest.approx(
        binary_cross_entropy_with_logits(sides, labels).item(), rel=1e-5
    )


def test_a_permutation_keeps_each_latent_and_breaks_what_joins_them() -> None:
    first = torch.randn(5_000, 1, generator=torch.Generator().manual_seed(0))
    z = first.repeat(1, 3)
    permuted = permute(z, torch.Generator().manual_seed(1))
    assert torch.equal(permuted.sort(0).values, z.sort(0).values)
    correlations = permuted.T.corrcoef() - torch.eye(3)
    assert correlations.abs().max() < 5 / math.sqrt(5_000)


def test_at_its_optimum_the_discriminator_is_the_log_ratio() -> None:
    # Between N(1, 1) and N(-1, 1) that is 2z, and its mean over the first is the KL divergence, 2.
    noise = torch.Generator().manual_seed(0)
    network = Discriminator(1, width=32, depth=2, slope=0.2, seed=0)
    adam = torch.optim.Adam(network.parameters(), 3e-3)
    for _ in range(400):
        z = torch.randn(2, 512, 1, generator=noise)
        loss = cross_entropy(network(z[0] + 1), network(z[1] - 1))
        adam.zero_grad()
        loss.backward()
        adam.step()
    z = torch.linspace(-2, 2, 9)[:, None]
    assert network(z).tolist() == pytest.approx((2 * z).squeeze().tolist(), abs=0.6)


def test_the_weights_come_from_the_seed_and_nothing_is_drawn_elsewhere() -> None:
    state = torch.get_rng_state()
    first, same, other = (
        Discriminator(2, 16, 3, 0.2, seed)(torch.ones(4, 2)) for seed in (0, 0, 1)
    )
    assert torch.equal(state, torch.get_rng_state())
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
