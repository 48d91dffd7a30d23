"""Choices of how a latent space is shown, for pages that run again by themselves.

Their value is an argument: one that is put into `streamlit.session_state` may arrive in the browser
after the next look has overtaken it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from sculptor.runs.summary import Summary
from sculptor.ui.app import state
from sculptor.words import latent

REPRESENTATIONS = {"sample": "Samples", "mean": "Means"}


def choice(
    field: str,
    title: str,
    options: Mapping[str, str],
    key: str,
    width: int,
    now: str | None = None,
    **besides: Any,
) -> None:
    """A select box for a field of the state.

    Args:
        field: Its name.
        title: Of the box.
        options: The values of the field, and what they are called.
        key: Of what is shown, unique on the page together with the field.
        width: Pixels.
        now: What is chosen; what the field says where None.
        **besides: Fields that take another value when a choice is made.
    """
    key = f"{field}-{key}"
    current = state.get(field) if now is None else now

    def changed() -> None:
        # Streamlit also calls where a run of the page did not end, and nothing was chosen anew.
        if st.session_state[key] != current:
            state.put(**besides, **{field: st.session_state[key]})

    values = list(options)
    st.selectbox(
        title,
        values,
        index=values.index(current) if current in values else 0,
        format_func=options.__getitem__,
        key=key,
        on_change=changed,
        width=width,
    )


def axes(dim: int, key: str) -> None:
    """Which two of ``dim`` latents are shown; choosing the other's swaps them."""
    now = state.get("axes") if max(state.get("axes")) < dim else (0, 1)
    for place, title in enumerate(("Across", "Up")):
        name = f"{title}-{key}-{now}"

        def changed(place: int = place, name: str = name) -> None:
            new = list(now)
            new[place] = st.session_state[name]
            state.put(axes=tuple(new) if new[0] != new[1] else (now[1], now[0]))

        st.selectbox(
            title,
            range(dim),
            index=now[place],
            format_func=latent,
            key=name,
            on_change=changed,
            width=80,
        )


def called(run: Summary) -> str:
    """A run in a list to choose from: called the same each time, and of each run another.

    The browser tells what is chosen by how it is called. Were that the age of a run, what is chosen
    would be lost after a minute; were it its name alone, one of two of that name would be another.
    """
    return " · ".join(dict.fromkeys((run.name, run.id)))
