"""The loop: the same run every time, whatever interrupts it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest
import torch

from sculptor import RunConfig, SculptorError, data, priors
from sculptor.discrepancy.mmd import Discrepancy
from sculptor.measure import target as targets
from sculptor.objectives.kinds import KINDS
from sculptor.training import compute as devices
from sculptor.training import pace
from sculptor.training.assemble import Assembly, assemble
from sculptor.training.batches import Batches
from sculptor.training.cadence import Cadence
from sculptor.training.events import Event, no_events
from sculptor.training.loop import Look, train
from sculptor.training.observer import Diverged
from sculptor.training.snapshot import Snapshot
from sculptor.training.training import STREAMS, Training, decay

SMALL = RunConfig(
    dataset="digits",
    prior="ring",
    network={"kind": "mlp", "width": 32},
    steps=24,
    batch_size=64,
    device="cpu",
)


def replay(events: list[Event]) -> Callable[[int], Iterable[Event]]:
    """Hand out each event at its step."""
    return lambda step: [event for event in events if event.step == step]


def begin(config: RunConfig) -> Training:
    """A training that nobody looks at."""
    return assemble(config).training


def finish(
    run: Assembly, events: Callable[[int], Iterable[Event]] = no_events
) -> dict[str, torch.Tensor]:
    """Train to the end and return the weights."""
    for _ in train(run, events):
        pass
    return run.training.weights()


def watch(run: Assembly) -> list[Snapshot]:
    """Train to the end and return what it has shown."""
    return [happening.snapshot for happening in train(run) if isinstance(happening, Look)]


def update(run: Training, steps: int) -> None:
    """Train without looking."""
    for _ in range(steps):
        run.update()


def same(left: dict[str, torch.Tensor], right: dict[str, torch.Tensor]) -> bool:
    """Whether two models agree in every bit."""
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


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


@pytest.mark.parametrize("network", ["mlp", "conv"])
def test_half_precision_is_for_the_training_alone(network: str) -> None:
    config = replace(SMALL, network={"kind": network, "width": 8}, precision="float32")
    half = replace(config, precision="bfloat16")
    run, first, second = assemble(half), begin(half), assemble(half)
    snapshots = watch(run)
    weights = run.training.weights()
    assert all(value.dtype == torch.float32 for value in weights.values())
    images = data.load(SMALL.dataset).split("test").images[run.observer.rows]
    np.testing.assert_allclose(
        snapshots[-1].latents["mean"], run.training.model.encode(images).numpy(), atol=1e-6
    )
    update(first, 9)
    second.training.restore(first.state())
    assert same(finish(second), weights)
    assert not same(finish(assemble(config)), weights)


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


@pytest.mark.parametrize(
    ("device", "able", "expected"),
    [("cpu", True, "bfloat16"), ("cpu", False, "float32"), ("cuda", True, "float32")],
)
def test_the_precision_is_found_by_itself(
    device: str, able: bool, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": able})
    assert devices.precision("auto", torch.device(device)) == expected
    assert devices.precision("float32", torch.device(device)) == "float32"


def test_a_torch_that_cannot_say_trains_in_single_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities")
    assert devices.precision("auto", torch.device("cpu")) == "float32"


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


def test_a_device_without_half_precision_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.amp, "is_autocast_available", lambda kind: False)
    with pytest.raises(SculptorError, match="Set the precision to float32"):
        assemble(replace(SMALL, precision="bfloat16"))


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


def test_objectives_meet_the_same_start_and_images() -> None:
    config = replace(SMALL, prior={"kind": "gaussian"})
    mmd, vae = begin(config), begin(replace(config, objective={"kind": "vae"}))
    shared = mmd.weights().keys() & vae.weights().keys()
    assert len(shared) >= len(mmd.weights()) - 2
    assert all(torch.equal(mmd.weights()[k], vae.weights()[k]) for k in shared)
    assert torch.equal(mmd.batches[7], vae.batches[7])


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


def test_a_capacity_has_grown_by_the_middle_of_the_run() -> None:
    objective = {"kind": "beta-vae", "beta": 100.0, "capacity": 5.0, "annealing": 0.5}
    run = begin(replace(SMALL, prior={"kind": "gaussian"}, objective=objective))
    update(run, 12)
    assert run.objective.capacity_at(run.objective.step) == 5.0
    assert run.objective.capacity_at(6) == 2.5


def test_a_loss_that_is_not_a_number_stops_the_run() -> None:
    run = assemble(SMALL)
    happenings = train(run)
    assert np.isfinite(next(happenings).snapshot.latents["mean"]).all()
    next(run.training.model.parameters()).data.fill_(float("nan"))
    with pytest.raises(Diverged, match="finite"):
        list(happenings)


def test_a_snapshot_with_images_tells_how_well_the_target_is_matched() -> None:
    observer = assemble(SMALL).observer
    light, pictured, full = (observer.snapshot(kind) for kind in reversed(pace.LOOKS))
    assert not light.pictured
    assert light.metrics == {}
    assert pictured.pictured
    assert set(pictured.metrics) == {"mmd2", "mmd2_floor"}
    assert pictured.metrics.items() <= full.metrics.items()
    assert {"reconstruction", "squared_error", "lps", "lps_floor"} <= set(full.metrics)


@pytest.mark.parametrize(("apart", "often"), [(0.0, True), (1e9, False)])
def test_a_short_run_has_one_full_snapshot(
    monkeypatch: pytest.MonkeyPatch, apart: float, often: bool
) -> None:
    monkeypatch.setattr(pace, "APART", apart)
    told = ["lps" in snapshot.metrics for snapshot in watch(assemble(SMALL))]
    assert told[-1]
    assert any(told[:-1]) == often


def test_snapshots_say_what_they_show() -> None:
    snapshots = watch(assemble(replace(SMALL, latent_dim=3, prior={"kind": "gaussian"})))
    last = snapshots[-1]
    assert last.pictured
    assert last.traversal is not None
    assert last.traversal.shape == (3, 9, 1, 8, 8)
    assert last.latents["mean"].shape == last.target.shape
    assert last.projections["pca"][0].shape == (len(last.target), 2)
    assert {"reconstruction", "squared_error", "mmd2", "mmd2_floor", "lps", "lps_floor"} <= set(
        last.metrics
    )


def test_an_epoch_shows_each_image_once() -> None:
    dataset = data.load("digits").split("train")
    batches = Batches(dataset, 100, 0, torch.device("cpu"))
    epoch = torch.cat([batches[step] for step in range(len(dataset.images) // 100)])
    originals = torch.from_numpy(np.array(dataset.images)).float().div(255)
    distances = torch.cdist(epoch.flatten(1), originals.flatten(1))
    assert len(distances.argmin(1).unique()) == len(epoch)
    assert not torch.equal(batches[0], batches[len(originals) // 100])


def test_decay_holds_and_then_ends_at_zero() -> None:
    assert decay(0, 100) == decay(60, 100) == 1.0
    assert decay(100, 100) == pytest.approx(0.0)
    assert decay(80, 100) == pytest.approx(0.5)


def test_the_floor_is_measured_where_the_kernel_is(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def floor(pool: torch.Tensor, n: int, discrepancy: object) -> float:
        seen.append(pool.device.type)
        return 1.0

    monkeypatch.setattr(targets, "mmd2_floor", floor)
    prior = priors.from_spec({"kind": "gaussian"}, dim=5)
    discrepancy = Discrepancy.fitted(prior.sample(100, 0))
    target = targets.Target(prior, 10, 0, discrepancy, torch.device("meta"))
    assert (target.floor(), seen) == (1.0, ["meta"])
