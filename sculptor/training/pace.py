"""How far a run is in time, and which looks at it are due."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sculptor.metrics.lps import QUICK
from sculptor.training.cadence import Cadence

LIGHT, PICTURES, FULL, CHECKPOINT = "light", "pictures", "full", "checkpoint"

LOOKS = (FULL, PICTURES, LIGHT)
"""Kinds of snapshots; each shows all that those after it do."""

SHARES = {LIGHT: 0.007, PICTURES: 0.008, FULL: 0.009, CHECKPOINT: 0.002}
"""Of the training time, for snapshots with latents alone, with images and MMD² too and with all
figures, and for checkpoints. With the last snapshot, which is a full one, that makes 4 to 5 % of
half a minute's training, less of more, and more of less."""

EAGER = {LIGHT: 0.25, PICTURES: 4.0}
"""Kinds that come often in the first seconds, and so after a change: so many seconds apart."""

APART, PAIRS = 4.0, 50
"""Seconds of training that no full snapshot is closer to the start of a run or to its last one,
with so many pairs of latents or fewer; with more of them LPS takes longer in proportion."""


class Pace:
    """The clock of one run.

    Args:
        steps: Updates of the run.
        latent_dim: Its latents.
    """

    def __init__(self, steps: int, latent_dim: int) -> None:
        self._steps = steps
        self._apart = APART * max(1.0, latent_dim * min(latent_dim, QUICK.latents) / PAIRS)
        self._before = 0.0
        self._begun = False
        self._cadence = Cadence(SHARES, EAGER)

    def begin(self) -> None:
        """Training begins now; until now the clock has stood."""
        self._begun = True
        self._cadence = Cadence(SHARES, EAGER)

    def go_on_from(self, seconds: float) -> None:
        """Count in the seconds of training of earlier sittings."""
        self._before = seconds

    def restart(self) -> None:
        """What is trained towards has changed: looks come as often as at the start."""
        self._cadence.restart()

    def due(self, step: int) -> str | None:
        """The kind of snapshot that is due after so many updates, None if none is."""
        for kind in LOOKS:
            if self._cadence.due(kind) and (kind != FULL or self._far_apart(step)):
                return kind
        return None

    @property
    def checkpoint_due(self) -> bool:
        """Whether it is time for a checkpoint."""
        return self._cadence.due(CHECKPOINT)

    def look(self, kind: str) -> AbstractContextManager[None]:
        """Time what is done within, so that it is not counted as training but paid for by it."""
        within = LOOKS[LOOKS.index(kind) + 1 :] if kind in LOOKS else ()
        return self._cadence.look(kind, *within)

    @property
    def seconds(self) -> float:
        """Seconds of training so far, earlier sittings counted in, snapshots left out."""
        return self._before + (self._cadence.trained if self._begun else 0.0)

    @property
    def snapshot_share(self) -> float:
        """The part of the time that snapshots have taken."""
        return self._cadence.share

    def steps_per_second(self, step: int) -> float:
        """Updates a second of training, 0 before the first."""
        return step / self.seconds if self.seconds > 0 else 0.0

    def seconds_left(self, step: int) -> float | None:
        """Seconds to the end at this speed, None before the first update."""
        speed = self.steps_per_second(step)
        return (self._steps - step) / speed if speed > 0 else None

    def _far_apart(self, step: int) -> bool:
        return min(self.seconds, self.seconds_left(step) or 0.0) >= self._apart
