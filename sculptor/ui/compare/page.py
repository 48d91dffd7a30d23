"""The Compare page: two to six runs side by side and in step.

Two fragments stand one above the other, and run again by themselves while a run is live: the panels
often, the rest now and then. What they read they read once (see `sculptor.ui.plots.reader`).
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sculptor.errors import SculptorError
from sculptor.studies import Study
from sculptor.ui.app import errors, state
from sculptor.ui.compare import panels, pick, table, views
from sculptor.ui.frontend.compare import MOST
from sculptor.ui.kit import actions
from sculptor.ui.plots.sides import Side, by_configuration, read_sides

POLL, SLOW, IDLE = 0.5, 2.0, 5.0
"""Seconds between two looks while a run is live: at the panels, and at the rest; and at the panels
of runs of which another browser may resume one."""


def show() -> None:
    """Show the runs of the address, or an invitation to choose some."""
    identities, study = list(state.get("runs")), state.get("study")
    if not identities and not study:
        pick.invite()
        return
    try:
        sides = read_sides(identities, study)
    except SculptorError as error:
        st.error(errors.escape(str(error)), icon=":material/link_off:")
        pick.invite()
        return
    pick.show(sides, study)
    polled = _polled(sides, study)
    with st.container(key="compare-frame"):
        st.fragment(_panels, run_every=POLL if polled else IDLE)(identities, study, polled)
        st.fragment(_rest, run_every=SLOW if polled else None)(identities, study, polled)


def _polled(sides: Sequence[Side], study: str) -> bool:
    """Whether something may come by itself."""
    if any(side.live for side in sides) or table.awaiting(sides):
        return True
    return bool(study) and Study.open(study).status == "running"


def _panels(identities: list[str], study: str, polled: bool) -> None:
    """The sentence and the panels; begins the page anew when the rest should be another."""
    with errors.shown("The Compare page"):
        sides = read_sides(identities, study)
        begun = [side.id for side in sides if side.run]
        if begun != st.session_state.get(pick.PICKED, begun):  # a run of the study has begun
            st.rerun()
        if polled != _polled(sides, study) or st.session_state.pop(panels.PLACED, False):
            st.rerun()
        first = sides[:MOST]
        actions.show_problem()
        with errors.shown("The summary"):
            table.say(by_configuration(sides), state.get("place"), state.get("align"))
        panels.controls(first)
        if panels.show(first, state.get("place")):
            st.rerun()


def _rest(identities: list[str], study: str, polled: bool) -> None:
    """Everything below the panels, each part for itself; scores that are asked for here come.

    Before a page that was just opened has its points, there is nothing: both would be slower.
    """
    with errors.shown("The Compare page"):
        sides = read_sides(identities, study)
        first = sides[:MOST]
        if panels.opening(first):
            return
        if polled != _polled(sides, study):
            st.rerun()
        place, align = state.get("place"), state.get("align")
        groups = by_configuration(sides)
        with errors.shown("The difference"):
            table.differ(sides)
        with errors.shown("The scores"):
            table.show(groups, place, align)
        with errors.shown("The curves"):
            from sculptor.ui.compare import charts

            charts.show(groups, align)
            if study:
                opened = Study.open(study)
                charts.front(opened)
                charts.labels(opened)
        shown = [(side, step) for side in first if (step := side.at(place, align)) is not None]
        if shown:
            views.show(shown, state.get("representation"))
