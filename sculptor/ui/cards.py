"""Cards that are chosen with a click: a picture and a few words, covered by a real button."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def card(key: str, label: str, chosen: bool, pick: Callable[[], None]) -> Iterator[None]:
    """A card; what is drawn within the context is its face.

    Args:
        key: Unique on the page.
        label: What its button says to a screen reader.
        chosen: Whether it is the chosen one of its kind.
        pick: Called when it is clicked, before the page runs again.
    """
    with st.container(key=f"card-{'chosen' if chosen else 'free'}-{key}", gap=None):
        yield
        st.button(f"{label}{' (chosen)' if chosen else ''}", key=f"pick-{key}", on_click=pick)
