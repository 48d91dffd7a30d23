"""Which latent space is explored: a run of this home, or a shipped model."""

from __future__ import annotations

import streamlit as st

from sculptor import home as places
from sculptor import pretrained
from sculptor.runs import index
from sculptor.ui.app import state
from sculptor.ui.kit.choices import called

RECENT = 100
"""Runs that are offered; older ones open from the Watch page."""


def chosen() -> str:
    """The space of the address, ``run:ID`` or ``model:NAME``; empty for the gallery."""
    if state.get("explored"):
        return f"run:{state.get('explored')}"
    return f"model:{state.get('model')}" if state.get("model") else ""


def choose(key: str | None) -> None:
    """Open another space; what was pinned in this one lies in no other."""
    if key is None or key == chosen():
        return
    kind, _, name = key.partition(":")
    state.reset("code", "pins", "axes", "everything")
    state.put(explored=name if kind == "run" else "", model=name if kind == "model" else "")


def of_runs() -> None:
    """A select box of the runs of this home; nothing where there are none."""
    titles = _runs()
    if not titles:
        return
    key = "explore-run"
    st.selectbox(
        "Explore a run of yours",
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        key=key,
        placeholder="Explore a run of yours",
        label_visibility="collapsed",
        on_change=lambda: choose(st.session_state[key]),
        width=300,
    )


def show(now: str) -> None:
    """A select box of all spaces, and the way back to the gallery."""
    titles = {**_runs(), **{f"model:{name}": f"Shipped: {name}" for name in pretrained.names()}}
    options = [*titles] if now in titles else [now, *titles]
    key = f"explore-space-{now}"
    st.button("Gallery", icon=":material/arrow_back:", on_click=lambda: choose(""))
    st.selectbox(
        "Latent space",
        options,
        index=options.index(now),
        format_func=lambda each: titles.get(each, each),
        key=key,
        label_visibility="collapsed",
        on_change=lambda: choose(st.session_state[key]),
        width=340,
    )


def _runs() -> dict[str, str]:
    runs = [run for run in index.summaries(places.home()) if not run.problem][:RECENT]
    return {f"run:{run.id}": called(run) for run in runs}
