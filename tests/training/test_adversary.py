"""The adversary: beside the model, and not in its way."""

from dataclasses import replace

import pytest
import torch

from sculptor.training.adversary import Adversary
from sculptor.training.assemble import assemble
from tests.training.small import SMALL, begin, same, update


@pytest.mark.parametrize(
    ("adversarial", "plain"),
    [({"kind": "factor-vae", "gamma": 0.0}, "vae"), ({"kind": "wae-gan", "weight": 0.0}, "ae")],
)
def test_an_adversary_does_not_disturb_what_the_model_meets(adversarial: dict, plain: str) -> None:
    config = replace(SMALL, prior={"kind": "gaussian"}, objective=adversarial)
    run = begin(config)
    before = {key: value.clone() for key, value in run.objective.adversary.state_dict().items()}
    other = begin(replace(config, objective={"kind": plain}))
    update(run, 12)
    update(other, 12)
    assert same(run.weights(), other.weights())
    after = run.objective.adversary.state_dict()
    assert not any(torch.equal(before[key], after[key]) for key in before)


def test_an_adversary_starts_from_the_seed() -> None:
    config = replace(SMALL, objective={"kind": "wae-gan"})
    first, again, other = (
        begin(each).objective.adversary.state_dict()
        for each in (config, config, replace(config, seed=1))
    )
    assert same(first, again)
    assert not torch.equal(first["layers.0.weight"], other["layers.0.weight"])


def test_an_adversary_learns_as_much_faster_as_its_objective_says() -> None:
    config = replace(SMALL, objective={"kind": "nash-ae"})
    moved = []
    for rate in (1.0, 10.0):
        run = assemble(config).training
        run.objective.adversary_rate = rate
        run.adversary = Adversary(run.objective, run.batches, config.seed, run.device)
        before = run.objective.adversary.state_dict()["biases.1"].clone()
        run.update()
        moved.append((run.objective.adversary.state_dict()["biases.1"] - before).abs().max())
    # Adam's first step is as long as its rate.
    assert moved[1].item() == pytest.approx(10 * moved[0].item(), rel=1e-3)
    assert moved[1].item() == pytest.approx(10 * config.learning_rate, rel=1e-3)
