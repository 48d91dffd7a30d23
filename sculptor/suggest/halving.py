"""Successive halving: all candidates are trained a little, and the better half of them on.

Karnin, Koren and Somekh, "Almost optimal exploration in multi-armed bandits", 2013; Jamieson and
Talwalkar, "Non-stochastic best arm identification", 2016. Besides the better half go on:

- what cannot be told from the first, since it has not lost (Maron and Moore, "Hoeffding races",
  1994);
- from the first comparison, the best of each family: families differ in how soon they are learnt,
  so that early on they can be judged only within themselves;
- from each, the best of a family that the evidence speaks for; and N(0, I), which all are held to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sculptor.errors import SculptorError, brief
from sculptor.suggest.candidates import FAMILIES, backed
from sculptor.suggest.evidence import Evidence
from sculptor.suggest.ranking import Ranked

RUNGS = (300, 600, 1_200)
"""Updates at which candidates are compared; the last is their end."""

MOST_RUNGS = 8

LEAST = 3
"""Candidates that go on, at least."""

REFERENCE = 0
"""The number of N(0, I) among the candidates."""

USUAL = 10
"""Candidates of some data, about."""


def checked(rungs: Sequence[int]) -> tuple[int, ...]:
    """Steps of comparisons, if they can be some.

    Raises:
        SculptorError: They do not rise, or are too few or too many.
    """
    rising = all(a < b for a, b in pairwise([0, *rungs]))
    if not 1 <= len(rungs) <= MOST_RUNGS or not rising:
        raise SculptorError(
            f"Expected 1 to {MOST_RUNGS} rising numbers of updates at which priors are compared, "
            f"received {brief(list(rungs))}. Try 300, 600, 1200."
        )
    return tuple(rungs)


def spared(rung: int, rungs: Sequence[int], evidence: Evidence) -> tuple[str, ...]:
    """The families of which the best goes on from a rung, however it scores."""
    return FAMILIES if rung == rungs[0] else backed(evidence)


def remaining(order: Sequence[Ranked], families: Sequence[str], spared: Sequence[str]) -> list[int]:
    """The candidates that go on from a rung, by their numbers.

    Args:
        order: The best first.
        families: Of all candidates, by their numbers.
        spared: Families of which the best goes on.

    Returns:
        The better half, what is tied with the first, N(0, I), and the best of each spared family.
    """
    many = max(LEAST, (len(order) + 1) // 2)
    kept = {each.index for place, each in enumerate(order) if place < many or each.tied}
    for family in spared:
        kept |= {each.index for each in [e for e in order if families[e.index] == family][:1]}
    return sorted(kept | {REFERENCE})


def alive(found: Mapping[str, Any], rung: int) -> list[int]:
    """The candidates that are trained to a rung, of what is written of a suggestion."""
    told: list[int] = found.get("alive", {}).get(str(rung), range(len(found["families"])))
    return [i for i in told if str(i) not in found["failed"]]


def steps(rungs: list[int], candidates: int) -> int:
    """Updates of all candidates together, about."""
    total, before, left, least = 0, 0, candidates, len(FAMILIES)
    for rung in rungs:
        total += left * (rung - before)
        before, left, least = rung, min(left, max(least, (left + 1) // 2) + 1), LEAST
    return total
