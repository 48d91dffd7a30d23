"""The code that is edited, the pins, and what was done: state of the Explore page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.explore.opened import Explored
from sculptor.explore.starting import of_mean
from sculptor.ui.app import state
from sculptor.ui.app.fields import MOST_PINS

Floats = npt.NDArray[np.float32]

LETTERS = "ABCDEFGHIJKL"

PAST, REV, CHANGED, SELECTION = (
    f"explore:{name}" for name in ("past", "rev", "changed", "selection")
)

STEPS = 200
"""That can be undone."""


def code(explored: Explored) -> Floats:
    """The code that is edited."""
    values = state.get("code")
    return np.array(values, np.float32) if len(values) == explored.dim else of_mean(explored)


def put(explored: Explored, values: Sequence[float] | Floats, *, moved: bool = False) -> None:
    """Edit another code.

    Args:
        explored: The space.
        values: The code.
        moved: Whether the sliders of the editor were moved to it, and stand there already.
    """
    past = st.session_state.setdefault(PAST, [])
    past.append((explored.key, list(state.get("code"))))
    del past[:-STEPS]
    _put([float(f"{value:.4g}") for value in values])
    if not moved:
        turn()


def turn() -> None:
    """Make the sliders take the code that is edited now."""
    st.session_state[REV] = rev() + 1


def rev() -> int:
    """A number that is another one once the sliders are to take the code."""
    return int(st.session_state.get(REV, 0))


def undo(explored: Explored) -> None:
    """Go back to the code before."""
    past = st.session_state.get(PAST, [])
    while past:
        key, values = past.pop()
        if key == explored.key:
            _put(values)
            turn()
            return


def can_undo(explored: Explored) -> bool:
    """Whether there is a code before."""
    return any(key == explored.key for key, _ in st.session_state.get(PAST, []))


def reset(explored: Explored) -> None:
    """Back to the code at first."""
    put(explored, of_mean(explored))


def _put(values: list[float]) -> None:
    state.put(code=values)
    st.session_state[CHANGED] = True


# Pins ---------------------------------------------------------------------------------------------


def pins(explored: Explored) -> list[Floats]:
    """The codes that are pinned."""
    return [np.array(pin, np.float32) for pin in state.get("pins") if len(pin) == explored.dim]


def pin(explored: Explored, values: Sequence[float] | Floats) -> None:
    """Pin a code; of too many the oldest goes."""
    kept = [pin.tolist() for pin in pins(explored)]
    new = [float(f"{value:.4g}") for value in values]
    _pinned([*kept, new][-MOST_PINS:])


def unpin(explored: Explored, which: int) -> None:
    """Take a pin away; those after it get the letter before theirs."""
    kept = [pin.tolist() for pin in pins(explored)]
    _pinned([pin for i, pin in enumerate(kept) if i != which])


def _pinned(kept: list[list[float]]) -> None:
    state.put(pins=kept)
    st.session_state[CHANGED] = True


# The selection ------------------------------------------------------------------------------------


def select(plane: object, places: Sequence[tuple[float, float]]) -> None:
    """Select what lies within an outline in a plane; nothing without corners."""
    st.session_state[SELECTION] = (plane, tuple(places)) if places else None
    st.session_state[CHANGED] = True


def selection(plane: object) -> tuple[tuple[float, float], ...]:
    """The outline of the selection, if it was made in this plane; empty if there is none."""
    kept = st.session_state.get(SELECTION)
    return kept[1] if kept and kept[0] == plane else ()


def changed() -> bool:
    """Whether something has changed of which more than the plane and the editor depend."""
    return bool(st.session_state.pop(CHANGED, False))
