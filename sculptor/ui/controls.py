"""Widgets made from the tables of kinds: one for each parameter of a prior, objective, network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

Spec = dict[str, Any]


def show(parameters: Iterable[Any], spec: Spec, key: str, changed: Callable[[Spec], None]) -> None:
    """Show a control for each parameter, and report changes.

    Args:
        parameters: Rows of a table of kinds.
        spec: The specification that the controls show and change.
        key: Unique on the page; the controls' keys begin with it.
        changed: Called with the new specification, which leaves out what is at its default.
    """
    for parameter in parameters:
        _control(parameter, spec, f"{key}-{spec['kind']}-{parameter.name}", changed)


def _control(parameter, spec, key, changed):
    value = spec.get(parameter.name, parameter.default)

    def took():
        new = st.session_state[key]
        rest = {n: v for n, v in spec.items() if n != parameter.name}
        changed(rest if new == parameter.default else {**rest, parameter.name: new})

    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if st.session_state.get(key) != value:
            st.session_state[key] = value
        t = type(value)
        st.slider(
            parameter.name.capitalize(),
            t(parameter.low),
            t(parameter.high),
            step=t(parameter.step),
            key=key,
            on_change=took,
            help=parameter.description,
        )
