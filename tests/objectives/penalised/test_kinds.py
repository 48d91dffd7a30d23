"""Every kind whose codes pay a penalty, on few latents and many, towards targets of all sorts."""

import pytest
import torch

from sculptor import models, priors
from sculptor.objectives import Setting, from_spec
from sculptor.objectives.penalised.kinds import MATCHING, SEPARATING
from sculptor.spec import Objective

TARGETS = [
    {"kind": "gaussian"},
    {"kind": "gaussian", "std": 3.0, "shift": 2.0},
    {"kind": "uniform"},
    {"kind": "gaussian-mixture"},
]


@pytest.mark.parametrize("prior", TARGETS, ids=lambda prior: "-".join(map(str, prior.values())))
@pytest.mark.parametrize("dim", [1, 2, 32])
@pytest.mark.parametrize("kind", [*MATCHING, *SEPARATING], ids=lambda kind: kind.name)
def test_a_step_has_a_loss_and_moves_every_parameter(
    kind: Objective, dim: int, prior: dict
) -> None:
    target = priors.from_spec(prior, dim=dim)
    samples = torch.from_numpy(target.sample(2_048, 0))
    objective = from_spec({"kind": kind.name}, Setting(latent_dim=dim))
    objective.prepare(samples, target)
    model = models.build((1, 8, 8), dim, {"kind": "mlp", "width": 8, "depth": 1}, stochastic=False)
    x = torch.rand(16, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    bank = samples[: objective.bank(16)]
    terms = objective(model, x, bank, torch.Generator().manual_seed(0))
    assert all(value.isfinite() for value in terms.values())
    terms["loss"].backward()
    for parameter in model.parameters():
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()
        assert parameter.grad.abs().sum() > 0


def test_those_that_match_have_samples_or_a_normal_to_match() -> None:
    target = priors.from_spec({"kind": "uniform"}, dim=2)
    samples = torch.from_numpy(target.sample(2_048, 0))
    for kinds, looks in ((MATCHING, True), (SEPARATING, False)):
        for kind in kinds:
            objective = from_spec({"kind": kind.name}, Setting(latent_dim=2))
            objective.prepare(samples, target)
            assert (objective.bank(16) > 0) is looks
