"""Widgets that show what may also change elsewhere, and tell when a person changes it.

Streamlit leaves two things to be seen to. What is put for a widget is lost where a page runs again
before the browser has it: the widget then begins with its least value, and says so. And a callback
comes without a change where a run that made its widget did not end: the widget is new to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sculptor.ui.app import internals

_MISSING = object()


def follow(key: str, value: Any, took: Callable[[Any], object]) -> dict[str, Any]:
    """Arguments that tie a widget to a value: ``st.slider("Size", **follow("size", 3, took))``.

    Args:
        key: Of the widget.
        value: What it shows.
        took: Called with what a person has changed it to, before the page runs again.
    """
    told = f"told.{key}"

    def changed() -> None:
        now = st.session_state[key]
        if now != st.session_state.get(told, _MISSING):
            st.session_state[told] = now
            took(now)

    st.session_state[told] = value
    if not internals.reported(key) or st.session_state.get(key, _MISSING) != value:
        st.session_state[key] = value
    return {"key": key, "on_change": changed}
