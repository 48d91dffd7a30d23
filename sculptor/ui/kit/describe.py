"""What is said of a run, in the same words on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sculptor.names import shown
from sculptor.runs.describe import NAMES
from sculptor.runs.describe import objective as objective
from sculptor.runs.describe import pace as pace
from sculptor.runs.describe import prior as prior
from sculptor.runs.describe import summary as summary
from sculptor.training.events import Event


@dataclass(frozen=True)
class Look:
    """How a status looks: its word, the colour of its badge and its icon."""

    word: str
    colour: Any
    icon: str


LOOKS = {
    "queued": Look("Queued", "gray", ":material/hourglass_empty:"),
    "starting": Look("Starting", "blue", ":material/rocket_launch:"),
    "running": Look("Training", "blue", ":material/model_training:"),
    "paused": Look("Paused", "gray", ":material/pause:"),
    "finished": Look("Finished", "green", ":material/check:"),
    "stopped": Look("Stopped", "gray", ":material/stop:"),
    "failed": Look("Failed", "red", ":material/error:"),
    "interrupted": Look("Interrupted", "yellow", ":material/bolt:"),
    "damaged": Look("Damaged", "red", ":material/broken_image:"),
}
"""Every status; a damaged run is one whose folder cannot be read."""


def change(event: Event) -> str:
    """What an event changed.

    >>> change(Event(3, "set", {"weight": 100.0, "prior": {"kind": "ring"}}))
    'weight → 100, prior → ring'
    """
    return changes(event.changes)


def changes(values: dict[str, Any]) -> str:
    """Changed values by name, in words."""
    return ", ".join(f"{NAMES.get(name, name)} → {_value(to)}" for name, to in values.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return prior(value)
    return f"{value:g}" if isinstance(value, int | float) else shown(str(value))
