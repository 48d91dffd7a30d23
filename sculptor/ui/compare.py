"""The Compare page: two to six runs side by side and in step.

One fragment shows everything and runs again by itself while a run is live. What it reads it reads
once (see `watch_reader`), and what it has drawn before it sends as before, so that a look costs a
few milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from sculptor.ui import (
    compare_charts,
    compare_panels,
    compare_pick,
    compare_runs,
    compare_scores,
    compare_views,
    errors,
    runs_actions,
    state,
)
from sculptor.ui.compare_runs import Side

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
    sides = compare_runs.sides(identities)
    polled = _polled(sides)
    with st.container(key="compare-frame"):
        st.fragment(_look, run_every=POLL if polled else None)(identities, polled)


def _polled(sides: Sequence[Side]) -> bool:
    """Whether something may come by itself."""
    return any(side.live for side in sides) or compare_scores.awaiting(sides)


def _look(identities: list[str], polled: bool) -> None:
    """A look at the runs; begins the page anew when nothing more will come by itself."""
    with errors.shown("The Compare page"):
        sides = compare_runs.sides(identities)
        if polled != _polled(sides):
            st.rerun()
        _parts(sides)


def _parts(sides: Sequence[Side]) -> None:
    """Everything on the page, each part for itself."""
    place, align = state.get("place"), state.get("align")
    groups = compare_runs.groups(sides)
    runs_actions.show_problem()
    with errors.shown("The summary"):
        compare_scores.say(groups, place, align)
    with errors.shown("The panels"):
        compare_panels.controls(sides)
        compare_panels.show(sides, place)
    with errors.shown("The difference"):
        compare_scores.differ(sides)
    with errors.shown("The scores"):
        compare_scores.table(groups, place, align)
    with errors.shown("The curves"):
        compare_charts.show(groups, align)
    shown = [(side, step) for side in sides if (step := side.at(place, align)) is not None]
    if shown:
        there, steps = zip(*shown, strict=True)
        compare_views.show(there, steps, state.get("representation"))
