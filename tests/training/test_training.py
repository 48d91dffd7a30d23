"""A training: it goes on from its state as if nothing had happened, whatever has."""

from dataclasses import replace

import pytest
import torch

from sculptor.objectives.kinds import KINDS
from sculptor.training import compute as devices
from sculptor.training.assemble import assemble
from sculptor.training.events import Event
from sculptor.training.starts.warm import LEVELS
from sculptor.training.training import STREAMS, decay
from tests.training.small import SMALL, begin, finish, same, update


@pytest.mark.parametrize("kind", KINDS)
def test_every_objective_goes_on_from_its_state_as_if_nothing_had_happened(kind: str) -> None:
    config = replace(SMALL, objective={"kind": kind}, prior={"kind": "gaussian"})
    undisturbed, first, second = (begin(config) for _ in range(3))
    update(undisturbed, 12)
    update(first, 5)
    second.restore(first.state())
    update(second, 7)
    states = [{**run.state(), "settings": torch.zeros(0)} for run in (undisturbed, second)]
    assert same(*states)


@pytest.mark.parametrize("objective", ["vae", "factor-vae"])
def test_a_run_goes_on_on_another_kind_of_device(objective: str) -> None:
    config = replace(SMALL, objective={"kind": objective}, prior={"kind": "gaussian"})
    first = assemble(config)
    update(first.training, 9)
    state = first.training.state()
    for name in [name for name in state if name.split(".")[-1] in (*STREAMS, "generator")]:
        assert len(state[name]) != 16
        state[name] = torch.zeros(16, dtype=torch.uint8)  # as CUDA's is
    second, third = assemble(config), assemble(config)
    for run in (second.training, third.training):
        run.restore(state)
        assert run.step == 9
        assert "another kind of device" in run.notice
        now = run.state()
        for name in state:
            if name.startswith(("model.", "optimizer.", "adversary.weights.")):
                assert torch.equal(now[name], state[name])
    fresh = begin(config).state()
    assert not torch.equal(second.training.state()["generator.noise"], fresh["generator.noise"])
    ended = finish(second)
    assert same(ended, finish(third))
    assert not same(ended, finish(first))
    assert second.training.outcome == "finished"


def test_a_run_that_goes_on_on_its_device_has_nothing_to_say() -> None:
    first, second = begin(SMALL), begin(SMALL)
    update(first, 2)
    second.restore(first.state())
    assert second.notice == ""


def test_a_precision_that_the_other_device_lacks_is_its_own_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = begin(replace(SMALL, precision="bfloat16"))
    update(begun, 2)
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    monkeypatch.setattr(torch.amp, "is_autocast_available", lambda device: False)
    resumed = begin(SMALL)
    resumed.restore(begun.state())
    assert resumed.precision == "float32"
    assert devices.kept("bfloat16", "bfloat16", torch.device("cpu")) == "bfloat16"


def test_a_resumed_run_keeps_the_precision_that_it_began_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    begun = assemble(SMALL)
    update(begun.training, 3)
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    resumed = assemble(SMALL)
    assert resumed.training.precision == "float32"
    resumed.training.restore(begun.training.state())
    assert resumed.training.precision == "bfloat16"
    assert same(finish(resumed), finish(begun))


def test_a_capacity_has_grown_by_the_middle_of_the_run() -> None:
    objective = {"kind": "beta-vae", "beta": 100.0, "capacity": 5.0, "annealing": 0.5}
    run = begin(replace(SMALL, prior={"kind": "gaussian"}, objective=objective))
    update(run, 12)
    assert run.objective.capacity_at(run.objective.step) == 5.0
    assert run.objective.capacity_at(6) == 2.5


def test_decay_holds_and_then_ends_at_zero() -> None:
    assert decay(0, 100) == decay(60, 100) == 1.0
    assert decay(100, 100) == pytest.approx(0.0)
    assert decay(80, 100) == pytest.approx(0.5)


def test_levels_follow_the_target_and_a_resumed_run_has_the_same() -> None:
    config = replace(SMALL, levels=4, prior={"kind": "uniform"})
    undisturbed, first, second = (begin(config) for _ in range(3))
    before = first.weights()[LEVELS]
    assert before.shape == (config.latent_dim, 4)
    for run in (undisturbed, first):
        update(run, 3)
        run.apply(Event(3, "set", {"prior": {"kind": "gaussian"}}))
    assert not torch.equal(first.weights()[LEVELS], before)
    second.restore(first.state())
    for run in (undisturbed, second):
        update(run, 4)
    states = [{**run.state(), "settings": torch.zeros(0)} for run in (undisturbed, second)]
    assert same(*states)
