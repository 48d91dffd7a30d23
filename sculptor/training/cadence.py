"""When to look: as often as a fixed share of the training time allows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType


class Cadence:
    """Spaces looks of several kinds so that each kind costs at most its share of the time.

    A look of kind k that takes c seconds is due again after c / share_k seconds of training, and
    not before ``shortest`` seconds. What a look costs is measured, so that the cadence adapts to
    the network, the device and the disk; of the last two measurements the smaller counts, as one
    look that was disturbed says little of the next. A look that shows what another kind does
    stands in for it. The random numbers of the training are never touched: a run looked at more
    often is the same run.

    Args:
        shares: The share of the training time for each kind of look, for example 0.02.
        eager: Kinds that never wait for longer than the run has trained since its start or the last
            `restart`, though for so many seconds: most changes then, and some looks more cost a
            longer run next to nothing.
        shortest: Seconds between two looks of any other kind, at least.
        clock: A clock in seconds, for tests.
    """

    def __init__(
        self,
        shares: Mapping[str, float],
        eager: Mapping[str, float] = MappingProxyType({}),
        shortest: float = 0.25,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._shares = shares
        self._eager = eager
        self._shortest = shortest
        self._clock = clock
        self._started = clock()
        self._ready = dict.fromkeys(shares, 0.0)
        self._cost = dict.fromkeys(shares, math.inf)
        self._wait = dict.fromkeys(shares, 0.0)
        self._since = 0.0
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

    def restart(self) -> None:
        """What is trained towards has changed: eager looks come as often as at the start."""
        self._since = self.trained
        for kind, shortest in self._eager.items():
            self._ready[kind] = min(self._ready[kind], self._since + shortest)

    @contextmanager
    def look(self, kind: str, *within: str) -> Iterator[None]:
        """Time one look; the next of its kind is due when this one has been paid for.

        Args:
            kind: Of the look.
            within: Kinds whose looks it contains; those wait as after one of their own, unless
                they have yet to be measured.
        """
        begin, trained = self._clock(), self.trained
        try:
            yield
        finally:
            cost = self._clock() - begin
            self.spent += cost
            usual = min(cost, self._cost[kind])
            self._cost[kind] = cost
            wait = usual / self._shares[kind]
            if kind in self._eager:
                wait = min(wait, trained - self._since)
            self._wait[kind] = max(wait, self._eager.get(kind, self._shortest))
            for each in (kind, *within):
                self._ready[each] = max(self._ready[each], trained + self._wait[each])
