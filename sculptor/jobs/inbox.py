"""Changes on their way to the training loop: recorded first, and replayed after a crash."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError
from sculptor.files import append_line, read_lines, write_atomic
from sculptor.jobs import commands
from sculptor.objectives import kinds as objectives
from sculptor.runs import snapshots
from sculptor.runs.folder import EVENTS, SAMPLES
from sculptor.runs.history import as_event, read_events
from sculptor.training.config import RunConfig, check_learning_rate, fit_prior
from sculptor.training.events import Event
from sculptor.training.labels.drawn import check_data

POLL = 0.15
"""Seconds between two looks at the folder of commands."""


def check_changes(config: RunConfig, folder: Path, changes: dict[str, Any]) -> None:
    """Refuse a change that the run could not take up.

    Raises:
        SculptorError: A name or a value is not one that may be set, or the prior has another
            number of dimensions than the latent space.
    """
    Event.from_dict({"step": 0, "kind": "set", "changes": changes})
    for name, value in changes.items():
        if name == "prior":
            prior = fit_prior(value, config.latent_dim, config.dataset, samples=folder / SAMPLES)
            check_data(prior, config.dataset, config.seed)
            objectives.check(config.objective, value)
        elif name == "learning_rate":
            check_learning_rate(value)
        else:
            objectives.check({**config.objective, name: value}, changes.get("prior", config.prior))


class Inbox:
    """The events of a run for its training loop: first those recorded, then those that arrive.

    A change is written to ``events.jsonl`` with its step before it is taken up. After a crash,
    the changes that the checkpoint has not seen are replayed at their exact steps, so that the run
    goes on bit by bit as it did. Who makes a new change before that point is reached
    begins another history: changes still to be replayed move to this step, and rows and snapshots
    beyond it, which no longer tell what happened, are dropped.

    Args:
        folder: Of the run.
        config: Of the run.
        answer: Called for each change with the reason why it cannot be taken up, empty if it can.
    """

    def __init__(self, folder: Path, config: RunConfig, answer: Callable[[str], None]) -> None:
        self._folder = folder
        self._config = config
        self._answer = answer
        self._next_look = 0.0
        self._replay: list[Event] = []
        self._reached = -1
        self._until = math.inf
        self.asked_to_end: str | None = None
        self._tidy()

    def begin(self, applied: int) -> None:
        """Start where a checkpoint has seen ``applied`` changes."""
        self._replay = [event for event in read_events(self._folder) if event.kind == "set"]
        self._replay = self._replay[applied:]
        self._reached = snapshots.last_step(self._folder)

    def __call__(self, step: int) -> list[Event]:
        """The events that are taken up before the update number ``step``."""
        taken = []
        while self._replay and self._replay[0].step <= step:
            taken.append(self._replay.pop(0))
        if step >= self._until:
            self.asked_to_end = self.asked_to_end or "pause"
        if self.asked_to_end or time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + POLL
            taken += self._received(step)
        return taken

    def wish_to_end(self) -> str | None:
        """``pause`` or ``stop`` if someone asked for it; for a worker that does not train yet."""
        self.asked_to_end = commands.ending(self._folder) or self.asked_to_end
        return self.asked_to_end

    def _received(self, step: int) -> list[Event]:
        changes: dict[str, Any] = {}
        taken, end = [], self.asked_to_end
        for command in commands.waiting(self._folder):
            if command.kind == "set":
                if self._acceptable(command.changes):
                    changes |= command.changes
                taken.append(command)
            elif command.now:
                end = command.kind
            else:
                self._until = float(command.changes["step"])
                end = end or ("pause" if step >= self._until else None)
        events = []
        if changes:
            events = [*self._branch(step), Event(step, "set", changes)]
            self._record(events[-1], [command.path.name for command in taken])
        for command in taken:
            command.done()
        if end == "pause":
            events.append(Event(step, "pause"))
        elif end == "stop":
            events.append(Event(step, "stop"))
        return events

    def _acceptable(self, changes: dict[str, Any]) -> bool:
        reason = ""
        try:
            check_changes(self._config, self._folder, changes)
        except SculptorError as error:
            reason = str(error)
        self._answer(reason)
        return not reason

    def _record(self, event: Event, names: list[str]) -> None:
        # A checkpoint counts the changes that it has seen: they must outlast a power cut with it.
        line = {**event.to_dict(), "commands": names}
        append_line(self._folder / EVENTS, line, durable=True)

    def _branch(self, step: int) -> list[Event]:
        """Begin another history, if there is a recorded one beyond ``step``."""
        moved = [Event(step, "set", event.changes) for event in self._replay]
        if moved or self._reached > step:
            snapshots.forget_after(self._folder, step)
            seen = [line for line in read_lines(self._folder / EVENTS) if _is_set(line)]
            seen = seen[: len(seen) - len(moved)]
            lines = [json.dumps(line) for line in [*seen, *(event.to_dict() for event in moved)]]
            write_atomic(self._folder / EVENTS, "".join(f"{line}\n" for line in lines).encode())
        self._replay, self._reached = [], -1
        return moved

    def _tidy(self) -> None:
        """Remove commands that were recorded just before a crash."""
        recorded = {
            name
            for line in read_lines(self._folder / EVENTS)
            if as_event(line)
            for name in line.get("commands", [])
        }
        for command in commands.waiting(self._folder):
            if command.path.name in recorded:
                command.done()


def _is_set(line: Any) -> bool:
    event = as_event(line)
    return event is not None and event.kind == "set"
