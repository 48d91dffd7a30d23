"""Runs that are chosen to be compared, wherever they are shown."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from sculptor.ui.app import state
from sculptor.ui.app.fields import MOST_COMPARED


def choose(identity: str, wanted: bool) -> None:
    """Add a run to those that are compared, or take it away; nothing where it is so already."""
    now = list(state.get("runs"))
    if wanted and identity not in now and len(now) < MOST_COMPARED:
        now.append(identity)
    elif not wanted and identity in now:
        now.remove(identity)
    else:
        return
    state.put(runs=now, study="", place=None)


def offer(listed: Collection[str]) -> None:
    """Offer to compare the runs that are chosen on the Runs page.

    Args:
        listed: The runs that there are: those deleted since are no longer chosen.
    """
    chosen = [identity for identity in state.get("runs") if identity in listed]
    if chosen != state.get("runs"):
        state.put(runs=chosen)
    if not chosen:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="runs-compare"):
        if st.button(
            f"Compare {len(chosen)} runs" if len(chosen) > 1 else "Compare",
            type="primary",
            icon=":material/compare:",
            disabled=len(chosen) < 2,
        ):
            state.turn("compare")
        st.button("Choose none", type="tertiary", on_click=lambda: state.reset("runs"))
        if len(chosen) == 1:
            st.caption("Choose another one to compare it with.", width="content")
        elif len(chosen) == MOST_COMPARED:
            st.caption(f"{MOST_COMPARED} runs fit side by side.", width="content")
