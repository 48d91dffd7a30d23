"""Shift, scale and rotation of a prior: applied to its samples as scale, then turn, then shift."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from sculptor.priors.transform import LARGEST
from sculptor.ui.app import state
from sculptor.ui.app.widgets import follow
from sculptor.words import latent

Spec = dict[str, Any]

_PLANE = "move:plane"

_DEFAULTS: Spec = {"shift": 0.0, "scale": 1.0, "rotation": 0.0}


def show(dimensions: int) -> None:
    """The controls, folded away until they are wanted."""
    move: Spec = state.get("move")
    title = "Shift, scale, rotate" + (" · on" if move else "")
    folded = st.expander(title, expanded=bool(move), key="fold-move", on_change="rerun")
    if folded.open:
        with folded:
            _controls(move, dimensions)


def _controls(move: Spec, dimensions: int) -> None:
    shift, scale = st.columns(2)
    with shift:
        _numbers("shift", "Shift", move, dimensions)
    with scale:
        _numbers("scale", "Scale", move, dimensions)
    if dimensions >= 2:
        _turn(move, dimensions)
    if move:
        st.button("Reset", on_click=state.reset, args=("move",), icon=":material/undo:")


def _numbers(name: str, title: str, move: Spec, dimensions: int) -> None:
    """One number for all dimensions, or one for each with a comma between."""
    key = f"move.{name}"
    value = move.get(name, _DEFAULTS[name])
    text = ", ".join(f"{part:g}" for part in value) if isinstance(value, list) else f"{value:g}"

    def typed(words: str) -> None:
        numbers = parse(words, dimensions)
        if numbers is not None:
            _set(name, numbers)

    before = st.session_state.get(key, text)
    st.text_input(
        title,
        help=f"One number for all, or {dimensions} with commas between."
        if dimensions > 1
        else None,
        **follow(key, before if parse(before, dimensions) is None else text, typed),
    )
    if parse(st.session_state[key], dimensions) is None:
        st.caption(f":red[Expected one number, or {dimensions} with commas between.]")


def parse(text: str, dimensions: int) -> float | list[float] | None:
    """Read one number, or one for each dimension; None if it is neither.

    >>> parse("0.5", 3), parse("1, 2", 2), parse("1, 2", 3), parse("x", 2)
    (0.5, [1.0, 2.0], None, None)
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    if not all(math.isfinite(number) and abs(number) <= LARGEST for number in numbers):
        return None
    if len(numbers) == 1:
        return numbers[0]
    return numbers if len(numbers) == dimensions else None


def _turn(move: Spec, dimensions: int) -> None:
    """One rotation, in the plane of two dimensions that are chosen where there are more."""
    plane, angle = _read(move.get("rotation", 0.0))
    if plane is None:
        st.caption("It is rotated in several planes.")
        return
    if dimensions > 2:
        with st.container(horizontal=True, gap="small"):
            plane = (
                _axis("Rotate from", plane[0], plane, 0, dimensions, angle),
                _axis("towards", plane[1], plane, 1, dimensions, angle),
            )
    st.slider(
        "Rotation, degrees",
        -180.0,
        180.0,
        step=5.0,
        format="%d°",
        **follow(
            "move.rotation", float(angle), lambda turned: _set("rotation", _write(plane, turned))
        ),
    )


def _axis(
    title: str, now: int, plane: tuple[int, int], at: int, dimensions: int, angle: float
) -> int:
    """One of the two dimensions of the plane; a choice of the other one swaps the two."""

    def took(chosen: int) -> None:
        other = plane[1 - at] if chosen != plane[1 - at] else plane[at]
        pair = (chosen, other) if at == 0 else (other, chosen)
        st.session_state[_PLANE] = pair
        _set("rotation", _write(pair, angle))

    tied = follow(f"move.plane.{at}", min(now, dimensions - 1), took)
    axis: int = st.selectbox(title, range(dimensions), format_func=latent, **tied)
    return axis


def _read(rotation: Any) -> tuple[tuple[int, int] | None, float]:
    """The plane and the angle of a rotation; no plane if there are several."""
    match rotation:
        case [{"plane": [int(first), int(second)], "degrees": angle}]:
            return (first, second), angle
        case int() | float():
            pair: tuple[int, int] = st.session_state.get(_PLANE, (0, 1)) if not rotation else (0, 1)
            return pair, rotation
    return None, 0.0


def _write(plane: tuple[int, int], angle: float) -> Any:
    """A rotation as a prior takes it; 0 where nothing turns.

    >>> _write((0, 1), 30.0), _write((0, 2), 30.0), _write((0, 2), 0.0)
    (30.0, [{'plane': [0, 2], 'degrees': 30.0}], 0.0)
    """
    if plane == (0, 1) or not angle:
        return angle
    return [{"plane": [*plane], "degrees": angle}]


def _set(name: str, value: Any) -> None:
    move = {**state.get("move"), name: value}
    state.put(move={key: part for key, part in move.items() if part != _DEFAULTS[key]})
