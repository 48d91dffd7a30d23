"""Where a study is trained, where Ray is found: this machine, or a cluster that a person names."""

from __future__ import annotations

import streamlit as st

from sculptor.jobs.cluster import connection
from sculptor.studies import Place, Study
from sculptor.ui.app import state

PLACES = {
    "here": "This machine",
    "ray": "Ray, on this machine alone",
    "cluster": "A Ray cluster",
}


def choose() -> None:
    """Let a person choose; nothing is shown without Ray, which is looked for and not imported."""
    if not connection.found():
        return
    st.selectbox(
        "Where",
        list(PLACES),
        format_func=PLACES.__getitem__,
        help="A cluster trains each run as a task of its own, on any of its machines. It needs the "
        "same Sculptor on all of them.",
        **state.bind("where"),
    )
    if state.get("where") == "cluster":
        st.text_input(
            "Address of the cluster",
            placeholder="HOST:PORT, or auto",
            max_chars=300,
            help="Only of a cluster that you trust: it runs code on this machine.",
            **state.bind("cluster"),
        )


def chosen() -> Place:
    """What was chosen.

    Raises:
        SculptorError: A cluster was, and what stands there is no address.
    """
    where: str = state.get("where") if connection.found() else "here"
    if where == "cluster":
        return Place("ray", state.get("cluster").strip() or "an empty address")
    return Place("ray" if where == "ray" else "here")


def launch(study: Study) -> None:
    """Train there what has not finished of a study.

    Raises:
        SculptorError: As `chosen`, and as `Study.launch`.
    """
    place = chosen()
    study.launch(place.on, place.address, place.gpus)
