"""The Compare page: two to six runs side by side and in step.

One fragment shows everything and runs again by itself while a run is live. What it reads it reads
once (see `watch_reader`), and what it has drawn before it sends as before, so that a look costs a
few milliseconds.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sculptor.ui import compare_panels, compare_pick, compare_runs, errors, state

SHEET = Path(__file__).parent / "frontend" / "compare-page.css"
"""The style sheet of the page."""

POLL = 0.5
"""Seconds between two looks while a run is live."""


def show() -> None:
    """Show the runs of the address, or an invitation to choose some."""
    identities = compare_pick.chosen()
    if not identities:
        compare_pick.invite()
        return
    compare_pick.show(identities)
    live = any(side.live for side in compare_runs.sides(identities))
    with st.container(key="compare-frame"):
        st.fragment(_look, run_every=POLL if live else None)(identities, live)


def _look(identities: list[str], live: bool) -> None:
    """A look at the runs; begins the page anew when the last live run has ended."""
    with errors.shown("The Compare page"):
        sides = compare_runs.sides(identities)
        if live != any(side.live for side in sides):
            st.rerun()
        compare_panels.controls(sides)
        compare_panels.show(sides, state.get("place"))
