"""Which snapshots the browser has, and which it gets next, ever finer between those it has.

The newest of each run comes with every look, so that a live run is seen at once. All others come in
chunks. The browser says which it has taken, and only then the next one follows, so that none is
lost when looks overtake each other, and a page that is opened anew gets all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any, TypeAlias

from sculptor.ui.frontend import said

Key: TypeAlias = tuple[str, int]
"""A run, in one of its histories, and the step of a snapshot."""

PLACES = 200
"""Snapshots of a run that can be scrubbed through, about."""

FEW, BUDGET = 60, 1_200
"""Snapshots for which no chunk is made while a run is live, since the browser has most of them as
the newest of some look; and snapshots of a chunk, at most. About 8 kB each."""


@dataclass(frozen=True)
class Chunk:
    """What is sent at once.

    Attributes:
        mount: The page in the browser for which it is.
        seq: Its number, from 1.
        keys: The snapshots in it.
    """

    mount: str
    seq: int
    keys: tuple[Key, ...]


class Feed:
    """What one browser has of one view.

    >>> feed, known = Feed(), {"a": [0, 10, 20]}
    >>> feed.next("xy", None, known) is None
    True
    >>> feed.next("xy", {"mount": "m", "view": "xy", "seq": 0}, known, budget=2)
    Chunk(mount='m', seq=1, keys=(('a', 20), ('a', 0)))
    >>> feed.next("xy", {"mount": "m", "view": "xy", "seq": 1}, known)
    Chunk(mount='m', seq=2, keys=(('a', 10),))
    >>> feed.next("xy", {"mount": "m", "view": "xy", "seq": 2}, known) is None
    True
    """

    def __init__(self) -> None:
        self._view = ""
        self._new = True
        self._begin("", 0)

    def _begin(self, mount: str, had: int) -> None:
        """A page in the browser that has nothing, after so many chunks."""
        self._mount, self._had = mount, had
        self._sent: set[Key] = set()
        self._open: Chunk | None = None

    def next(
        self,
        view: str,
        have: Mapping[str, Any] | None,
        snapshots: Mapping[str, Sequence[int]],
        *,
        live: bool = False,
        budget: int = BUDGET,
    ) -> Chunk | None:
        """The chunk to send now; None while nothing is missing, or nobody is there to take it.

        Args:
            view: What the points are: another one needs all snapshots anew.
            have: What the browser says: its ``mount``, and the ``seq`` of the last chunk of the
                ``view`` that it has, 0 for none.
            snapshots: The steps of each run that are worth sending, in their order.
            live: Whether more snapshots come.
            budget: Snapshots of a chunk, at most.
        """
        if view != self._view:
            self._view = view
            self._begin("", 0)
        if have is not None and have.get("view") == view:
            match have:
                case {"mount": str(mount), "seq": seq} if said.whole(seq) is not None:
                    self._hear(mount, seq)
        if self._open is None and self._mount:
            missing = self.missing(snapshots)
            if missing and not (live and self._sent and len(missing) < FEW):
                self._open = Chunk(self._mount, self._had + 1, tuple(missing[:budget]))
        return self._open

    def opening(self, snapshots: Mapping[str, Sequence[int]]) -> bool:
        """Whether a page that was just opened still waits for most of its snapshots."""
        return self._new and len(self.missing(snapshots)) >= FEW

    def _hear(self, mount: str, seq: int) -> None:
        """Take what the browser says: that a chunk has come, or that it is not where it was."""
        if self._open is not None and (mount, seq) == (self._mount, self._open.seq):
            self._sent.update(self._open.keys)
            self._had, self._open, self._new = seq, None, False
        elif (mount, seq) != (self._mount, self._had):
            self._begin(mount, seq)

    def missing(self, snapshots: Mapping[str, Sequence[int]]) -> list[Key]:
        """What has not come to the browser: the newest of each run, then coarse to fine."""
        newest = [(run, steps[-1]) for run, steps in snapshots.items() if steps]
        rest = zip_longest(
            *([(run, step) for step in finer(steps)] for run, steps in snapshots.items())
        )
        wanted = dict.fromkeys(chain(newest, (key for row in rest for key in row if key)))
        return [key for key in wanted if key not in self._sent]


def finer(steps: Sequence[int]) -> list[int]:
    """Steps in an order in which every beginning is spread about evenly (van der Corput).

    >>> finer([0, 1, 2, 3, 4, 5, 6, 7])
    [0, 4, 2, 6, 1, 5, 3, 7]
    """
    return [steps[i] for i in _order(len(steps))]


@lru_cache(maxsize=16)
def _order(n: int) -> list[int]:
    bits = max(1, (n - 1).bit_length())
    return [i for k in range(1 << bits) if (i := int(f"{k:0{bits}b}"[::-1], 2)) < n]


def thinned(steps: Sequence[int], total: int, places: int = PLACES) -> list[int]:
    """The first step in each of some equal parts of a training, and the newest.

    What was chosen once stays chosen while the run goes on, but for the newest.

    >>> thinned([0, 1, 2, 5, 6, 9], total=10, places=2)
    [0, 5, 9]
    """
    cells: dict[int, int] = {}
    for step in steps:
        cells.setdefault(step * places // max(total, 1), step)
    return sorted({*cells.values(), *steps[-1:]})
