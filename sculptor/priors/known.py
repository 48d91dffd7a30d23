"""Priors of the code together with what is known of an item: its class, or its factors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from sculptor.priors.labelled import KIND, ByLabel
from sculptor.priors.prior import Prior
from sculptor.priors.ties import Tied, is_tied


class Names(Protocol):
    """What data say of themselves, as `sculptor.data.DatasetInfo` does."""

    @property
    def label_names(self) -> tuple[str, ...]:
        """Of the classes."""

    @property
    def factor_names(self) -> tuple[str, ...]:
        """Of the factors."""

    @property
    def factor_kinds(self) -> tuple[Any, ...]:
        """Of the factors: ``linear``, ``circular`` or ``categorical``."""


class Items(Names, Protocol):
    """What is known of items, as `sculptor.data.Dataset` has it."""

    @property
    def labels(self) -> npt.NDArray[np.int64] | None:
        """The class of each, ``(n,)``, -1 where it is not known."""

    @property
    def factors(self) -> npt.NDArray[np.float32] | None:
        """The factors of each, ``(n, k)``, NaN where one is not known."""


def told(prior: Prior, items: Items) -> Prior:
    """A prior as it is among data: how often classes are, and which values factors have.

    Args:
        prior: One that takes nothing from data stays as it is.
        items: Those that are trained on.

    Raises:
        SculptorError: They lack what it takes from them.
    """
    if isinstance(prior, ByLabel):
        return prior.among(items.labels, items.label_names)
    if isinstance(prior, Tied):
        return prior.among(items.factors, items.factor_names, items.factor_kinds)
    return prior


def check(prior: Prior, names: Names) -> None:
    """Refuse a prior that data cannot have, as far as their names tell.

    Raises:
        SculptorError: It has a part of what is no class, or is tied to what is no factor.
    """
    if isinstance(prior, ByLabel):
        prior.numbers(names.label_names)
    if isinstance(prior, Tied):
        prior.check(names.factor_names, names.factor_kinds)


def is_joint(spec: Mapping[str, Any]) -> bool:
    """Whether a prior says more than how codes are distributed all together.

    >>> is_joint({"kind": "ring"}), is_joint({"kind": "by-label", "parts": {}})
    (False, True)
    """
    return spec.get("kind") == KIND or is_tied(spec)
