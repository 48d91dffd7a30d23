"""A painting by label as the page keeps it: a drawing for each class, one below the other.

It is kept on disk as one PNG, and the address has its id. What the classes are the chosen data say:
those of the painting are theirs in their order, and, last, all others together.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from sculptor import data
from sculptor.errors import SculptorError
from sculptor.runs import library
from sculptor.ui.app import state
from sculptor.ui.frontend import sketch
from sculptor.ui.frontend.sketch import BRUSHES, SIDE, Density
from sculptor.ui.plots import presets
from sculptor.ui.prior import move

Spec = dict[str, Any]

OTHERS = "all others"
"""What the classes without a drawing are called together on the pad."""

_REV, _OWN = "painted:rev", "painted:own"


def classes() -> tuple[str, ...]:
    """The classes of the chosen data; none where there are none, or more than there are brushes."""
    names = data.describe(state.get("dataset")).label_names
    return names if len(names) < BRUSHES else ()


def obstacle() -> str:
    """Why nothing can be painted for the chosen data; empty where it can."""
    names = data.describe(state.get("dataset")).label_names
    if not names:
        return "These data have no labels. Choose data with classes, such as digits or MNIST."
    if len(names) >= BRUSHES:
        return (
            f"These data have {len(names):,} classes, and there are brushes for up to "
            f"{BRUSHES - 1}. Give a prior of kind by-label as JSON to sculptor train --prior."
        )
    return ""


def png() -> bytes | None:
    """The painting as it is kept on disk; None while there is none."""
    return library.load_sketch(state.get("painted")) if state.get("painted") else None


def keep(picture: bytes) -> None:
    """Keep a painting on disk; one that came with the address stays as it is."""
    own = st.session_state.setdefault(_OWN, set())
    if state.get("painted") not in own:
        state.put(painted=f"painted-{secrets.token_hex(6)}")
        own.add(state.get("painted"))
    library.save_sketch(state.get("painted"), picture)


def rev() -> int:
    """How often a painting was put on the pad in this session."""
    return int(st.session_state.get(_REV, 0))


def held() -> Spec | None:
    """The prior that the painting says; None while no class has a drawing."""
    names, picture = classes(), png()
    if not names or picture is None:
        return None
    return spec_of(sketch.from_png(picture, len(names) + 1), names, state.get("labels"))


def unpainted() -> str:
    """Where the classes go that have no drawing, in a sentence; empty where all have one."""
    spec, names = held(), classes()
    if spec is None or len(spec["parts"]) == len(names):
        return ""
    left = len(names) - len(spec["parts"])
    what = "the drawing of all others" if "rest" in spec else "N(0, I), unless all others are drawn"
    return f"{left} of {len(names)} classes have no drawing of their own: they share {what}."


def spec_of(
    density: Density, names: Sequence[str], labels: float, before: Spec | None = None
) -> Spec | None:
    """The prior of drawings of classes, the last of all others; None where none has one.

    Args:
        density: ``((classes + 1) · SIDE, SIDE)``.
        names: Of the classes.
        labels: How many are known.
        before: A prior whose drawings these were: what has not changed stays as it is there.
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
            parts[name] = was[name] if same else sketch.as_prior(sketch.to_png(layer))
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
    plain, moved = move.split(spec)
    parts = {**plain["parts"], **({OTHERS: plain["rest"]} if "rest" in plain else {})}
    return {name: move.apply(part, moved) for name, part in parts.items()}


def hold(spec: Spec) -> None:
    """Put the drawings of a prior by label on the pad.

    Raises:
        SculptorError: It is one of other data, or of other than two dimensions.
    """
    layers = drawings(spec, classes())
    state.put(painted="", labels=float(spec.get("labels", 1.0)))
    keep(sketch.to_png(layers.reshape(-1, SIDE)))
    st.session_state[_REV] = rev() + 1
