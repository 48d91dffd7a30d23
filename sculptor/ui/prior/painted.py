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
from sculptor.runs import library
from sculptor.ui.app import state
from sculptor.ui.frontend import sketch
from sculptor.ui.frontend.sketch import BRUSHES, SIDE
from sculptor.ui.plots import paintings
from sculptor.ui.plots.paintings import OTHERS

Spec = dict[str, Any]

_REV, _OWN = "painted:rev", "painted:own"


def all_classes() -> tuple[str, ...]:
    """The classes of the chosen data; none where they have no labels."""
    return data.describe(state.get("dataset")).label_names


def many() -> bool:
    """Whether there are more classes than brushes, so that those to be painted are chosen."""
    return len(all_classes()) >= BRUSHES


def classes() -> tuple[str, ...]:
    """The classes that have a brush each: all of them, or of many those that are chosen."""
    names = all_classes()
    return tuple(name for name in state.get("brushes") if name in names) if many() else names


def choose(names: Sequence[str]) -> None:
    """Give other classes a brush; the drawings of those that had one already stay."""
    before, picture = (*classes(), OTHERS), png()
    state.put(brushes=[*names])
    if picture is not None:
        layers = sketch.from_png(picture, len(before)).reshape(-1, SIDE, SIDE)
        drawn = dict(zip(before, layers, strict=True))
        blank = np.zeros((SIDE, SIDE), np.uint8)
        kept = [drawn.get(name, blank) for name in (*names, OTHERS)]
        keep(sketch.to_png(np.concatenate(kept)))
    st.session_state[_REV] = rev() + 1


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
    return paintings.spec_of(sketch.from_png(picture, len(names) + 1), names, state.get("labels"))


def unpainted() -> str:
    """Where the classes go that have no drawing, in a sentence; empty where all have one."""
    spec = held()
    total = len(all_classes())
    if spec is None or len(spec["parts"]) == total:
        return ""
    left = total - len(spec["parts"])
    what = "the drawing of all others" if "rest" in spec else "N(0, I), unless all others are drawn"
    return f"{left:,} of {total:,} classes have no drawing of their own: they share {what}."


def hold(spec: Spec) -> None:
    """Put the drawings of a prior by label on the pad.

    Raises:
        SculptorError: It is one of other data, or of other than two dimensions.
    """
    names = paintings.brushes(all_classes(), spec)
    layers = paintings.drawings(spec, names)
    if many():
        state.put(brushes=[*names])
    state.put(painted="", labels=float(spec.get("labels", 1.0)))
    keep(sketch.to_png(layers.reshape(-1, SIDE)))
    st.session_state[_REV] = rev() + 1
