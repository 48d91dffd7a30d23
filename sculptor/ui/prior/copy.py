"""A prior copied from an earlier run: its aggregate posterior becomes the target of the next."""

from __future__ import annotations

import streamlit as st

from sculptor import jobs
from sculptor.runs.folder import LATENTS
from sculptor.ui.app import errors, state
from sculptor.ui.prior import sources


def show() -> None:
    """Choose the run, and fit the latent space to it."""
    runs = {
        run.id: run
        for run in jobs.list_runs()
        if not run.problem and (run.folder / LATENTS).exists()
    }
    if not runs:
        st.info(
            "No run has latents to copy yet. Train one, then come back.",
            icon=":material/content_copy:",
        )
        return
    chosen = state.get("copy")
    if chosen not in runs:
        if chosen:
            st.warning(f"The run {errors.escape(chosen)} is not here any more. Choose another.")
        state.put(copy=next(iter(runs)))
        sources.fit_latents()

    def title(key: str) -> str:
        config = runs[key].config
        return f"{runs[key].name} · {config.dataset} · {config.latent_dim} latents"

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
