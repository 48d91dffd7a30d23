"""Widgets made from the tables of kinds: one for each parameter of a prior, objective, network."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from sculptor.parameter import Parameter
from sculptor.ui.app.widgets import follow

Spec = dict[str, Any]
Took = Callable[[Any], None]

SLIDER_STOPS = 200
"""A number whose range has more steps than this is typed rather than slid."""

REACH = 4
"""A slider goes to so many times the default, or to the value if that is larger."""


def show(
    parameters: Iterable[Parameter], spec: Spec, key: str, changed: Callable[[Spec], None]
) -> None:
    """Show a control for each parameter, and report changes.

    Args:
        parameters: Rows of a table of kinds.
        spec: The specification that the controls show.
        key: Unique on the page; the keys of the controls begin with it.
        changed: Called with the new specification before the page runs again. It leaves out what
            is at its default.
    """
    with st.container(key=f"parameters-{key}"):
        for parameter in parameters:
            took = _setter(parameter, spec, changed)
            _control(parameter, spec, f"{key}-{spec['kind']}-{parameter.name}", took)


def _setter(parameter: Parameter, spec: Spec, changed: Callable[[Spec], None]) -> Took:
    def took(value: Any) -> None:
        rest = {name: part for name, part in spec.items() if name != parameter.name}
        changed(rest if value == parameter.default else {**rest, parameter.name: value})

    return took


def _control(parameter: Parameter, spec: Spec, key: str, took: Took) -> None:
    value = spec.get(parameter.name, parameter.default)
    if isinstance(parameter.default, tuple):
        _list(parameter, value, key, took)
    elif parameter.words:
        _words(parameter, value, key, took)
    else:
        _number(parameter, value, key, took)


def _number(parameter: Parameter, value: float, key: str, took: Took) -> None:
    """A slider where the value is on one of its stops, else a field to type into."""
    whole = parameter.whole
    kind = int if whole else float
    low, high = ends(parameter, value)
    slides = (high - low) / parameter.step <= SLIDER_STOPS and _multiple(value, parameter.step)
    if not slides:
        low, high = parameter.low, parameter.high
    widget: Any = st.slider if slides else st.number_input
    widget(
        parameter.title,
        kind(low),
        kind(high),
        step=kind(parameter.step),
        help=parameter.description,
        **({} if whole or slides else {"format": "%g"}),
        **follow(key, kind(value), took),
    )


def ends(parameter: Parameter, value: float) -> tuple[float, float]:
    """The ends of a slider: whole steps, and no further than is of use.

    Many parameters may be far larger than is sensible; a slider to there could not be set finely.
    """
    step = parameter.step
    low, high = step * math.ceil(parameter.low / step - 1e-9), parameter.high
    default = parameter.default
    if parameter.low >= 0 and isinstance(default, int | float) and default > 0:
        useful = max(REACH * default, value)
        high = min(high, step * math.ceil(useful / step - 1e-9))
    return round(min(low, value), 9), round(high, 9)


def _multiple(value: float, step: float) -> bool:
    return math.isclose(value / step, round(value / step), abs_tol=1e-6)


def _words(parameter: Parameter, value: Any, key: str, took: Took) -> None:
    """A choice of words; where a number will do as well, it is typed beside them."""
    words = parameter.words
    numeric = parameter.high > parameter.low
    options = [*words, "number"] if numeric else [*words]
    chosen = value if value in words else "number"
    st.selectbox(
        parameter.title,
        options,
        format_func=_called,
        help=parameter.description,
        **follow(key, chosen, lambda word: took(1.0 if word == "number" else word)),
    )
    if chosen == "number":
        st.number_input(
            f"{parameter.title}, a number",
            float(parameter.low),
            float(parameter.high),
            step=float(parameter.step),
            format="%g",
            **follow(f"{key}-number", float(value), took),
        )


def _list(parameter: Parameter, value: Iterable[float], key: str, took: Took) -> None:
    """Numbers with commas between."""
    text = ", ".join(f"{part:g}" for part in value)
    problem = f"{key}-problem"

    def typed(words: str) -> None:
        numbers = numbers_in(words, parameter.low, parameter.high)
        st.session_state[problem] = numbers is None
        if numbers is not None:
            took(numbers or parameter.default)

    if st.session_state.get(problem):
        text = st.session_state.get(key, text)
    st.text_input(
        parameter.title,
        help=parameter.description,
        placeholder="1, 2, 1",
        **follow(key, text, typed),
    )
    if st.session_state.get(problem):
        st.caption(
            f":red[Expected numbers from {parameter.low:g} to {parameter.high:g} "
            "with commas between.]"
        )


def numbers_in(text: str, low: float, high: float) -> list[float] | None:
    """Numbers with commas between; None if it is anything else.

    >>> numbers_in("1, 2.5", 0, 9), numbers_in("", 0, 9), numbers_in("1;2", 0, 9)
    ([1.0, 2.5], [], None)
    """
    try:
        numbers = [float(part) for part in text.split(",")] if text.strip() else []
    except ValueError:
        return None
    return numbers if all(low <= number <= high for number in numbers) else None


def _called(word: str) -> str:
    acronyms = {"imq": "IMQ", "rbf": "RBF"}
    return acronyms.get(word, word.capitalize())
