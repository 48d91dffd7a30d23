"""The Compare page: two to six runs side by side and in step.

Two fragments stand one above the other, and run again by themselves while a run is live: the panels
often, the rest now and then. What they read they read once (see `watch_reader`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from sculptor.errors import SculptorError
from sculptor.studies import Study
from sculptor.ui import (
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

POLL, SLOW, IDLE = 0.5, 2.0, 5.0
"""Seconds between two looks while a run is live: at the panels, and at the rest; and at the panels
of runs of which another browser may resume one."""


def show() -> None:
    """Show the runs of the address, or an invitation to choose some."""
    identities, study = list(state.get("runs")), state.get("study")
    if not identities and not study:
        compare_pick.invite()
        return
    try:
        sides = compare_runs.sides(identities, study)
    except SculptorError as error:
        st.error(errors.escape(str(error)), icon=":material/link_off:")
        compare_pick.invite()
        return
    compare_pick.show(sides, study)
    polled = _polled(sides, study)
    with st.container(key="compare-frame"):
        st.fragment(_panels, run_every=POLL if polled else IDLE)(identities, study, polled)
        st.fragment(_rest, run_every=SLOW if polled else None)(identities, study, polled)


def _polled(sides: Sequence[Side], study: str) -> bool:
    """Whether something may come by itself."""
    if any(side.live for side in sides) or compare_scores.awaiting(sides):
        return True
    return bool(study) and Study.open(study).status == "running"


def _panels(identities: list[str], study: str, polled: bool) -> None:
    """The sentence and the panels; begins the page anew when the rest should be another."""
    with errors.shown("The Compare page"):
        sides = compare_runs.sides(identities, study)
        if polled != _polled(sides, study) or st.session_state.pop(compare_panels.PLACED, False):
            st.rerun()
        first = sides[: compare_runs.MOST]
        runs_actions.show_problem()
        with errors.shown("The summary"):
            compare_scores.say(compare_runs.groups(sides), state.get("place"), state.get("align"))
        compare_panels.controls(first)
        if compare_panels.show(first, state.get("place")):
            st.rerun()


def _rest(identities: list[str], study: str, polled: bool) -> None:
    """Everything below the panels, each part for itself; scores that are asked for here come.

    Before a page that was just opened has its points, there is nothing: both would be slower.
    """
    with errors.shown("The Compare page"):
        sides = compare_runs.sides(identities, study)
        first = sides[: compare_runs.MOST]
        if compare_panels.opening(first):
            return
        if polled != _polled(sides, study):
            st.rerun()
        place, align = state.get("place"), state.get("align")
        groups = compare_runs.groups(sides)
        with errors.shown("The difference"):
            compare_scores.differ(sides)
        with errors.shown("The scores"):
            compare_scores.table(groups, place, align)
        with errors.shown("The curves"):
            from sculptor.ui import compare_charts  # Altair takes a while: the panels come first

            compare_charts.show(groups, align)
            if study:
                compare_charts.front(Study.open(study))
        shown = [(side, step) for side in first if (step := side.at(place, align)) is not None]
        if shown:
            there, steps = zip(*shown, strict=True)
            compare_views.show(there, steps, state.get("representation"))
