"""DIP-VAE: covariances known on paper, and the penalty against loops."""

import math

import pytest
import torch

from sculptor.models import Posterior
from sculptor.objectives import DIPVAE, VAE
from sculptor.objectives.dip_vae import covariance

CLOSE = {"rel": 1e-5}

SIGNS = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
"""A batch whose covariance is the identity, exactly."""


def prepared(version: str, **weights: float) -> DIPVAE:
    objective = DIPVAE(version, **weights)
    objective._variance = torch.ones(2)
    return objective


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_of_a_batch_with_a_diagonal_covariance_only_the_diagonal_costs(scale: float) -> None:
    posterior = Posterior(scale * SIGNS, torch.full((4, 2), math.log(0.5)))
    assert covariance(posterior, "i").tolist() == [[scale**2, 0], [0, scale**2]]
    means = prepared("i", lambda_od=1e6, lambda_d=3.0).penalty(posterior)
    assert means.item() == pytest.approx(3 * 2 * (scale**2 - 1) ** 2)
    codes = prepared("ii", lambda_od=1e6, lambda_d=3.0).penalty(posterior)
    assert codes.item() == pytest.approx(3 * 2 * (scale**2 + 0.5 - 1) ** 2)


def test_of_two_equal_latents_only_what_is_off_the_diagonal_costs() -> None:
    posterior = Posterior(SIGNS[:, :1].repeat(1, 2), torch.full((4, 2), -100.0))
    for version in ("i", "ii"):
        penalty = prepared(version, lambda_od=5.0, lambda_d=7.0).penalty(posterior)
        assert penalty.item() == pytest.approx(5 * 2)  # two elements of 1


def test_version_ii_is_the_covariance_of_the_codes() -> None:
    noise = torch.Generator().manual_seed(0)
    mu = torch.randn(200_000, 2, generator=noise, dtype=torch.float64)
    mu[:, 1] += mu[:, 0]
    posterior = Posterior(mu, mu.abs().log())
    codes = posterior.sample(noise)
    assert covariance(posterior, "ii").flatten().tolist() == pytest.approx(
        codes.T.cov().flatten().tolist(), abs=0.03
    )


@pytest.mark.parametrize("version", ["i", "ii"])
def test_the_loss_is_that_of_plain_loops(batch, terms_of, version: str) -> None:
    mu, variance = batch.mu, batch.logvar.exp()
    penalty = 0.0
    for i in range(3):
        for j in range(3):
            element = (mu[:, i] * mu[:, j]).mean() - mu[:, i].mean() * mu[:, j].mean()
            if i == j:
                element = element + (variance[:, i].mean() if version == "ii" else 0)
            penalty += (20 * (element - 1) ** 2 if i == j else 10 * element**2).item()
    terms = terms_of(DIPVAE(version, lambda_od=10.0, lambda_d=20.0))
    assert terms["covariance"] == pytest.approx(penalty, **CLOSE)
    assert terms["loss"] == pytest.approx(terms_of(VAE())["loss"] + penalty, **CLOSE)


def test_another_prior_is_met_at_its_own_variance(terms_of) -> None:
    objective = DIPVAE("ii")
    terms_of(objective, {"kind": "laplace", "std": 2.0})
    assert objective._variance.tolist() == pytest.approx([4.0] * 3, rel=0.15)
