"""One latent space to explore: its plane, the editor of a code, pins, and what is known of it.

The plane and the editor are one fragment, which runs again while a code is edited; the rest runs
when something has changed of which it depends.
"""

from __future__ import annotations

import streamlit as st

from sculptor import jobs
from sculptor.errors import SculptorError
from sculptor.explore.opened import Explored
from sculptor.exports.formats import FOLDER, FORMATS
from sculptor.ui.app import errors, state
from sculptor.ui.explore import (
    choosing,
    diagnosing,
    editing,
    editor,
    generate,
    interpolate,
    pins,
    plane,
    reading,
    selected,
    traversing,
)
from sculptor.ui.kit import actions, describe, taking
from sculptor.ui.plots import decode

SECTIONS = {
    "interpolate": "Interpolate",
    "selection": "Selection",
    "traversals": "Traversals",
    "generate": "Generate",
    "diagnosis": "Diagnosis",
}

STEP = "explore:step"
"""The space that is open, and the snapshot at which it was opened."""

POLL = 0.5
"""Seconds between two looks while the decoder or a map is awaited."""


def show(key: str) -> None:
    """Show a space, or why it cannot be.

    The plane is filled in first, wherever it stands: its points have the longest way.
    """
    head = st.container(horizontal=True, vertical_alignment="center", key="space-head")
    body = st.container(key="explore", gap="small")
    try:
        explored, newest = _opened(key)
    except SculptorError as error:
        with head:
            choosing.show(key)
        st.error(errors.escape(str(error)), icon=":material/link_off:")
        return
    with body:
        awaited = _awaited(explored)
        st.fragment(_look, run_every=POLL if any(awaited) else None)(explored, awaited)
    with head:
        choosing.show(key)
        if newest not in (None, explored.step):
            _offer(explored.step, newest)
        _about(explored)
    with body:
        _sections(explored)


def _opened(key: str) -> tuple[Explored, int | None]:
    """The space at the snapshot at which it was opened, and the newest step there is.

    Raises:
        SculptorError: It cannot be opened.
    """
    newest = reading.newest(key)
    kept, step = st.session_state.get(STEP, ("", None))
    if kept != key or step is None:
        step = newest
        st.session_state[STEP] = (key, step)
    return reading.space(key, step), newest


def _offer(shown: int, newest: int) -> None:
    """Offer the newest snapshot in the place of the one that is shown."""
    actions.button(
        f"Take step {newest:,}",
        "update",
        lambda: st.session_state.pop(STEP, None),
        help=f"The run goes on: step {shown:,} is shown.",
    )


def _about(explored: Explored) -> None:
    """What it is, and ways to take it along."""
    prior = describe.prior(explored.aim)
    kind, _, name = explored.key.partition(":")
    summary = describe.summary(explored.config)
    towards = "" if explored.aim == explored.config.prior else f" · held to {prior}"
    st.caption(f"{errors.escape(summary)}{errors.escape(towards)}", width="stretch")
    if kind == "run" and st.button("Watch", icon=":material/visibility:"):
        actions.watch(jobs.open_run(name))
    formats = [each for each in FORMATS if each != FOLDER or kind == "run"]
    taking.show(name, explored.name, formats)


def _awaited(explored: Explored) -> tuple[bool, bool]:
    """What comes by itself: the decoder, and a map."""
    return not decode.ready(wait=False), plane.awaits(explored)


def _look(explored: Explored, awaited: tuple[bool, bool]) -> None:
    """Plane, editor and pins; begins the page anew when what depends on them should be another."""
    if _awaited(explored) != awaited:
        st.rerun()
    with errors.shown("The plane"):
        left, right = st.columns([1.6, 1], gap="medium")
        with left:
            plane.show(explored)
        with right:
            editor.show(explored)
        pins.show(explored)
    if editing.changed():
        st.rerun()


def _sections(explored: Explored) -> None:
    section = st.segmented_control(
        "What is shown below",
        list(SECTIONS),
        format_func=SECTIONS.__getitem__,
        required=True,
        label_visibility="collapsed",
        **state.bind("section"),
    )
    with errors.shown(SECTIONS[str(section)]):
        _section(str(section), explored)


def _section(section: str, explored: Explored) -> None:
    """Show a section; one that decodes waits for the decoder."""
    if section == "selection":
        selected.show(explored)
        return
    why = reading.obstacle(explored)
    if why:
        st.caption(errors.escape(why))
        return
    shows = {
        "interpolate": interpolate.show,
        "traversals": traversing.show,
        "generate": generate.show,
        "diagnosis": diagnosing.show,
    }
    shows[section](explored)
