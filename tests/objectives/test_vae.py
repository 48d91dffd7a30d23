"""The VAE of any density."""

import math

import pytest
from torch import distributions as known

from sculptor.objectives import VAE

CLOSE = {"rel": 1e-5}


@pytest.mark.parametrize(
    ("prior", "reference"),
    [
        ({"kind": "laplace", "std": 2.0}, known.Laplace(0.0, math.sqrt(2))),
        ({"kind": "student-t", "df": 4.0, "width": 0.5}, known.StudentT(4.0, 0.0, 0.5)),
        ({"kind": "gaussian", "std": 0.5}, known.Normal(0.0, 0.5)),
    ],
)
def test_the_vae_of_another_density(batch, terms_of, prior: dict, reference) -> None:
    q = known.Normal(batch.mu, (batch.logvar / 2).exp())
    kl = (q.log_prob(batch.z) - reference.log_prob(batch.z)).sum(1).mean().item()
    terms = terms_of(VAE(beta=3.0), prior)
    assert terms["kl"] == pytest.approx(kl, **CLOSE)
    assert terms["reconstruction"] == pytest.approx(4 * math.log(2))
    assert terms["loss"] == pytest.approx(4 * math.log(2) + 3 * kl, **CLOSE)
