"""Which snapshots the browser has, and which it gets next: the newest, then ever finer between.

A look sends one chunk. The browser says which it has taken, and only then the next one follows, so
that none is lost when looks overtake each other, and a page that is opened anew gets all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any, TypeAlias

Key: TypeAlias = tuple[str, int]
"""A run and the step of a snapshot."""

PLACES = 200
"""Snapshots of a run that can be scrubbed through, about."""

BUDGET = 1_200
"""Snapshots of a chunk, at most; about 11 kB each."""


@dataclass(frozen=True)
class Chunk:
    """What is sent at once.

    Attributes:
        seq: Its number, from 1.
        keys: The snapshots in it.
    """

    seq: int
    keys: tuple[Key, ...]


class Feed:
    """What one browser has of one view.

    >>> feed = Feed()
    >>> feed.next("xy", None, {"a": [0, 10, 20]}, budget=2)
    Chunk(seq=1, keys=(('a', 20), ('a', 0)))
    >>> feed.next("xy", {"mount": "m", "view": "xy", "seq": 1}, {"a": [0, 10, 20]})
    Chunk(seq=2, keys=(('a', 10),))
    >>> feed.next("xy", {"mount": "m", "view": "xy", "seq": 2}, {"a": [0, 10, 20]}) is None
    True
    """

    def __init__(self) -> None:
        self._view = self._mount = ""
        self._forget()

    def _forget(self) -> None:
        self.seq = 0
        self._sent: set[Key] = set()
        self._open: Chunk | None = None

    def next(
        self,
        view: str,
        have: Mapping[str, Any] | None,
        known: Mapping[str, Sequence[int]],
        budget: int = BUDGET,
    ) -> Chunk | None:
        """The chunk to send now; None while there is nothing new.

        Args:
            view: What the points are: another one needs all snapshots anew.
            have: What the browser says: its ``mount``, and the ``seq`` of the ``view`` that it has.
            known: The steps of each run that are worth sending, in their order.
            budget: Snapshots of a chunk, at most.
        """
        if view != self._view:
            self._view = view
            self._forget()
        if have is not None and have.get("view") == view:
            self._hear(str(have.get("mount")), have.get("seq"))
        if self._open is None:
            keys = self._missing(known)[:budget]
            if not keys:
                return None
            self.seq += 1
            self._open = Chunk(self.seq, tuple(keys))
        return self._open

    def _hear(self, mount: str, seq: object) -> None:
        """Take what the browser says: that it is another, or that a chunk has come."""
        if seq == 0 or (mount != self._mount and self._mount):
            if mount == self._mount and self.seq <= 1:
                return
            self._forget()
        elif self._open is not None and seq == self._open.seq:
            self._sent.update(self._open.keys)
            self._open = None
        self._mount = mount

    def _missing(self, known: Mapping[str, Sequence[int]]) -> list[Key]:
        """What was not sent yet: the newest of each run, then coarse to fine."""
        newest = [(run, steps[-1]) for run, steps in known.items() if steps]
        rest = zip_longest(
            *([(run, step) for step in finer(steps)] for run, steps in known.items())
        )
        wanted = dict.fromkeys(chain(newest, (key for row in rest for key in row if key)))
        return [key for key in wanted if key not in self._sent]


def finer(steps: Sequence[int]) -> list[int]:
    """Steps in an order in which every beginning is spread about evenly (van der Corput).

    >>> finer([0, 1, 2, 3, 4, 5, 6, 7])
    [0, 4, 2, 6, 1, 5, 3, 7]
    """
    bits = max(1, (len(steps) - 1).bit_length())
    order = (int(f"{i:0{bits}b}"[::-1], 2) for i in range(1 << bits))
    return [steps[i] for i in order if i < len(steps)]


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
