"""The objectives: terms on paper, the automatic weight, JSON."""

import pytest
import torch

from sculptor import SculptorError, models, priors
from sculptor.models.likelihood import bernoulli_nats
from sculptor.objectives import MMDAutoencoder, from_spec
from sculptor.objectives.mmd_autoencoder import AutoWeight


def batch(objective: object) -> tuple:
    """A model for an objective, and what a step hands it."""
    model = models.build(
        (1, 8, 8), 2, {"kind": "mlp", "width": 16}, stochastic=objective.stochastic, seed=0
    )
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(32, 1, 8, 8, generator=generator)
    return model, x, torch.randn(128, 2, generator=generator), generator


def prepared(spec: dict) -> object:
    """An objective that has taken up a Gaussian target."""
    objective = from_spec(spec)
    samples = torch.randn(4_096, 2, generator=torch.Generator().manual_seed(1))
    objective.prepare(samples, priors.from_spec({"kind": "gaussian"}))
    return objective


def test_bernoulli_nats_of_a_coin() -> None:
    # A logit of 0 is a fair coin: log 2 nats a pixel, whatever the image.
    x = torch.rand(5, 1, 2, 3)
    assert bernoulli_nats(torch.zeros(5, 1, 2, 3), x).item() == pytest.approx(
        6 * 0.693147, rel=1e-5
    )


def test_the_automatic_weight_rises_above_the_floor_and_falls_below_it() -> None:
    weight = AutoWeight(100.0)
    weight.floor = 0.01
    for _ in range(300):
        weight.adapt(torch.tensor(1.0), torch.tensor(1e6))
    high = weight.value.item()
    assert 150 < high <= 100 * (1 + 1.01 * AutoWeight.RATE) ** 300
    for _ in range(900):
        weight.adapt(torch.tensor(-0.01), torch.tensor(1e6))
    assert weight.value.item() < high
    for _ in range(20_000):
        weight.adapt(torch.tensor(-0.01), torch.tensor(1e6))
    assert weight.value.item() == AutoWeight.LOW


def test_the_first_batch_sets_the_weight() -> None:
    weight = AutoWeight(None)
    weight.floor = 1e-4
    weight.adapt(torch.tensor(0.05), torch.tensor(100.0))
    assert weight.value.item() == pytest.approx(AutoWeight.SHARE * 100 / 0.05, rel=0.01)


def test_the_automatic_weight_costs_no_more_than_its_share() -> None:
    weight = AutoWeight(100.0)
    weight.floor = 1e-9
    for _ in range(3_000):
        weight.adapt(torch.tensor(0.01), torch.tensor(200.0))
    assert weight.value.item() * 0.01 == pytest.approx(AutoWeight.SHARE * 200, rel=0.01)


def adapted(weight: AutoWeight, mmd2: list[float], reconstruction: float = 1e9) -> AutoWeight:
    for value in mmd2:
        weight.adapt(torch.tensor(value), torch.tensor(reconstruction))
    return weight


@pytest.mark.parametrize(
    ("case", "rising"),
    [
        ("never reached", True),
        ("never reached in few steps", True),
        ("reached early", False),
        ("reached late", False),
        ("about the floor, as noisy as a small batch", False),
        ("held by its share", False),
        ("no step yet", False),
    ],
)
def test_a_weight_that_is_not_yet_what_is_needed_says_so(case: str, rising: bool) -> None:
    weight, reconstruction = AutoWeight(10.0), 1e9
    weight.floor = 0.01
    noise = torch.randn(3_000, generator=torch.Generator().manual_seed(0)).tolist()
    match case:
        case "never reached":
            values = [0.05 + 0.02 * each for each in noise[:1_500]]
        case "never reached in few steps":
            values = [0.05] * 100
        case "reached early":
            values = [0.05] * 300 + [0.005] * 1_200
        case "reached late":
            values = [0.05] * 1_000 + [0.002] * 700
        case "about the floor, as noisy as a small batch":
            values = [0.01 + 0.08 * each for each in noise]
        case "held by its share":
            values, reconstruction = [0.05] * 1_500, 1.0
        case _:
            values = []
    assert adapted(weight, values, reconstruction).is_rising() is rising


def test_the_note_of_an_objective_and_its_state() -> None:
    objective = prepared({"kind": "mmd"})
    assert objective.note(2.0) == ""
    floor = objective._weight.floor
    adapted(objective._weight, [5 * floor] * 400)
    assert objective.note(0.9) == ""
    assert objective.note(2.6) == (
        "The automatic weight was still rising at the end: MMD² is 2.6 times its floor. "
        "Train longer, or set a weight."
    )
    second = prepared({"kind": "mmd"})
    second.load_state_dict(objective.state_dict())
    assert second.note(3.0) == objective.note(3.0)
    earlier = objective.state_dict()
    del earlier["rise"]
    prepared({"kind": "mmd"}).load_state_dict(earlier)
    objective.set("weight", 5.0)
    assert objective.note(2.0) == ""


def test_the_automatic_weight_is_part_of_the_state() -> None:
    first = prepared({"kind": "mmd"})
    arguments = batch(first)
    for _ in range(5):
        first(*arguments)
    second = prepared({"kind": "mmd"})
    second.load_state_dict(first.state_dict())
    assert torch.equal(first(*arguments)["weight"], second(*arguments)["weight"])
    assert torch.equal(first(*arguments)["loss"], second(*arguments)["loss"])


def test_a_weight_can_be_set_and_freed_again() -> None:
    objective = prepared({"kind": "mmd"})
    arguments = batch(objective)
    objective.set("weight", 7.0)
    assert [objective(*arguments)["weight"].item() for _ in range(2)] == [7.0, 7.0]
    objective.set("weight", "auto")
    objective(*arguments)
    assert objective(*arguments)["weight"].item() != 7.0
    with pytest.raises(SculptorError, match="weight"):
        objective.set("beta", 1.0)


def test_a_weight_that_was_fixed_at_first_aims_at_the_same_floor_once_automatic() -> None:
    fixed, automatic = prepared({"kind": "mmd", "weight": 100.0}), prepared({"kind": "mmd"})
    fixed.set("weight", "auto")
    assert fixed._weight.floor == automatic._weight.floor < 1


def test_the_bank_is_larger_than_the_batch() -> None:
    assert MMDAutoencoder().bank(256) == 1_024
