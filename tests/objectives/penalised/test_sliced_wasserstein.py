"""Sliced Wasserstein: values on paper, and against plain loops."""

import math

import pytest
import torch

from sculptor import priors
from sculptor.discrepancy.sliced import directions
from sculptor.objectives import SlicedWasserstein


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_loss_is_that_of_plain_loops(batch, terms_of) -> None:
    objective = SlicedWasserstein(weight=3.0, slices=5, encoder="gaussian")
    terms = terms_of(objective)
    noise = generator(3)
    z = batch.posterior(batch.mu).sample(noise)
    lines = directions(5, z, noise)
    bank = torch.from_numpy(priors.from_spec({"kind": "gaussian"}, dim=3).sample(4_096, 0))[:64]
    total = 0.0
    for line in lines:
        ours = sorted((z @ line).tolist() * 4)
        theirs = sorted((bank.double() @ line).tolist())
        total += sum((a - b) ** 2 for a, b in zip(ours, theirs, strict=True)) / 64
    assert terms["sliced_wasserstein"] == pytest.approx(total / 5, rel=1e-5)
    assert terms["loss"] == pytest.approx(4 * math.log(2) + 3 * total / 5, rel=1e-5)
