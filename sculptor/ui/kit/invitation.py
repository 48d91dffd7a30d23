"""What a page shows on which no run is chosen: the way to a new one, and to the newest ones."""

from __future__ import annotations

import streamlit as st

from sculptor import home as places
from sculptor.jobs import Run
from sculptor.runs import index
from sculptor.runs.summary import Summary
from sculptor.ui.app import errors, state
from sculptor.ui.kit import actions, describe
from sculptor.words import age

RECENT = 5
"""Runs that an invitation offers."""


def invite(title: str) -> None:
    """Invite to the Sculpt page, or to open one of the newest runs."""
    recent = [run for run in index.summaries(places.home()) if not run.problem][:RECENT]
    with st.container(key="invite", horizontal_alignment="center", gap="medium"):
        st.space("large")
        st.subheader(title, anchor=False, width="content", text_alignment="center")
        st.markdown(
            "Choose images, draw the shape that their latent space should take, and press Train.",
            width="content",
            text_alignment="center",
        )
        if st.button("Sculpt a prior", type="primary", icon=":material/draw:"):
            state.turn("sculpt")
        if recent:
            st.caption("or open a recent run", width="content")
            with st.container(width=560, gap="small"):
                for run in recent:
                    _recent(run)


def _recent(run: Summary) -> None:
    look = describe.LOOKS[run.state.status]
    with (
        st.container(border=True, key=f"recent-{run.id}"),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        with st.container(gap=None):
            st.markdown(f"**{errors.escape(run.name)}**")
            st.caption(f"{errors.escape(run.line)} · {age(run.state.created)}")
        st.badge(look.word, icon=look.icon, color=look.colour)
        if st.button("Open", key=f"open-{run.id}"):
            actions.watch(Run(places.home() / run.id))
