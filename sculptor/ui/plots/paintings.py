"""A painting by label: a drawing for each class as a prior, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sculptor.errors import SculptorError
from sculptor.priors import transform
from sculptor.ui.frontend import sketch
from sculptor.ui.frontend.encoding import Extent
from sculptor.ui.frontend.sketch import BRUSHES, EXTENT, SIDE, Density
from sculptor.ui.plots import presets

Spec = dict[str, Any]

OTHERS = "all others"
"""What the classes without a drawing are called together on the pad."""


def brushes(classes: Sequence[str], spec: Spec) -> tuple[str, ...]:
    """The classes that have a brush each beside a prior by label: all, or else those it has.

    Args:
        classes: Of the data.
        spec: The prior.

    Raises:
        SculptorError: It has more of them than there are brushes.
    """
    names = tuple(classes) if len(classes) < BRUSHES else tuple(spec["parts"])
    if len(names) >= BRUSHES:
        raise SculptorError(
            f"Expected a prior by label of up to {BRUSHES - 1} classes to be painted, received one "
            f"of {len(names)}. Give it as JSON: sculptor train --prior, or run.set(prior=...)."
        )
    return names


def spec_of(
    density: Density,
    names: Sequence[str],
    labels: float,
    before: Spec | None = None,
    extent: Extent = EXTENT,
) -> Spec | None:
    """The prior of drawings of classes, the last of all others; None where none has one.

    Args:
        density: ``((classes + 1) · SIDE, SIDE)``.
        names: Of the classes.
        labels: How many are known.
        before: A prior whose drawings these were: what has not changed stays as it is there.
        extent: Where the pad lies in the plane; with ``before`` where `drawings` has it.
    """
    was: dict[str, Spec] = {}
    then = np.zeros((len(names) + 1, SIDE, SIDE), np.uint8)
    if before is not None:
        was, then = _parts(before), drawings(before, names)
    parts: dict[str, Spec] = {}
    layers = density.reshape(-1, SIDE, SIDE)
    for name, layer, shown in zip([*names, OTHERS], layers, then, strict=True):
        if layer.any():
            same = name in was and np.array_equal(layer, shown)
            parts[name] = was[name] if same else sketch.as_prior(sketch.to_png(layer), extent)
    rest = parts.pop(OTHERS, None)
    if not parts:
        return None
    spec: Spec = {"kind": "by-label", "parts": parts}
    return spec | ({"rest": rest} if rest else {}) | ({"labels": labels} if labels != 1 else {})


def drawings(spec: Spec, names: Sequence[str]) -> Density:
    """The drawings ``(classes + 1, SIDE, SIDE)`` of a prior by label, empty where it has none.

    Raises:
        SculptorError: It has a part for another class, or one of other than two dimensions.
    """
    found = np.zeros((len(names) + 1, SIDE, SIDE), np.uint8)
    for name, part in _parts(spec).items():
        if name not in (*names, OTHERS):
            raise SculptorError(
                f"Expected parts of classes of these data, received one of {name!r:.80}. Choose "
                "the data that it was made for."
            )
        number = len(names) if name == OTHERS else list(names).index(name)
        own = part["kind"] == "image" and part.get("extent") == list(sketch.EXTENT)
        own = own and part.keys() <= {"kind", "png", "extent"}
        found[number] = presets.picture(part) if own else presets.planar(part)
    return found


def _parts(spec: Spec) -> dict[str, Spec]:
    """Its parts, and under `OTHERS` that of the rest, each moved as the whole is."""
    plain, moved = transform.split(spec)
    parts = {**plain["parts"], **({OTHERS: plain["rest"]} if "rest" in plain else {})}
    return {name: transform.add(part, moved) for name, part in parts.items()}
