"""An update never reads a value back, which is where a GPU would be waited for.

Torch's fake tensors have shapes and types but no numbers, and refuse whoever asks for one: `item`,
`if`, `nonzero`, a mask as an index. Copies between devices they cannot see here: see
`tests/objectives/test_devices.py`, and `tests/gpu` where a GPU is.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    FakeTensorMode,
)

from sculptor import RunConfig
from sculptor.discrepancy import features, pairwise
from sculptor.objectives.kinds import KINDS
from sculptor.training.assemble import assemble
from sculptor.training.labels import guesses
from sculptor.training.training import Training

NETWORKS = {"mlp": {"kind": "mlp", "width": 16}, "conv": {"kind": "conv", "width": 4}}


@pytest.fixture(autouse=True)
def as_on_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the CPU a look at a number costs nothing, and distances take one: not so here."""
    for module in (pairwise, features):
        monkeypatch.setattr(module, "may_ask", lambda points: False)


def prepared(objective: dict[str, Any], **changes: Any) -> Training:
    """A training after its first update, in which the optimiser makes its averages."""
    settings: dict[str, Any] = {"latent_dim": 5, "network": NETWORKS["mlp"], "batch_size": 64}
    config = RunConfig(dataset="digits", objective=objective, device="cpu", steps=20)
    training = assemble(replace(config, **{**settings, **changes})).training
    training.update()
    return training


def without_numbers(action: Callable[[], None]) -> None:
    """Do something with tensors that have no numbers; those that are there keep theirs."""
    with FakeTensorMode(allow_non_fake_inputs=True):
        action()


@pytest.mark.parametrize(
    "objective",
    [
        *({"kind": kind} for kind in KINDS),
        {"kind": "mmd", "estimate": "features"},
        {"kind": "mmd", "encoder": "gaussian", "weight": 10.0},
        {"kind": "beta-vae", "capacity": 5.0},
    ],
    ids=lambda objective: "-".join(map(str, objective.values())),
)
def test_an_update_reads_no_value(objective: dict[str, Any]) -> None:
    # Not N(0, I), whose KL divergence would be known without its density.
    training = prepared(objective, prior={"kind": "laplace"})
    before = training.weights()
    without_numbers(training.update)
    assert all(torch.equal(value, before[name]) for name, value in training.weights().items())


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_nor_does_it_whatever_the_network(network: dict[str, Any], precision: str) -> None:
    changes = {"network": network, "precision": precision, "latent_dim": 2}
    without_numbers(prepared({"kind": "mmd"}, **changes).update)


@pytest.mark.parametrize("labels", [1.0, 40])
def test_nor_does_it_where_it_is_told_of_labels(
    labels: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "SURE", 2.0)  # few labels: a batch of their own beside each
    parts = {str(n): {"kind": "gaussian", "dim": 5, "shift": float(n)} for n in range(4)}
    prior = {"kind": "by-label", "parts": parts, "labels": labels}
    without_numbers(prepared({"kind": "mmd"}, prior=prior, seed=31).update)


@pytest.mark.parametrize("read", [Tensor.item, bool, Tensor.nonzero], ids=["item", "if", "nonzero"])
def test_an_update_that_reads_one_is_found(
    read: Callable[[Tensor], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    training = prepared({"kind": "vae"})
    step = training.learner.step

    def reading(loss: Tensor, rate: float) -> None:
        read(loss.detach())
        step(loss, rate)

    monkeypatch.setattr(training.learner, "step", reading)
    with pytest.raises((DataDependentOutputException, DynamicOutputShapeException)):
        without_numbers(training.update)
