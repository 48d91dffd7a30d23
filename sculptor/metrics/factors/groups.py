"""Rows that share the value of a factor, where the factors cannot be set at will."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sculptor.metrics.factors.table import Ints


@dataclass(frozen=True)
class Groups:
    """The rows of each value of one factor.

    Attributes:
        order: Rows, value by value, ``(n,)``.
        place: Where each row is in it, ``(n,)``.
        start: Where each row's group begins in it, ``(n,)``.
        size: Of each row's group, ``(n,)``.
    """

    order: Ints
    place: Ints
    start: Ints
    size: Ints

    @classmethod
    def of(cls, codes: Ints) -> Groups:
        """From whole numbers from 0, ``(n,)``, of which each is there."""
        order = np.argsort(codes, kind="stable")
        counts = np.bincount(codes)
        starts = np.cumsum(counts) - counts
        return cls(order, np.argsort(order), starts[codes], counts[codes])

    def others(self, rows: Ints, generator: np.random.Generator) -> Ints:
        """For each row another one of its group; itself where it is alone."""
        start, size = self.start[rows], self.size[rows]
        steps = 1 + generator.integers(np.maximum(size - 1, 1))
        return self.order[start + (self.place[rows] - start + steps) % size]

    def draw(self, rows: Ints, count: int, generator: np.random.Generator) -> Ints:
        """For each row ``count`` of its group, ``(len(rows), count)``, with replacement."""
        size = np.broadcast_to(self.size[rows, None], (len(rows), count))
        drawn: Ints = self.order[self.start[rows, None] + generator.integers(size)]
        return drawn
