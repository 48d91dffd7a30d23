"""The KL divergence: on paper, and in closed form against Monte Carlo."""

import math

import pytest
import torch
from torch import distributions as known

from sculptor import SculptorError, priors
from sculptor.models import Posterior
from sculptor.objectives.variational import log_posterior, sampled_kl, standard_kl

CLOSE = {"rel": 1e-5}


def test_kl_is_zero_at_the_prior_and_known_elsewhere() -> None:
    zero = torch.zeros(3, 4)
    assert standard_kl(Posterior(zero, zero)).item() == 0
    assert standard_kl(Posterior(zero + 2, zero)).item() == pytest.approx(4 * 2)  # mu²/2 each


def test_the_closed_form_is_that_of_torch(batch) -> None:
    q = known.Normal(batch.mu, (batch.logvar / 2).exp())
    reference = known.kl_divergence(q, known.Normal(0.0, 1.0)).sum(1).mean().item()
    assert standard_kl(batch.posterior(batch.mu)).item() == pytest.approx(reference, **CLOSE)


@pytest.mark.parametrize(
    ("spec", "exact"),
    [
        # KL(N(m, s²) || N(0, t²)) = log t/s + (s² + m²) / 2t² - 1/2, of each latent.
        ({"kind": "gaussian"}, math.log(1 / 0.5) + (0.25 + 1) / 2 - 0.5),
        ({"kind": "gaussian", "std": 2.0}, math.log(2 / 0.5) + (0.25 + 1) / 8 - 0.5),
        # The same after a shift of the prior to the posterior's mean.
        ({"kind": "gaussian", "shift": 1.0}, math.log(1 / 0.5) + 0.25 / 2 - 0.5),
        # -entropy + E|z|/b + log 2b, with b = 1/√2; E|z| of N(m, s²) is the folded normal's mean.
        (
            {"kind": "laplace"},
            -0.5 * math.log(2 * math.pi * math.e * 0.25)
            + math.sqrt(2)
            * (0.5 * math.sqrt(2 / math.pi) * math.exp(-2) + math.erf(1 / math.sqrt(0.5)))
            + math.log(math.sqrt(2)),
        ),
    ],
)
def test_the_sample_agrees_with_what_is_known_on_paper(spec: dict, exact: float) -> None:
    mu = torch.ones(200_000, 2, dtype=torch.float64)
    posterior = Posterior(mu, torch.full_like(mu, math.log(0.25)))
    z = posterior.sample(torch.Generator().manual_seed(0))
    prior = priors.from_spec(spec, dim=2)
    each = log_posterior(posterior, z).sum(1) - prior.log_prob(z)
    error = each.std().item() / math.sqrt(len(z))
    assert sampled_kl(posterior, z, prior).item() == pytest.approx(2 * exact, abs=4 * error)


def test_a_point_has_no_kl_divergence() -> None:
    with pytest.raises(SculptorError, match="Gaussian encoder"):
        standard_kl(Posterior(torch.zeros(2, 2)))
