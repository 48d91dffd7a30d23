"""The loop: the same run every time, whatever interrupts it and however often it is looked at."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sculptor import data
from sculptor.training import pace
from sculptor.training.assemble import assemble
from sculptor.training.cadence import Cadence
from sculptor.training.events import Event
from tests.training.small import SMALL, begin, finish, replay, same, update, watch


@pytest.mark.parametrize("objective", ["mmd", "vae"])
def test_same_seed_same_run(objective: str) -> None:
    config = replace(SMALL, objective={"kind": objective}, prior={"kind": "gaussian"})
    assert same(finish(assemble(config)), finish(assemble(config)))
    assert not same(finish(assemble(config)), finish(assemble(replace(config, seed=1))))


@pytest.mark.parametrize("objective", ["mmd", "vae"])
def test_a_resumed_run_is_the_same_to_the_last_bit(objective: str) -> None:
    config = replace(SMALL, objective={"kind": objective}, prior={"kind": "gaussian"})
    undisturbed = finish(assemble(config))
    first, second = assemble(config), assemble(config)
    finish(first, replay([Event(9, "pause")]))
    assert (first.training.step, first.training.outcome) == (9, "paused")
    second.training.restore(first.training.state())
    assert same(finish(second), undisturbed)
    assert second.training.outcome == "finished"


@pytest.mark.parametrize("network", ["mlp", "conv"])
def test_half_precision_is_for_the_training_alone(network: str) -> None:
    config = replace(SMALL, network={"kind": network, "width": 8}, precision="float32")
    half = replace(config, precision="bfloat16")
    run, first, second = assemble(half), begin(half), assemble(half)
    snapshots = watch(run)
    weights = run.training.weights()
    assert all(value.dtype == torch.float32 for value in weights.values())
    images = data.load(SMALL.dataset).split("validation").images[run.observer.rows]
    np.testing.assert_allclose(
        snapshots[-1].latents["mean"], run.training.model.encode(images).numpy(), atol=1e-6
    )
    update(first, 9)
    second.training.restore(first.state())
    assert same(finish(second), weights)
    assert not same(finish(assemble(config)), weights)


def test_a_run_cut_off_after_its_last_update_finishes_when_resumed() -> None:
    first, second = assemble(SMALL), assemble(SMALL)
    finish(first)
    second.training.restore(first.training.state())
    finish(second)
    assert (second.training.outcome, second.training.step) == ("finished", SMALL.steps)


def test_events_replay_across_an_interruption() -> None:
    events = [
        Event(5, "set", {"prior": {"kind": "moons"}}),
        Event(8, "set", {"weight": 50.0}),
        Event(15, "set", {"learning_rate": 1e-4, "prior": {"kind": "spiral"}}),
    ]
    undisturbed = finish(assemble(SMALL), replay(events))
    first, second = assemble(SMALL), assemble(SMALL)
    finish(first, replay([*events[:2], Event(8, "stop")]))
    assert first.training.outcome == "stopped"
    second.training.restore(first.training.state())
    assert second.training.applied == 2
    assert same(finish(second, replay(events[2:])), undisturbed)
    assert not same(undisturbed, finish(assemble(SMALL)))


def test_looking_more_often_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    often_enough = {"full": 1e9, "checkpoint": 1e9}
    monkeypatch.setattr(pace, "Cadence", lambda *_: Cadence(often_enough, shortest=0))
    monkeypatch.setattr(pace, "LOOKS", ("full",))
    monkeypatch.setattr(pace, "APART", 0.0)
    often = assemble(SMALL)
    snapshots = watch(often)
    monkeypatch.undo()
    assert len(snapshots) == SMALL.steps + 1
    assert same(often.training.weights(), finish(assemble(SMALL)))
