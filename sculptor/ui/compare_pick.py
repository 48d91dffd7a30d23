"""Which runs are compared: chosen on the page, on the Runs page, or by a study."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sculptor import runs
from sculptor.runs import Run
from sculptor.ui import compare_runs, state
from sculptor.ui import runs_words as words

RECENT = 100
"""Runs that can be chosen from on the page; older ones are on the Runs page."""


def chosen() -> list[str]:
    """The ids of the runs to compare."""
    return list(state.get("runs"))


def show(identities: Sequence[str]) -> None:
    """Show which runs are compared, and let them be changed."""
    with st.container(key="compare-head", gap="small"):
        st.subheader("Compare", anchor=False)
        _select(list(identities), "Add or remove runs")


def invite() -> None:
    """Invite to choose runs, or to make some."""
    found = [run for run in runs.list_runs() if not run.problem]
    with st.container(key="invite", horizontal_alignment="center", gap="medium"):
        st.space("large")
        st.subheader("Compare runs", anchor=False, width="content", text_alignment="center")
        st.markdown(
            "See up to six latent spaces side by side and in step: the same images, the same axes, "
            "one scrubber.",
            width="content",
            text_alignment="center",
        )
        if len(found) > 1:
            with st.container(width=560):
                _select([], "Choose two to six runs")
        if st.button("Compare KL and MMD on the Sculpt page", icon=":material/compare:"):
            st.switch_page("pages/sculpt.py")


def _select(identities: list[str], title: str) -> None:
    found = [run for run in runs.list_runs() if not run.problem][:RECENT]
    known = {run.id: run for run in found}
    options = [*(id for id in identities if id not in known), *known]
    key = f"compare-runs-{','.join(identities)}"

    def changed() -> None:
        state.set(runs=list(st.session_state[key]), place=None)

    st.multiselect(
        title,
        options,
        default=identities,
        format_func=lambda id: _label(known[id]) if id in known else id,
        max_selections=compare_runs.MOST,
        key=key,
        on_change=changed,
        label_visibility="collapsed" if identities else "visible",
        placeholder="Runs to compare",
    )


def _label(run: Run) -> str:
    """A run in a few words."""
    config = run.config
    parts = [words.objective(config.objective), words.prior(config.prior), config.dataset]
    seed = [f"seed {config.seed}"] if config.seed else []
    name = [run.name] if config.name else []
    return " · ".join([*name, *parts, *seed, words.age(run.created)])
