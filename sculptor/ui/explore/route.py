"""The path between two codes that is shown: from where to where, and which way."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.explore import paths
from sculptor.explore.opened import Explored
from sculptor.explore.planes import Map, Plane
from sculptor.ui.explore import editing

Floats = npt.NDArray[np.float32]

ENDS, KIND = "explore:ends", "explore:way"


def choose(origin: int, end: int) -> None:
    """Show the path between two marks: 0 is the code that is edited, then the pins."""
    st.session_state[ENDS] = (origin, end)
    st.session_state[editing.CHANGED] = True


def ends(explored: Explored) -> tuple[int, int] | None:
    """The marks between which a path is shown; the last two pins unless others were chosen."""
    count = len(editing.pins(explored))
    origin, end = st.session_state.get(ENDS, (count - 1, count))
    fits = origin != end and min(origin, end) >= 0 and max(origin, end) <= count
    if fits:
        return origin, end
    return (count - 1, count) if count > 1 else None


def kind() -> str:
    """Which way it goes, out of `sculptor.explore.paths.KINDS`."""
    return str(st.session_state.get(KIND, "line"))


def codes(explored: Explored) -> Floats | None:
    """The codes along the path; None without two ends."""
    chosen = ends(explored)
    if chosen is None:
        return None
    marks = [editing.code(explored), *editing.pins(explored)]
    origin, end = (tuple(marks[mark].tolist()) for mark in chosen)
    return _codes(explored, kind(), origin, end)


@lru_cache(maxsize=8)
def _codes(
    explored: Explored, kind: str, origin: tuple[float, ...], end: tuple[float, ...]
) -> Floats:
    return paths.between(kind, origin, end, explored.target)


def places(explored: Explored, shown: Plane | Map) -> list[list[float]]:
    """Where the path lies in a plane; nowhere without one."""
    along = codes(explored)
    found: list[list[float]] = [] if along is None else shown.place(along).tolist()
    return found
