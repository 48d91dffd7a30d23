"""A run of 24 steps, and ways to train it: by hand, to the end, or watched."""

from collections.abc import Callable, Iterable

import torch

from sculptor import RunConfig
from sculptor.training.assemble import Assembly, assemble
from sculptor.training.events import Event, no_events
from sculptor.training.loop import Look, train
from sculptor.training.snapshot import Snapshot
from sculptor.training.training import Training

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
