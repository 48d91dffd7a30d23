"""Shift, scale and rotation of a prior: applied to its samples as scale, then turn, then shift."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from sculptor.ui import state

Spec = dict[str, Any]

_DEFAULTS: Spec = {"shift": 0.0, "scale": 1.0, "rotation": 0.0}


def show(dimensions: int) -> None:
    """The controls, folded away until they are wanted."""
    move: Spec = state.get("move")
    with st.expander("Shift, scale, rotate" + (" · on" if move else ""), expanded=bool(move)):
        _numbers("shift", "Shift", move, dimensions)
        _numbers("scale", "Scale", move, dimensions)
        if dimensions >= 2:
            _angle(move)
        if move:
            st.button("Reset", on_click=state.reset, args=("move",), icon=":material/undo:")


def apply(spec: Spec, move: Spec) -> Spec:
    """A prior with shift, scale and rotation on top of those that it has.

    One that has some already becomes a composition of one block, so that both apply.

    >>> apply({"kind": "ring"}, {"rotation": 30.0})
    {'kind': 'ring', 'rotation': 30.0}
    >>> apply({"kind": "ring", "shift": 1.0}, {"scale": 2.0})
    {'kind': 'compose', 'blocks': [{'kind': 'ring', 'shift': 1.0}], 'scale': 2.0}
    """
    if not move:
        return spec
    if spec.keys() & _DEFAULTS.keys():
        spec = {"kind": "compose", "blocks": [spec]}
    return {**spec, **move}


def split(spec: Spec) -> tuple[Spec, Spec]:
    """A prior without its shift, scale and rotation, and these by themselves."""
    move = {name: spec[name] for name in _DEFAULTS if name in spec}
    return {name: value for name, value in spec.items() if name not in move}, move


def _numbers(name: str, title: str, move: Spec, dimensions: int) -> None:
    """One number for all dimensions, or one for each with a comma between."""
    key = f"move.{name}"
    value = move.get(name, _DEFAULTS[name])
    text = ", ".join(f"{part:g}" for part in value) if isinstance(value, list) else f"{value:g}"

    def changed() -> None:
        numbers = parse(st.session_state[key], dimensions)
        if numbers is not None:
            _set(name, numbers)

    if key not in st.session_state or parse(st.session_state[key], dimensions) is not None:
        st.session_state[key] = text
    st.text_input(
        title,
        key=key,
        on_change=changed,
        help=f"One number for all, or {dimensions} with commas between."
        if dimensions > 1
        else None,
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
    if not all(math.isfinite(number) and abs(number) <= 1e6 for number in numbers):
        return None
    if len(numbers) == 1:
        return numbers[0]
    return numbers if len(numbers) == dimensions else None


def _angle(move: Spec) -> None:
    key = "move.rotation"
    value = move.get("rotation", 0.0)
    if not isinstance(value, int | float):
        st.caption("It is rotated in several planes.")
        return
    if st.session_state.get(key) != value:
        st.session_state[key] = float(value)
    st.slider(
        "Rotation of z₁ towards z₂, degrees",
        -180.0,
        180.0,
        step=5.0,
        format="%d°",
        key=key,
        on_change=lambda: _set("rotation", st.session_state[key]),
    )


def _set(name: str, value: Any) -> None:
    move = {**state.get("move"), name: value}
    state.set(move={key: part for key, part in move.items() if part != _DEFAULTS[key]})
