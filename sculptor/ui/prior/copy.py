"""A prior copied from an earlier run: its aggregate posterior becomes the target of the next."""

from __future__ import annotations

import streamlit as st

from sculptor import home as places
from sculptor.runs import index
from sculptor.runs.folder import LATENTS
from sculptor.runs.summary import Summary
from sculptor.ui.app import errors, state
from sculptor.ui.kit.choices import called
from sculptor.ui.prior import sources
from sculptor.words import count

RECENT = 100
"""Runs that are offered, at most; an older one can be named in the address."""


def show() -> None:
    """Choose the run, and fit the latent space to it."""
    chosen = state.get("copy")
    runs = _offered(chosen)
    if not runs:
        st.info(
            "No run has latents to copy yet. Train one, then come back.",
            icon=":material/content_copy:",
        )
        return
    if chosen not in runs:
        if chosen:
            st.warning(f"The run {errors.escape(chosen)} is not here any more. Choose another.")
        state.put(copy=next(iter(runs)))
        with errors.shown():  # another can be chosen below
            sources.fit_latents()

    def title(key: str) -> str:
        run = runs[key]
        return f"{called(run)} · {run.setup.dataset} · {count(run.setup.latent_dim, 'latent')}"

    st.selectbox(
        "Run to copy",
        list(runs),
        format_func=title,
        **state.bind("copy", then=sources.fit_latents),
    )
    st.caption(
        "The encoder's samples over the data of that run, as they are when you press Train, "
        "become the target: latent space copying from model to model."
    )


def _offered(chosen: str) -> dict[str, Summary]:
    """The newest runs whose latents can be copied, and the chosen one."""
    home, runs = places.home(), dict[str, Summary]()
    for run in index.summaries(home):
        wanted = len(runs) < RECENT or run.id == chosen
        if wanted and not run.problem and (home / run.id / LATENTS).exists():
            runs[run.id] = run
    return runs
