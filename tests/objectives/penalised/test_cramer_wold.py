"""The Cramér-Wold autoencoder: the logarithm of the distance, smoothed in the target's units."""

import math

import pytest
import torch

from sculptor import priors
from sculptor.discrepancy.cramer_wold import cramer_wold2
from sculptor.objectives.penalised.cramer_wold import CramerWold


@pytest.mark.parametrize("std", [1.0, 3.0])
def test_the_terms_are_the_paper_s(batch, terms_of, std: float) -> None:
    prior = {"kind": "gaussian", "std": std}
    terms = terms_of(CramerWold(weight=3.0, encoder="gaussian"), prior)
    samples = torch.from_numpy(priors.from_spec(prior, dim=3).sample(4_096, 0)).double()
    gamma = samples.var(0).mean().item() * (4 / (3 * 16)) ** 0.4
    expected = math.log(cramer_wold2(batch.z, samples[:16], gamma).item())
    assert terms["log_cramer_wold2"] == pytest.approx(expected, rel=1e-6)
    assert terms["loss"] == pytest.approx(4 * math.log(2) + 3 * expected, rel=1e-6)
