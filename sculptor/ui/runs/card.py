"""One run in the list of the Runs page."""

from __future__ import annotations

import streamlit as st

from sculptor import home as places
from sculptor.jobs import Run
from sculptor.names import LONGEST
from sculptor.runs.summary import Summary
from sculptor.ui.app import errors, state
from sculptor.ui.app.fields import MOST_COMPARED
from sculptor.ui.app.style import theme
from sculptor.ui.kit import actions, describe, picking
from sculptor.ui.runs.facts import standing, thumbnail
from sculptor.views.key_figures import over_floor
from sculptor.views.svg import data_uri
from sculptor.words import age, size


def show(told: Summary) -> None:
    """Show a run: its picture, what it is, how it fares, and what can be done with it."""
    run = Run(places.home() / told.id)
    with st.container(border=True, key=f"run-{told.id}"):
        picture, text, figures, buttons = st.columns(
            [0.8, 4, 2.8, 3], vertical_alignment="center", gap="medium"
        )
        with picture:
            _picture(told, run)
        with text:
            _text(told)
        with figures:
            _figures(told, run)
        with (
            buttons,
            st.container(
                horizontal=True,
                horizontal_alignment="right",
                vertical_alignment="center",
                gap="small",
            ),
        ):
            _buttons(told, run)


def _picture(told: Summary, run: Run) -> None:
    png = None if told.problem else thumbnail(told, run.folder, theme())
    if png is None:
        st.html('<div class="run-blank" aria-hidden="true"></div>')
    else:
        st.image(data_uri(png), width=64, alt=f"Latent space of {told.name}")


def _text(told: Summary) -> None:
    look = describe.LOOKS[standing(told)]
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{errors.escape(told.name)}**", width="content")
            st.badge(look.word, icon=look.icon, color=look.colour)
        if told.problem:
            st.caption(errors.escape(told.problem))
        else:
            facts = told.line, age(told.state.created), size(told.disk.size)
            st.caption(errors.escape(" · ".join(filter(None, facts))))


def _figures(told: Summary, run: Run) -> None:
    if told.problem:
        return
    if told.state.status == "queued":
        ahead = run.progress().queue_position
        st.caption(f"{ahead} before it" if ahead else "next in the queue")
        return
    with st.container(gap="xxsmall"):
        mmd2, floor, lps, _ = told.figures
        if mmd2 is not None:
            independence = "" if lps is None else f" · LPS {lps:.2f}"
            own = told.figures.by_name().get("lps_target")
            if own is not None:
                independence += f" (target {own:.2f})"
            st.markdown(f"MMD² {over_floor(mmd2, floor or 0.0)}{independence}")
        elif told.state.status == "failed":
            st.caption(errors.escape(told.state.message))
        st.caption(describe.pace(told.state.progress))


def _buttons(told: Summary, run: Run) -> None:
    if not told.problem:
        compared = told.id in state.get("runs")
        key = f"compare-{told.id}-{compared}"
        st.checkbox(
            "Compare",
            compared,
            key=key,
            disabled=not compared and len(state.get("runs")) >= MOST_COMPARED,
            on_change=lambda: picking.choose(told.id, st.session_state[key]),
        )
        if st.button("Open", key=f"open-{told.id}"):
            actions.watch(run)
        with st.popover("More", type="tertiary", key=f"more-{told.id}"):
            _menu(told, run)
        return
    actions.delete_button(run, told.state.progress)


def _menu(told: Summary, run: Run) -> None:
    """Everything else that can be done with a run."""
    key = f"name-{told.id}"
    st.text_input(
        "Name",
        value=told.name,
        max_chars=LONGEST,
        key=key,
        on_change=lambda: actions.attempt(lambda: run.rename(st.session_state[key])),
    )
    wishes = {"Pause": run.pause, "Stop": run.stop} if told.state.live else {"Resume": run.resume}
    icons = {"Pause": "pause", "Stop": "stop", "Resume": "play_arrow"}
    for label, act in wishes.items() if told.state.status != "finished" else ():
        name = f"{label}-{told.id}"
        actions.button(label, icons[label], act, key=name, width="stretch")
    actions.release_button(run, told.state.progress, stretch=True)
    if st.button("Clone", icon=":material/content_copy:", key=f"clone-{told.id}", width="stretch"):
        actions.clone(run)
    actions.delete_button(run, told.state.progress, stretch=True)
