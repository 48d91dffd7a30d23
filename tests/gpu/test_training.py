"""Training on a GPU: every objective, resumed, and never waited for."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import sculptor
from sculptor.objectives.kinds import KINDS
from sculptor.training import batches, loop
from sculptor.training.assemble import Assembly
from sculptor.training.events import Event
from sculptor.training.gpu.graph import WARM
from sculptor.training.snapshot import Snapshot
from sculptor.training.training import Training

Begin = Callable[..., Training]
Update = Callable[[Training, int], None]

OBJECTIVES = pytest.mark.parametrize(
    "objective",
    [*({"kind": kind} for kind in KINDS), {"kind": "mmd", "estimate": "features"}],
    ids=lambda objective: "-".join(objective.values()),
)
NETWORKS = pytest.mark.parametrize("network", ["mlp", "conv"])


def flat(training: Training) -> torch.Tensor:
    """All weights in one vector, on the CPU."""
    return torch.cat([value.flatten().double() for value in training.weights().values()])


def trained(assembly: Assembly) -> tuple[Training, Snapshot]:
    """A run at its end, and its last snapshot."""
    *_, last = loop.train(assembly)
    assert isinstance(last, loop.Look)
    return assembly.training, last.snapshot


@OBJECTIVES
def test_every_objective_trains(
    objective: dict[str, Any], assembled: Callable[..., Assembly]
) -> None:
    training, last = trained(assembled(objective))
    assert (training.outcome, last.step) == ("finished", 20)
    assert np.isfinite([*last.metrics.values()]).all()
    assert {parameter.device.type for parameter in training.model.parameters()} == {"cuda"}


@NETWORKS
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_snapshot_shows_all_that_it_does_on_a_cpu(
    network: str, precision: str, assembled: Callable[..., Assembly]
) -> None:
    shape = {"kind": network, "width": 8}
    _, last = trained(assembled({"kind": "mmd"}, network=shape, precision=precision))
    assert last.pictured
    assert last.latents["mean"].shape == last.target.shape
    assert {"reconstruction", "mmd2", "mmd2_floor", "lps"} <= set(last.metrics)


@OBJECTIVES
def test_a_resumed_run_goes_on_as_if_it_had_never_stopped(
    objective: dict[str, Any], begin: Begin, update: Update
) -> None:
    straight, first, second = (begin(objective) for _ in range(3))
    update(straight, 20)
    update(first, 10)
    second.restore(first.state())
    update(second, 10)
    # Sums on a GPU may differ from run to run in their last digits, and Adam makes whole steps of
    # those of gradients near 0: so all weights together, by what the ten steps have moved.
    moved = (flat(straight) - flat(first)).norm()
    assert (flat(second) - flat(straight)).norm() < 1e-3 * moved


@OBJECTIVES
def test_a_step_never_waits(objective: dict[str, Any], begin: Begin, update: Update) -> None:
    training = begin(objective)
    update(training, 3)
    torch.cuda.set_sync_debug_mode("error")
    try:
        update(training, 6)  # beyond the end of an epoch
    finally:
        torch.cuda.set_sync_debug_mode("default")


def test_images_that_stay_on_the_host_train_the_same_and_are_not_waited_for(
    begin: Begin, update: Update, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = begin({"kind": "mmd"})
    monkeypatch.setattr(batches, "_fits", lambda images, device: False)
    beyond = begin({"kind": "mmd"})
    steps = [*range(12), 3]
    assert all(torch.equal(within.batches[step], beyond.batches[step]) for step in steps)
    update(beyond, 3)
    torch.cuda.set_sync_debug_mode("error")
    try:
        update(beyond, 6)
    finally:
        torch.cuda.set_sync_debug_mode("default")


GRAPHED = ("ae", "mmd", "vae", "dip-vae-i", "beta-tcvae", "info-vae")


@pytest.mark.parametrize("kind", GRAPHED)
def test_a_graph_moves_the_weights_as_an_update_does(
    kind: str, begin: Begin, update: Update
) -> None:
    """Beyond a change at which it is taken anew; to the bits that reductions here allow."""
    graphed, eager, twin = (begin({"kind": kind}) for _ in range(3))
    eager._graphed._record = twin._graphed._record = None
    start = flat(eager)
    for training in (graphed, eager, twin):
        update(training, 2 * WARM)
        training.apply(Event(2 * WARM, "set", {"learning_rate": 3e-3}))
        update(training, 2 * WARM)
    assert graphed.notice == ""
    assert graphed._graphed._replay is not None
    moved = (flat(eager) - start).norm()
    noise = (flat(twin) - flat(eager)).norm()
    assert (flat(graphed) - flat(eager)).norm() < 1e-3 * moved + 3 * noise


def test_a_model_trained_on_a_gpu_runs_on_a_cpu(device: torch.device, begin: Begin) -> None:
    run = sculptor.launch(begin({"kind": "mmd"}).config)
    run.wait()
    model = run.model()
    assert model.device.type == "cpu"
    images = sculptor.datasets.load("digits").split("test").images[:100]
    z = model.encode(images)
    on_gpu = model.to(device).encode(images)
    torch.testing.assert_close(on_gpu.cpu(), z, atol=1e-4, rtol=1e-4)
