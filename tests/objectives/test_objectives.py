"""The objectives: terms on paper, the automatic weight, JSON."""

import json

import pytest
import torch

from sculptor import SculptorError, models
from sculptor.models import Posterior
from sculptor.objectives import MMDAutoencoder, from_spec, kinds
from sculptor.objectives.mmd_autoencoder import AutoWeight
from sculptor.objectives.reconstruction import bernoulli_nats
from sculptor.objectives.vae import kl


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
    objective.prepare(torch.randn(4_096, 2, generator=torch.Generator().manual_seed(1)))
    return objective


def test_kl_agrees_with_monte_carlo() -> None:
    mu = torch.tensor([[0.5, -1.0]], dtype=torch.float64)
    logvar = torch.tensor([[-0.5, 0.3]], dtype=torch.float64)
    many = Posterior(mu.expand(400_000, 2), logvar.expand(400_000, 2))
    z = many.sample(torch.Generator().manual_seed(0))
    log_q = -0.5 * (logvar + (z - mu) ** 2 / logvar.exp()).sum(1)
    log_p = -0.5 * (z**2).sum(1)
    estimate = log_q - log_p
    error = estimate.std() / len(z) ** 0.5
    assert abs(estimate.mean() - kl(Posterior(mu, logvar))) < 4 * error


def test_kl_is_zero_at_the_prior_and_known_elsewhere() -> None:
    zero = torch.zeros(3, 4)
    assert kl(Posterior(zero, zero)).item() == 0
    assert kl(Posterior(zero + 2, zero)).item() == pytest.approx(4 * 2)  # 4 latents of mu²/2


def test_bernoulli_nats_of_a_coin() -> None:
    # A logit of 0 is a fair coin: log 2 nats a pixel, whatever the image.
    x = torch.rand(5, 1, 2, 3)
    assert bernoulli_nats(torch.zeros(5, 1, 2, 3), x).item() == pytest.approx(
        6 * 0.693147, rel=1e-5
    )


@pytest.mark.parametrize("spec", [{"kind": "mmd", "weight": 10.0}, {"kind": "vae", "beta": 4.0}])
def test_terms_add_up_and_reach_every_parameter(spec: dict) -> None:
    objective = prepared(spec)
    model, *rest = batch(objective)
    terms = objective(model, *rest)
    divergence = terms["mmd2"] if spec["kind"] == "mmd" else terms["kl"]
    factor = spec.get("weight", spec.get("beta"))
    assert torch.allclose(terms["loss"], terms["reconstruction"] + factor * divergence)
    terms["loss"].backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_the_automatic_weight_rises_above_the_floor_and_falls_below_it() -> None:
    weight = AutoWeight(100.0)
    weight.floor = 0.01
    for _ in range(300):
        weight.adapt(torch.tensor(1.0))
    high = weight.value.item()
    assert 150 < high <= 100 * (1 + 1.01 * AutoWeight.RATE) ** 300
    for _ in range(900):
        weight.adapt(torch.tensor(-0.01))
    assert weight.value.item() < high
    for _ in range(20_000):
        weight.adapt(torch.tensor(-0.01))
    assert weight.value.item() == AutoWeight.LOW


def test_the_automatic_weight_stops_where_the_floor_is_out_of_reach() -> None:
    weight = AutoWeight(9_000.0)
    weight.floor = 1e-9
    for _ in range(500):
        weight.adapt(torch.tensor(1.0))
    assert weight.value.item() == AutoWeight.HIGH


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


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_has_a_builder_and_survives_json(kind: str) -> None:
    spec = kinds.fill({"kind": kind})
    assert kinds.fill(json.loads(json.dumps(spec))) == spec
    assert from_spec(spec).stochastic == (kind == "vae")


def test_mmd_needs_samples_only_and_kl_a_density() -> None:
    kinds.check({"kind": "mmd"}, {"kind": "image"})
    kinds.check({"kind": "vae"}, {"kind": "gaussian", "dim": 3})
    with pytest.raises(SculptorError, match="density"):
        kinds.check({"kind": "vae"}, {"kind": "gaussian", "std": 2.0})


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"kind": "mdm"}, "Did you mean mmd"),
        ({"kind": "mmd", "wieght": 1}, "wieght"),
        ({"kind": "mmd", "weight": -1}, "from 0"),
        ({"kind": "mmd", "kernel": "cubic"}, "imq"),
        ({"kind": "mmd", "kernel": 3}, "imq"),
        ({"kind": "vae", "beta": True}, "beta"),
    ],
)
def test_says_what_is_wrong_with_a_specification(spec: dict, words: str) -> None:
    with pytest.raises(SculptorError, match=words):
        from_spec(spec)


def test_a_weight_that_was_fixed_at_first_aims_at_the_same_floor_once_automatic() -> None:
    fixed, automatic = prepared({"kind": "mmd", "weight": 100.0}), prepared({"kind": "mmd"})
    fixed.set("weight", "auto")
    arguments = batch(fixed)
    for _ in range(5):
        weights = [objective(*arguments)["weight"] for objective in (fixed, automatic)]
        assert torch.equal(*weights)


def test_the_bank_is_larger_than_the_batch() -> None:
    assert MMDAutoencoder().bank(256) == 1_024
