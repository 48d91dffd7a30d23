"""What a person does to a run while it trains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from sculptor.errors import SculptorError
from sculptor.objectives import kinds

Kind = Literal["set", "pause", "stop"]


def changeable() -> tuple[str, ...]:
    """What a ``set`` event may change. Everything else is fixed once the run has started."""
    return ("prior", "learning_rate", *kinds.adjustable())


@dataclass(frozen=True)
class Event:
    """A change that is taken up before the optimiser update number ``step``.

    Attributes:
        step: Updates done when the event is taken up. Replayed at the same step, an event has the
            same effect to the last bit.
        kind: ``set`` changes the objective or the target; ``pause`` and ``stop`` end the loop.
        changes: For ``set``: new values by name, out of `changeable`.
    """

    step: int
    kind: Kind
    changes: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The event as JSON."""
        return {"step": self.step, "kind": self.kind, "changes": self.changes}

    @classmethod
    def from_dict(cls, value: Any) -> Event:
        """Read an event back from JSON.

        Raises:
            SculptorError: It is not an event, or it changes what cannot be changed.
        """
        match value:
            case {"step": int(step), "kind": "set" | "pause" | "stop" as kind}:
                changes = value.get("changes", {})
            case _:
                raise SculptorError(
                    "Expected an event such as "
                    '{"step": 0, "kind": "set", "changes": {"weight": 100}}, '
                    f"received {value!r}."
                )
        unknown = set(changes) - set(changeable()) if isinstance(changes, dict) else {repr(changes)}
        if unknown:
            raise SculptorError(
                f"Expected changes of {', '.join(changeable())}, received {', '.join(unknown)}. "
                "Clone the run to change anything else."
            )
        return cls(step, kind, dict(changes))


def no_events(step: int) -> Iterable[Event]:
    """The events of a run that nobody touches: none."""
    return ()


def aimed_at(prior: dict[str, Any], events: Iterable[Event]) -> dict[str, Any]:
    """The prior that a run was last aimed at: that of its configuration, unless it was changed."""
    for event in events:
        prior = event.changes.get("prior", prior)
    return prior
