"""The pins: codes that are kept, what they decode to, and arithmetic with them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sculptor.explore.opened import Explored
from sculptor.ui.app.fields import MOST_PINS
from sculptor.ui.explore import editing, reading
from sculptor.ui.kit import actions
from sculptor.views.svg import data_uri

SIDE = 96
"""Pixels of what is decoded of a pin, at least."""


def show(explored: Explored) -> None:
    """Show the pins; nothing where there are none."""
    pins = editing.pins(explored)
    if not pins:
        return
    ready = not reading.obstacle(explored)
    with st.container(key="pins", horizontal=True, gap="small", vertical_alignment="bottom"):
        for i, pin in enumerate(pins):
            letter = editing.LETTERS[i]
            with st.container(key=f"pin-{i}", width=96, gap=None):
                if ready:
                    png = reading.picture(explored, pin, SIDE)
                    st.image(data_uri(png), width=88, alt=f"Pin {letter}, decoded")
                with st.container(horizontal=True, gap=None):
                    actions.button(
                        letter,
                        None,
                        partial(editing.put, explored, pin),
                        key=f"pin-go-{i}",
                        help=f"Edit pin {letter}",
                        type="tertiary",
                    )
                    actions.button(
                        "Remove",
                        None,
                        partial(editing.unpin, explored, i),
                        key=f"pin-remove-{i}",
                        help=f"Remove pin {letter}",
                        type="tertiary",
                    )
        _arithmetic(explored, len(pins))
    if len(pins) == MOST_PINS:
        st.caption(f"{MOST_PINS} pins are kept; the next one takes the place of the oldest.")


def _arithmetic(explored: Explored, count: int) -> None:
    """Pins added and taken away: a - b + c."""
    if count < 2:
        return
    letters = list(editing.LETTERS[:count])
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", width="content"):
        chosen = [
            st.selectbox(title, letters, index=min(i, count - 1), key=f"pin-term-{i}", width=72)
            for i, title in enumerate(("Pin", "minus", "plus"))
        ]
        actions.button(
            f"{chosen[0]} \N{MINUS SIGN} {chosen[1]} + {chosen[2]}",
            "calculate",
            lambda: _combine(explored, *chosen),
            key="pin-combine",
            help="Edit the code that this comes to.",
        )


def _combine(explored: Explored, a: str, b: str, c: str) -> None:
    pins = editing.pins(explored)
    first, second, third = (pins[editing.LETTERS.index(letter)] for letter in (a, b, c))
    editing.put(explored, first - second + third)
