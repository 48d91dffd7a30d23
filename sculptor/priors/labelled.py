"""A target for the code together with the label: each class has a prior of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError, brief
from sculptor.parameter import one_of
from sculptor.priors import transform
from sculptor.priors.prior import Floats, Prior, Samples, Spec, as_generator, check_count
from sculptor.priors.shown import Shown
from sculptor.priors.transform import Transformed

KIND = "by-label"

PARTS = 256
"""Classes with a prior of their own, at most."""

LEAST = 2
"""Labelled images of a class, at least: two make a distance."""

REST: Spec = {"kind": "gaussian"}
"""Where the classes go that have no prior of their own, unless it is said."""


class ByLabel(Shown):
    """p(z, a) = p(a) p_a(z): codes of the class a are to be distributed as its part.

    What p(a) is only data tell: `among` takes it from them. Until then all parts are equal.

    >>> from sculptor.priors import by_label
    >>> prior = by_label({"cat": {"kind": "ring"}, "dog": {"kind": "moons", "shift": [4, 0]}})
    >>> points, groups = prior.sample_groups(6, 0)
    >>> points.shape, prior.groups
    ((6, 2), ('cat', 'dog'))

    Args:
        spec: Its specification.
        parts: The prior of each class that has one, by the name of the class.
        rest: That of all other classes together.
        shares: p(a) of each part, and of the rest at the end.

    Attributes:
        groups: The names of the classes that have a prior of their own.
        parts: Their priors, and that of the rest at the end.
        shares: ``(len(groups) + 1,)``, p(a) of each of these.

    Raises:
        SculptorError: The parts have different dimensions.
    """

    def __init__(
        self, spec: Spec, parts: Mapping[str, Prior], rest: Prior, shares: Floats | None = None
    ) -> None:
        self.spec = spec
        self.groups = tuple(parts)
        self.parts = (*parts.values(), rest)
        self.dim = rest.dim
        names = (*(f"the class {name}" for name in parts), "the rest")
        for name, part in zip(names, self.parts, strict=True):
            if part.dim != self.dim:
                raise SculptorError(
                    f"Expected parts of equally many dimensions, received {part.dim} for {name} "
                    f"beside {self.dim} for the rest. Draw or compose all for one latent dimension."
                )
        if shares is None:
            shares = np.append(np.ones(len(parts)), float("rest" in spec))
        self.shares = np.asarray(shares / shares.sum(), np.float64)

    @property
    def labels(self) -> float:
        """How many images' labels are known: a share up to 1, or a number from 2."""
        return float(self.spec.get("labels", 1.0))

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples of all classes; see `sculptor.priors.Prior`."""
        return self.sample_groups(n, generator)[0]

    def sample_groups(self, n: int, generator: Any = None) -> tuple[Samples, npt.NDArray[np.int64]]:
        """Samples ``(n, dim)``, and the part ``(n,)`` that each of them is of."""
        generator, n = as_generator(generator), check_count(n)
        groups = generator.choice(len(self.parts), n, p=self.shares)
        points = np.empty((n, self.dim), np.float32)
        for number in np.unique(groups):
            rows = groups == number
            points[rows] = self.parts[number].sample(int(rows.sum()), generator)
        return points, groups

    def among(self, labels: npt.NDArray[np.int64] | None, names: Sequence[str]) -> ByLabel:
        """The same with the shares that classes have in data.

        Args:
            labels: Of the training images, ``(n,)``, -1 where it is not known.
            names: Of the classes.

        Raises:
            SculptorError: There are no labels, or none of a class that has a part.
        """
        if labels is None or not (labels >= 0).any():
            raise SculptorError(
                "Expected labels of the training images for a prior by label, received none. "
                "Choose data with classes, or a prior of z alone."
            )
        table = self.numbers(names)
        counts = np.bincount(table[labels[labels >= 0]], minlength=len(self.parts))
        for name, count in zip(self.groups, counts, strict=False):
            if count < LEAST:
                raise SculptorError(
                    f"Expected at least {LEAST} training images of the class {name}, which has a "
                    f"part of the prior; received {count}. Take its part away."
                )
        parts = dict(zip(self.groups, self.parts, strict=False))
        return ByLabel(self.spec, parts, self.parts[-1], counts.astype(np.float64))

    def numbers(self, names: Sequence[str]) -> npt.NDArray[np.int64]:
        """The part of each class: those without one of their own have the last.

        Raises:
            SculptorError: A part is that of no class.
        """
        place = {name: number for number, name in enumerate(names)}
        unknown = [name for name in self.groups if name not in place]
        if unknown:
            raise SculptorError(
                f"Expected parts of classes of the data ({one_of(names[:20]) or 'it has none'}), "
                f"received one of {unknown[0]!r:.80}. Rename or remove it."
            )
        table = np.full(len(names), len(self.groups), np.int64)
        table[[place[name] for name in self.groups]] = np.arange(len(self.groups))
        return table


def from_spec(spec: Spec, labels: float, block: Callable[..., Prior], dim: int | None) -> ByLabel:
    """The prior of a specification with ``parts``.

    Args:
        spec: The specification.
        labels: Of which the specification tells too.
        block: Makes the prior of one part, of so many dimensions where it may have any.
        dim: Of the run; that of the first part where nobody says.
    """
    parts = check_parts(spec)
    if dim is None:
        dim = block(next(iter(parts.values())), None).dim
    move = {name: spec[name] for name in transform.NAMES if name in spec}

    def made(part: Spec) -> Prior:
        return Transformed({**part, **move}, block(part, dim)) if move else block(part, dim)

    each = {name: made(part) for name, part in parts.items()}
    return ByLabel(spec, each, made(spec.get("rest", REST)))


def check_parts(spec: Mapping[str, Any]) -> dict[str, Spec]:
    """The specifications of parts, if they are as many as there may be.

    Raises:
        SculptorError: They are no object by names of classes, or too many or none.
    """
    parts = spec["parts"]
    if not isinstance(parts, dict) or not 1 <= len(parts) <= PARTS:
        received = f"{len(parts):,} of them" if isinstance(parts, dict) and parts else brief(parts)
        raise SculptorError(
            f"Expected parts as a JSON object of 1 to {PARTS} classes, each with its prior; "
            f"received {received}. Leave classes out: they share the rest."
        )
    return parts


def check_labels(labels: float) -> None:
    """Refuse a number of labels that is neither a share nor a number.

    Raises:
        SculptorError: It lies above 1 and is not whole.
    """
    if labels > 1 and labels != int(labels):
        raise SculptorError(
            "Expected labels as a share of the images up to 1, or as a whole number of them; "
            f"received {labels:g}."
        )


def known_of(labels: float, n: int) -> int:
    """How many of n items are known.

    >>> known_of(0.1, 55), known_of(1, 55), known_of(4000, 55)
    (6, 55, 55)

    Args:
        labels: A share of them up to 1, or a number from 2.
        n: Items of which they are known at all.
    """
    return round(labels * n) if labels <= 1 else min(int(labels), n)
