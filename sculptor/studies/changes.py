"""What a person changed while a run trained, which its configuration does not tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sculptor.studies.cell import short_name

if TYPE_CHECKING:
    from sculptor.training.events import Event


def changes(events: Iterable[Event]) -> str:
    """The changes of a run with their steps, as ``step 120: prior → ring``; empty if none."""
    return "; ".join(
        f"step {event.step}: "
        + ", ".join(f"{name} → {_words(value)}" for name, value in event.changes.items())
        for event in events
        if event.changes
    )


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return short_name(value)
    return f"{value:g}" if isinstance(value, int | float) else str(value)
