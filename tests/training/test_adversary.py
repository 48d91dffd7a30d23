"""The adversary: beside the model, and not in its way."""

from dataclasses import replace

import pytest
import torch

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
