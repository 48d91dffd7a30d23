"""When to look: as often as a fixed share of the training time allows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cadence:
    """Spaces looks of several kinds so that each kind costs at most its share of the time.

    A look of kind k that took c seconds is due again after c / share_k seconds of training, and
    not before ``shortest`` seconds. What a look costs is measured, so that the cadence adapts to
    the network, the device and the disk. It never touches the random numbers of the training: a
    run looked at more often is the same run.

    Args:
        shares: The share of the training time for each kind of look, for example 0.02.
        shortest: Seconds between two looks of one kind, at least.
        clock: A clock in seconds, for tests.
    """

    def __init__(
        self,
        shares: dict[str, float],
        shortest: float = 0.25,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._shares = shares
        self._shortest = shortest
        self._clock = clock
        self._started = clock()
        self._ready = dict.fromkeys(shares, 0.0)
        self.spent = 0.0
        """Seconds that looks have taken so far."""

    @property
    def trained(self) -> float:
        """Seconds since the start, without those of looks."""
        return self._clock() - self._started - self.spent

    @property
    def share(self) -> float:
        """The part of all the time so far that looks have taken."""
        return self.spent / max(self.trained + self.spent, 1e-9)

    def due(self, kind: str) -> bool:
        """Whether a look of this kind is due."""
        return self.trained >= self._ready[kind]

    @contextmanager
    def look(self, kind: str) -> Iterator[None]:
        """Time one look; the next of its kind is due when this one has been paid for."""
        begin, trained = self._clock(), self.trained
        try:
            yield
        finally:
            cost = self._clock() - begin
            self.spent += cost
            self._ready[kind] = trained + max(cost / self._shares[kind], self._shortest)
