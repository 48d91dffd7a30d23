"""Third-order dependence beside MMD²: when it is a term, what it carries, what it copies."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from sculptor import SculptorError, models, priors
from sculptor.models import Posterior
from sculptor.models.likelihood import Bernoulli
from sculptor.objectives import (
    Following,
    MMDAutoencoder,
    Setting,
    carried_moments,
    from_spec,
    kinds,
)
from sculptor.training.events import Event
from tests.training.small import SMALL, begin, same, update

DIM = 5

FIVE = replace(
    SMALL, prior={"kind": "gaussian"}, latent_dim=DIM, objective={"kind": "mmd", "triples": "auto"}
)


def signed(n: int, seed: int, dim: int = DIM) -> Tensor:
    """Normal latents; the third has the sign of the product of the first two."""
    z = torch.randn(n, dim, generator=torch.Generator().manual_seed(seed))
    z[:, 2] = (z[:, 0] * z[:, 1]).sign() * z[:, 2].abs()
    return z


def prepared(spec: dict[str, Any], dim: int = DIM) -> MMDAutoencoder:
    objective = from_spec({"kind": "mmd", **spec}, Setting(latent_dim=dim))
    target = priors.from_spec({"kind": "gaussian"}, dim=dim)
    objective.prepare(torch.from_numpy(target.sample(4_096, 0)), target)
    assert isinstance(objective, MMDAutoencoder)
    return objective


def terms_of(objective: MMDAutoencoder, dim: int = DIM) -> dict[str, Tensor]:
    model = models.build(
        (1, 8, 8), dim, {"kind": "mlp", "width": 16}, stochastic=objective.stochastic, seed=0
    )
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(32, 1, 8, 8, generator=generator)
    bank = torch.randn(128, dim, generator=generator)
    for _ in range(3):
        terms = objective(model, x, bank, generator)
        objective.follow(model)
    return terms


def test_the_automatic_weight_is_held_to_a_quarter_of_its_share_beside_it() -> None:
    plain, third = (terms_of(prepared({"triples": value})) for value in (0.0, "auto"))
    assert third["weight"].item() == pytest.approx(plain["weight"].item() / 4, rel=0.05)
    few = (terms_of(prepared({"triples": value}, 3), 3) for value in (0.0, "auto"))
    assert torch.equal(*(terms["weight"] for terms in few))


@pytest.mark.parametrize("spec", [{}, {"estimate": "features"}, {"encoder": "gaussian"}], ids=str)
def test_it_is_one_more_term_and_leaves_the_others_as_they_are(spec: dict[str, Any]) -> None:
    spec = {"weight": 3.0, **spec}
    plain, third = (terms_of(prepared({**spec, "triples": value})) for value in (0.0, 7.0))
    assert third.keys() - plain.keys() == {"products"}
    assert all(torch.equal(third[name], plain[name]) for name in plain if name != "loss")
    strength = 7.0 * 2 / carried_moments.RAMP
    assert torch.allclose(third["loss"], plain["loss"] + strength * third["products"])


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_few_dimensions_are_as_they_were(dim: int) -> None:
    plain, third = (terms_of(prepared({"triples": value}, dim), dim) for value in (0.0, 7.0))
    assert plain.keys() == third.keys()
    assert all(torch.equal(third[name], plain[name]) for name in plain)
    assert (
        prepared({}, dim).state_dict().keys() == prepared({"triples": 1.0}, dim).state_dict().keys()
    )


def test_a_kernel_that_is_named_has_no_triples() -> None:
    kinds.check({"kind": "mmd", "kernel": "imq"})
    with pytest.raises(SculptorError, match="Expected triples beside the kernel auto"):
        kinds.check({"kind": "mmd", "kernel": "imq", "triples": 3.0})


def test_automatic_is_a_part_of_what_reconstruction_loses() -> None:
    objective = MMDAutoencoder(triples="auto", entropy=50.0)
    assert objective._strength(torch.tensor(150.0)).item() == pytest.approx(0.25 * 100)


@pytest.mark.parametrize("encoder", ["deterministic", "gaussian"])
@pytest.mark.parametrize("estimate", ["pairs", "features"])
def test_a_run_goes_on_from_its_state_to_the_last_bit(encoder: str, estimate: str) -> None:
    spec = {**FIVE.objective, "encoder": encoder, "estimate": estimate}
    config = replace(FIVE, objective=spec)
    undisturbed, first, second = (begin(config) for _ in range(3))
    update(undisturbed, 12)
    update(first, 5)
    second.restore(first.state())
    update(second, 7)
    states = [{**run.state(), "settings": torch.zeros(0)} for run in (undisturbed, second)]
    assert same(*states)
    assert states[0]["objective.carried_products_mass"] > 0.5


def test_groups_that_are_drawn_anew_go_on_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sculptor.discrepancy.triples.GROUP", 4)
    monkeypatch.setattr(carried_moments, "REDRAWN", 3)
    for stop in (3, 4):
        undisturbed, first, second = (begin(FIVE) for _ in range(3))
        update(undisturbed, 8)
        update(first, stop)
        second.restore(first.state())
        update(second, 8 - stop)
        assert same(undisturbed.weights(), second.weights())


def test_half_precision_of_the_hidden_layers_leaves_the_moments_single() -> None:
    run = begin(replace(FIVE, precision="bfloat16"))
    update(run, 3)
    state = run.objective.state_dict()
    assert state["carried_products"].dtype == torch.float32
    assert state["carried_products"].isfinite().all()


def test_a_changed_target_is_taken_up_from_the_beginning() -> None:
    run = begin(FIVE)
    update(run, 4)
    run.apply(Event(4, "set", {"prior": {"kind": "laplace"}}))
    assert not run.objective.state_dict()["carried_products"].any()
    assert run.objective.state_dict()["carried_steps"] == 0
    events = [Event(5, "set", {"prior": {"kind": "laplace"}}), Event(8, "set", {"weight": 50.0})]
    undisturbed, first, second = (begin(FIVE) for _ in range(3))
    for run in (undisturbed, first):
        update(run, 5)
        run.apply(events[0])
        update(run, 3)
    second.restore(first.state())
    for run in (undisturbed, second):
        run.apply(events[1])
        update(run, 4)
    assert same(undisturbed.weights(), second.weights())


def test_the_mean_is_where_the_encoder_is_now() -> None:
    # After one batch and one update, E is M of the same images under the new weights.
    run = begin(FIVE)
    assert isinstance(run.objective, Following)
    x = run.batches[0]
    run.update()
    carried = run.objective._carried
    features = run.objective.discrepancy.additive.features(run.model.posterior(x).mu.detach())
    now = carried._moments(features)
    for mean, each in zip([*carried._means.mean, *carried._products.mean], now, strict=True):
        assert torch.allclose(mean, each, atol=1e-4)
        assert mean.abs().amax() > 0.01


class Blind(nn.Module):
    """An encoder of five numbers, and a decoder that knows nothing: the prior alone decides."""

    def __init__(self) -> None:
        super().__init__()
        self.likelihood = Bernoulli()
        self.bend = nn.Sequential(nn.Linear(DIM, 64), nn.Tanh(), nn.Linear(64, DIM))

    def posterior(self, x: Tensor) -> Posterior:
        """Of images ``(n, 1, 1, 5)``."""
        x = x.flatten(1)
        return Posterior(x + self.bend(x))

    def logits(self, z: Tensor) -> Tensor:
        """A fair coin."""
        return z.new_zeros(len(z), 1, 1, DIM) + 0 * z.sum()

    def nats(self, z: Tensor, x: Tensor) -> Tensor:
        """Of the coin."""
        return self.likelihood.nats(self.logits(z), x)


def trained(target: Tensor, triples: float, start: Tensor) -> float:
    """E s_0 s_1 s_2 of the codes after training, in units of the target's that is dependent."""
    torch.manual_seed(0)
    model = Blind()
    objective = MMDAutoencoder(weight=10.0, triples=triples)
    objective.prepare(target, priors.from_samples(target[:1_000].numpy()))
    adam = torch.optim.Adam(model.parameters(), lr=1e-2)
    generator = torch.Generator().manual_seed(1)
    for _ in range(120):
        x = start[torch.randint(len(start), (128,), generator=generator)].view(-1, 1, 1, DIM)
        bank = target[torch.randint(len(target), (256,), generator=generator)]
        terms = objective(model, x, bank, generator)  # type: ignore[arg-type]
        adam.zero_grad()
        terms["loss"].backward()
        adam.step()
        objective.follow(model)  # type: ignore[arg-type]
    with torch.no_grad():
        sines = objective.discrepancy.additive._pairs(model.posterior(start).mu)[:, :, 1]
    return sines[:, :3].prod(1).mean().item()


def test_the_dependence_of_a_target_is_copied_and_what_it_has_not_is_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(carried_moments, "RAMP", 40)
    independent = torch.randn(20_000, DIM, generator=torch.Generator().manual_seed(5))
    dependent = signed(20_000, 6)
    # Of three normal latents whose signs multiply to +: (E |sine| / sd)³, about .6.
    own = MMDAutoencoder()
    own.prepare(dependent, priors.from_samples(dependent[:1_000].numpy()))
    truth = own.discrepancy.additive._pairs(dependent)[:, :3, 1].prod(1).mean().item()
    assert 0.55 < truth < 0.65
    # Codes that begin independent come to a dependent target's moment, and stay without the term;
    assert trained(dependent, 30.0, independent) == pytest.approx(truth, abs=0.1)
    # dependent ones keep it, where the target has it, and lose it, where it has not.
    assert trained(dependent, 30.0, signed(20_000, 7)) == pytest.approx(truth, abs=0.1)
    assert trained(independent, 30.0, signed(20_000, 7)) == pytest.approx(0, abs=0.1)
