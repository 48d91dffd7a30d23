"""What is to be killed, what was, and what was found wrong."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

WRITING = "worker (forked), at an operation on its files"
FORKED = "worker (forked), at any time"
LAUNCHED = "worker (launched), at any time"
ASKING = "who creates, changes, resumes or deletes a run, at an operation on its files"
DRIVER = "study driver (forked or launched), at any time"
SERVER = "Streamlit server"
ALL = "all of these at once"

SHARES = {
    WRITING: 0.40,
    FORKED: 0.33,
    LAUNCHED: 0.08,
    ASKING: 0.10,
    DRIVER: 0.04,
    SERVER: 0.01,
    ALL: 0.04,
}
"""Of all kills, and at least one of each kind."""

DIFFERENT = "final weights or figures that differ from the undisturbed"
HALF = "half-written files"
LEFT = "left-overs"
WRONG = "wrong states"

FAULTS = (DIFFERENT, HALF, LEFT, WRONG)


@dataclass
class Tally:
    """The score of a soak.

    Attributes:
        wanted: Kills of each kind.
        done: Kills so far that met a live process.
        found: Faults, as (kind, what it was).
        seen: What else has happened, by name.
    """

    wanted: dict[str, int]
    done: Counter[str] = field(default_factory=Counter)
    found: list[tuple[str, str]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, kills: int) -> Tally:
        """A tally for so many kills, shared out among the kinds."""
        wanted = {kind: max(1, int(share * kills)) for kind, share in SHARES.items()}
        wanted[WRITING] = max(1, wanted[WRITING] + kills - sum(wanted.values()))
        return cls(wanted)

    def left(self, *kinds: str) -> int:
        """Kills of these kinds that are still to come; of all where none is named."""
        return sum(max(0, self.wanted[kind] - self.done[kind]) for kind in kinds or self.wanted)

    def draw(self, rng: random.Random, *kinds: str) -> str | None:
        """One of these kinds, as likely as it has kills left; None if none has."""
        weights = [self.left(kind) for kind in kinds]
        return rng.choices(kinds, weights)[0] if any(weights) else None

    def due(self, kind: str) -> bool:
        """Whether a kind lags behind the kills of forked workers, which set the pace."""
        if not self.left(kind):
            return False
        pace = (self.done[WRITING] + self.done[FORKED]) / (
            self.wanted[WRITING] + self.wanted[FORKED]
        )
        return pace * self.wanted[kind] >= self.done[kind] + 0.5 or pace >= 1

    def fault(self, kind: str, what: str) -> None:
        """Note something wrong."""
        self.found.append((kind, what))
        print(f"\n{kind}: {what}", flush=True)

    def count(self, kind: str) -> int:
        """Faults of a kind."""
        return sum(each == kind for each, _ in self.found)
