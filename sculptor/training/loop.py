"""The training loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sculptor.training.assemble import Assembly
from sculptor.training.events import Event, no_events
from sculptor.training.pace import CHECKPOINT, FULL, LIGHT
from sculptor.training.snapshot import Snapshot
from sculptor.training.training import Training


@dataclass(frozen=True)
class Look:
    """A snapshot was taken."""

    snapshot: Snapshot


@dataclass(frozen=True)
class CheckpointDue:
    """It is time to write down what a resumed run needs, see `Training.state`."""


def train(
    assembly: Assembly, events: Callable[[int], Iterable[Event]] = no_events
) -> Iterator[Look | CheckpointDue]:
    """Train a run to its end, and hand out what happens.

    What is done with it is timed, is no part of the training time, and is paid for by training
    longer until the next: see `sculptor.training.cadence`.

    Args:
        assembly: The run; its training says at the end how it came to that.
        events: Called with the step before each update; what it returns is taken up there.

    Raises:
        Diverged: The loss or the latents are no longer finite numbers.
    """
    training, observer = assembly
    pace = training.pace
    # The first frame is there at once; what updates and measuring need is made ready after it,
    # and neither is counted as training.
    yield Look(observer.snapshot(LIGHT))
    training.learner.make_ready()
    observer.make_ready()
    pace.begin()
    while training.step < training.config.steps:
        if pace.checkpoint_due:
            with pace.look(CHECKPOINT):
                yield CheckpointDue()
        for event in events(training.step):
            training.apply(event)
        if training.outcome != "running":
            break
        training.update()
        if training.step < training.config.steps and (kind := pace.due(training.step)):
            with pace.look(kind):
                yield Look(observer.snapshot(kind))
    else:
        training.outcome = "finished"
    with pace.look(FULL):
        yield Look(observer.snapshot(FULL))


def follow(training: Training, events: Callable[[int], Iterable[Event]]) -> None:
    """Train a run to its end beside the one who looks at it; see `sculptor.training.parallel`.

    Args:
        training: The run.
        events: Called as by `train`, at the same steps.
    """
    training.learner.make_ready()
    while training.step < training.config.steps:
        for event in events(training.step):
            training.apply(event)
        if training.outcome != "running":
            break
        training.update()
