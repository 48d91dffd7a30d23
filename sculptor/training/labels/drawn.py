"""Of which items labels or factors are known: drawn once by the seed, without a look at the items.

Whether they are enough can so be said before anything is trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor import data
from sculptor.errors import SculptorError
from sculptor.priors import Prior
from sculptor.priors.known import Items, told
from sculptor.priors.labelled import KIND, LEAST, ByLabel, known_of
from sculptor.priors.prior import Floats
from sculptor.priors.ties import Tied, is_tied
from sculptor.seeds import stream

Whole = npt.NDArray[np.int64]


def drawn(labels: Whole, most: float, seed: int) -> Whole:
    """The items whose labels are known, in ascending order.

    Of each class the same part, to one item: the items of a class are put in a random order and
    take places evenly from 0 to 1; the first of all are taken. So 10 % hold all of 1 %.

    >>> drawn(np.array([0, 0, 1, 0, -1, 0, 1, 1, 1]), 4, 0).tolist()
    [2, 3, 5, 7]

    Args:
        labels: ``(n,)``, -1 where there is none.
        most: How many: a share up to 1 of those that there are, or a number from 2.
        seed: Of the draw.
    """
    there = np.flatnonzero(labels >= 0)
    n = known_of(most, len(there))
    if n == len(there):
        return there
    generator = np.random.default_rng(seed)
    there = generator.permutation(there)
    there = there[np.argsort(labels[there], kind="stable")]
    counts = np.unique(labels[there], return_counts=True)[1]
    within = np.arange(len(there)) - np.repeat(np.cumsum(counts) - counts, counts)
    places = (within + generator.random(len(there))) / np.repeat(counts, counts)
    return np.sort(there[np.argsort(places, kind="stable")[:n]])


def of_labels(labels: Whole, most: float, seed: int) -> Whole:
    """The items whose class a run of a seed is told, see `drawn`."""
    return drawn(labels, most, stream(seed, "labels"))


def of_factors(factors: Floats, most: float, seed: int) -> Whole:
    """The items whose factors ``(n, k)`` a run of a seed is told: all those that there are."""
    some = np.where(np.isfinite(factors).any(1), 0, -1)
    return of_labels(some, most, seed)


def known_items(prior: Mapping[str, Any], items: Items, seed: int) -> Whole | None:
    """The items of which a run is told what its prior asks for; None where it asks for nothing.

    Args:
        prior: The specification of what the run is aimed at.
        items: Those that are trained on.
        seed: Of the run.
    """
    most = float(prior.get("labels", 1.0))
    if prior["kind"] == KIND and items.labels is not None:
        return of_labels(items.labels, most, seed)
    if is_tied(prior) and items.factors is not None:
        return of_factors(items.factors, most, seed)
    return None


def check(prior: Prior, items: Items, seed: int) -> None:
    """Refuse a prior of which too little is known.

    Args:
        prior: As it is among the items, see `sculptor.priors.known.told`.
        items: Those that are trained on.
        seed: Of the run.

    Raises:
        SculptorError: Of fewer than `LEAST` items of a class with a part the class is known, or a
            factor that a block is tied to.
    """
    rows = known_items(prior.spec, items, seed)
    if rows is None:
        return
    if isinstance(prior, ByLabel):
        assert items.labels is not None
        parts = prior.numbers(items.label_names)[items.labels[rows]]
        counts = np.bincount(parts, minlength=len(prior.parts))
        names = [f"the class {name}, which has a part of the prior," for name in prior.groups]
    else:
        assert isinstance(prior, Tied)
        assert items.factors is not None
        counts = (prior.codes(items.factors[rows], items.factor_names) >= 0).sum(0)
        names = [f"the factor {tie.factor}, to which a block is tied," for tie in prior.ties]
    for name, count in zip(names, counts, strict=False):
        if count < LEAST:
            raise SculptorError(
                f"Expected at least {LEAST} training items of which {name} is known; received "
                f"{count} with labels = {prior.labels:g}. Raise labels, or take it away."
            )


def check_data(prior: Prior, dataset: str, seed: int) -> None:
    """The same by the name of a data set, as far as its labels can be had without its images.

    Raises:
        SculptorError: As `check`, and as `sculptor.priors.known.told`.
    """
    found = data.known(dataset) if isinstance(prior, ByLabel | Tied) else None
    if found is not None:
        items = found.split("train")
        check(told(prior, items), items, seed)
