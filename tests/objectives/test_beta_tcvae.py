"""The parts of the KL divergence: estimates against loops, and a Gaussian known on paper."""

import itertools
import math

import numpy as np
import pytest
import torch
from torch import distributions as known

from sculptor.models import Posterior
from sculptor.objectives import BetaTCVAE, beta_tcvae
from sculptor.objectives.beta_tcvae import log_aggregate, log_weights

CLOSE = {"rel": 1e-5}
PRIOR = {"kind": "laplace", "std": 1.5}


def in_loops(batch, images: int, estimate: str) -> tuple[float, float, float]:
    """The three parts from the formulas of Chen et al., one number after another."""
    z, n = batch.z, len(batch.z)
    prior = known.Laplace(0.0, 1.5 / math.sqrt(2))
    information = correlation = marginal = 0.0
    for i in range(n):
        weights = [1 / (images * n)] * n
        if estimate == "stratified":
            weights = [(images - 1) / (images * (n - 1))] * n
            weights[i] = 1 / images
        densities = [known.Normal(batch.mu[k], (batch.logvar[k] / 2).exp()) for k in range(n)]
        each = [density.log_prob(z[i]).exp() for density in densities]
        joint = math.log(sum(w * p.prod().item() for w, p in zip(weights, each, strict=True)))
        product = sum(
            math.log(sum(w * p[j].item() for w, p in zip(weights, each, strict=True)))
            for j in range(3)
        )
        information += densities[i].log_prob(z[i]).sum().item() - joint
        correlation += joint - product
        marginal += product - prior.log_prob(z[i]).sum().item()
    return information / n, correlation / n, marginal / n


@pytest.mark.parametrize("estimate", ["stratified", "weighted"])
def test_the_parts_are_those_of_plain_loops(batch, terms_of, estimate: str) -> None:
    parts = in_loops(batch, 500, estimate)
    terms = terms_of(BetaTCVAE(6.0, estimate, 500), PRIOR)
    found = [terms[name] for name in ("mutual_information", "total_correlation", "dimension_kl")]
    assert found == pytest.approx(parts, **CLOSE)
    loss = 4 * math.log(2) + parts[0] + 6 * parts[1] + parts[2]
    assert terms["loss"] == pytest.approx(loss, **CLOSE)


@pytest.mark.parametrize("estimate", ["stratified", "weighted"])
def test_with_a_weight_of_one_it_is_the_vae_on_the_sample(batch, terms_of, estimate: str) -> None:
    q = known.Normal(batch.mu, (batch.logvar / 2).exp())
    kl = (q.log_prob(batch.z) - known.Normal(0.0, 1.0).log_prob(batch.z)).sum(1).mean().item()
    terms = terms_of(BetaTCVAE(1.0, estimate, 500))
    assert terms["kl"] == pytest.approx(kl, **CLOSE)
    assert terms["loss"] == pytest.approx(4 * math.log(2) + kl, **CLOSE)


def test_stratified_weights_are_those_of_chen_averaged_over_the_order() -> None:
    # Appendix C.2: 1/N for its own, 1/M for M - 1 others and (N - M) / (N M) for the last.
    images, batch = 50, 4
    m = batch - 1
    rows = []
    for last in range(m):
        row = [1 / images, *[1 / m] * m]
        row[1 + last] = (images - m) / (images * m)
        rows.append(row)
    found = log_weights(batch, images, "stratified").exp()
    assert found[0].tolist() == pytest.approx(np.mean(rows, 0))
    assert found.sum(1).tolist() == pytest.approx([1] * batch)


def test_weights_of_a_batch_that_is_all_the_data() -> None:
    assert log_weights(8, 8, "stratified").exp().tolist() == [pytest.approx([1 / 8] * 8)] * 8
    assert log_weights(8, 8, "weighted").exp().sum(1).tolist() == pytest.approx([1 / 8] * 8)


def test_stratified_estimates_of_q_are_unbiased() -> None:
    # Over all batches that hold one image, the estimates of q(z) average to q(z) itself.
    mu = torch.tensor([[0.0], [1.0], [3.0], [-2.0], [0.5]], dtype=torch.float64)
    posterior = known.Normal(mu, 1.0)
    z = torch.tensor([0.3], dtype=torch.float64)
    exact = posterior.log_prob(z).exp().mean().item()
    estimates = []
    for others in itertools.combinations(range(1, 5), 2):
        rows = mu[[0, *others]]
        joint, _ = log_aggregate(
            Posterior(rows, torch.zeros_like(rows)), z.expand(3, 1), 5, "stratified"
        )
        estimates.append(joint[0].exp().item())
    assert np.mean(estimates) == pytest.approx(exact)


def test_total_correlation_of_a_correlated_gaussian() -> None:
    # q(z) = N(0, S) with S a correlation matrix: TC = -1/2 log det S, here det S = 0.27.
    correlations = torch.tensor([[1.0, 0.8, 0.0], [0.8, 1.0, -0.3], [0.0, -0.3, 1.0]]).double()
    exact = -0.5 * math.log(0.27)
    noise = 0.2
    spread = torch.linalg.cholesky(correlations - noise**2 * torch.eye(3))
    normal = torch.randn(3_000, 3, generator=torch.Generator().manual_seed(0)).double()
    posterior = Posterior(normal @ spread.T, torch.full_like(normal, 2 * math.log(noise)))
    z = posterior.sample(torch.Generator().manual_seed(1))
    joint, product = log_aggregate(posterior, z, len(z), "stratified")
    estimate = (joint - product).mean().item()
    assert estimate == pytest.approx(exact, abs=0.08)
    # The weighted estimate of the same is low by log N for q(z) and for each of the latents.
    joint, product = log_aggregate(posterior, z, len(z), "weighted")
    weighted = (joint - product).mean().item()
    assert weighted == pytest.approx(estimate + 2 * math.log(len(z)), **CLOSE)


def test_large_batches_are_done_in_blocks(batch, monkeypatch: pytest.MonkeyPatch) -> None:
    mu, logvar = batch.mu.requires_grad_(), batch.logvar.requires_grad_()

    def both() -> list[torch.Tensor]:
        joint, product = log_aggregate(Posterior(mu, logvar), batch.z, 100, "stratified")
        return [joint, product, *torch.autograd.grad((joint - product).mean(), (mu, logvar))]

    whole = both()
    monkeypatch.setattr(beta_tcvae, "BLOCK", 5 * 16 * 3)
    assert all(torch.allclose(*pair, rtol=1e-12) for pair in zip(whole, both(), strict=True))
