"""An update that is recorded and replayed is the update: shown without a GPU, by a tape.

A tape does what a CUDA graph does: it keeps operations with the very tensors that they were given
and gave, and does them again. A number that was not in a tensor then stays what it was, and a
tensor that was put in the place of another is not seen.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from sculptor import RunConfig
from sculptor.objectives.beta_vae import BetaVAE
from sculptor.training import batches
from sculptor.training.assemble import assemble
from sculptor.training.events import Event
from sculptor.training.gpu import graph
from sculptor.training.gpu.graph import WARM
from sculptor.training.training import POSITION, Training


class Tape(TorchDispatchMode):
    """Operations in their order, and what each tensor that was changed had been before."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[tuple[Any, Any, Any, Any]] = []
        self.before: dict[int, tuple[Tensor, Tensor]] = {}

    def __torch_dispatch__(
        self, func: Any, types: Sequence[Any], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        for place, argument in enumerate(func._schema.arguments):
            if argument.alias_info is not None and argument.alias_info.is_write:
                given = args[place] if place < len(args) else kwargs.get(argument.name)
                for tensor in tree_leaves(given):
                    self.before.setdefault(id(tensor), (tensor, tensor.clone()))
        given = func(*args, **kwargs)
        self.done.append((func, args, kwargs, given))
        return given

    def replay(self) -> None:
        with torch.no_grad():
            for func, args, kwargs, given in self.done:
                for old, new in zip(
                    tree_leaves(given), tree_leaves(func(*args, **kwargs)), strict=True
                ):
                    if isinstance(old, Tensor) and old is not new and not func.is_view:
                        old.copy_(new)


def record(action: Callable[[], None], generators: Iterable[torch.Generator]) -> graph.Replay:
    """As of a graph: nothing has happened afterwards."""
    states = [(generator, generator.get_state()) for generator in generators]
    with Tape() as tape:
        action()
    for tensor, was in tape.before.values():
        with torch.no_grad():
            tensor.copy_(was)
    for generator, state in states:
        generator.set_state(state)
    return tape.replay


def small(objective: dict[str, Any]) -> Training:
    network = {"kind": "mlp", "width": 8}
    config = RunConfig(
        dataset="digits", objective=objective, latent_dim=2, network=network, steps=40,
        batch_size=16, device="cpu", precision="float32", start="random",
    )  # fmt: skip
    return assemble(config).training


@pytest.fixture
def taped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Updates are recorded wherever they may be; the device is not asked. Few samples are quick."""
    monkeypatch.setattr(batches, "POOL", 2_048)
    monkeypatch.setattr(graph, "recorder", lambda device, replays: record if replays else None)


def trained(training: Training) -> tuple[dict[str, Tensor], dict[str, float]]:
    """Where it is after some updates, beyond a change at which an update is recorded anew."""
    for step in range(3 * WARM):
        if step == 2 * WARM - 1:
            training.apply(Event(step, "set", {"learning_rate": 3e-3}))
        training.update()
    return training.state(), training.take_averages()


def differences(objective: dict[str, Any]) -> list[str]:
    """What differs in a training that is recorded from one that is not."""
    plain, recorded = small(objective), small(objective)
    plain._graphed._record = None
    (state, averages), (replayed, shown) = trained(plain), trained(recorded)
    assert recorded._graphed.problem == ""
    assert recorded._graphed._replay is not None
    assert (replayed.keys(), shown.keys()) == (state.keys(), averages.keys())
    return [
        name
        for name, value in replayed.items()
        if name != POSITION and not torch.allclose(value, state[name], rtol=1e-6, atol=1e-7)
    ] + [name for name, value in shown.items() if value != pytest.approx(averages[name])]


@pytest.mark.parametrize("kind", ["ae", "mmd", "vae", "dip-vae-i", "beta-tcvae", "info-vae"])
def test_what_is_replayed_is_what_is_done(kind: str, taped: None) -> None:
    assert differences({"kind": kind}) == []


def test_an_objective_that_counts_would_be_found(
    taped: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BetaVAE, "replays", True, raising=False)
    found = differences({"kind": "beta-vae", "capacity": 5.0, "annealing": 1.0})
    assert {"objective.step", "train_capacity"} <= {*found}


def test_what_cannot_be_recorded_trains_as_it_comes_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(action: object, generators: object) -> graph.Replay:
        raise RuntimeError("operation not permitted when stream is capturing\nand more")

    monkeypatch.setattr(graph, "recorder", lambda device, replays: fail)
    training = small({"kind": "vae"})
    for _ in range(WARM + 2):
        training.update()
    assert training.step == WARM + 2
    assert training.notice.startswith("It trains without a CUDA graph, more slowly: operation not")
    assert "more\n" not in training.notice


def test_only_cuda_records_and_only_what_says_that_it_may() -> None:
    assert graph.recorder(torch.device("cpu"), True) is None
    assert graph.recorder(torch.device("mps"), True) is None
    assert graph.recorder(torch.device("cuda"), False) is None
    assert graph.recorder(torch.device("cuda"), True) is graph.record_on_cuda
