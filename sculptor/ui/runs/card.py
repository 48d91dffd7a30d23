"""One run in the list of the Runs page."""

from __future__ import annotations

import math

import streamlit as st

from sculptor import home as places
from sculptor.jobs import Run
from sculptor.names import LONGEST
from sculptor.ui.app import errors, state
from sculptor.ui.app.style import theme
from sculptor.ui.kit import actions, describe, picking
from sculptor.ui.kit.figures import over_floor
from sculptor.ui.runs.facts import Facts, thumbnail
from sculptor.words import age


def show(facts: Facts) -> None:
    """Show a run: its picture, what it is, how it fares, and what can be done with it."""
    run = Run(places.home() / facts.id)
    with st.container(border=True, key=f"run-{facts.id}"):
        picture, text, figures, buttons = st.columns(
            [0.8, 4, 2.8, 3], vertical_alignment="center", gap="medium"
        )
        with picture:
            _picture(facts, run)
        with text:
            _text(facts)
        with figures:
            _figures(facts)
        with (
            buttons,
            st.container(
                horizontal=True,
                horizontal_alignment="right",
                vertical_alignment="center",
                gap="small",
            ),
        ):
            _buttons(facts, run)


def _picture(facts: Facts, run: Run) -> None:
    png = None if facts.problem else thumbnail(facts, run.folder, theme())
    if png is None:
        st.html('<div class="run-blank" aria-hidden="true"></div>')
    else:
        st.image(png, width=64, alt=f"Latent space of {facts.name}")


def _text(facts: Facts) -> None:
    look = describe.LOOKS[facts.status]
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{errors.escape(facts.name)}**", width="content")
            st.badge(look.word, icon=look.icon, color=look.colour)
        if facts.config is None:
            st.caption(errors.escape(facts.problem))
        else:
            summary = errors.escape(describe.summary(facts.config))
            st.caption(f"{summary} · {age(facts.created)}")


def _figures(facts: Facts) -> None:
    if facts.problem:
        return
    progress = facts.progress
    if progress.status == "queued":
        ahead = progress.queue_position
        st.caption(f"{ahead} before it" if ahead else "next in the queue")
        return
    with st.container(gap="xxsmall"):
        if not math.isnan(facts.mmd2):
            lps = "" if math.isnan(facts.lps) else f" · LPS {facts.lps:.2f}"
            st.markdown(f"MMD² {over_floor(facts.mmd2, facts.floor)}{lps}")
        elif facts.status == "failed":
            st.caption(errors.escape(progress.message))
        st.caption(describe.pace(progress))


def _buttons(facts: Facts, run: Run) -> None:
    if not facts.problem:
        compared = facts.id in state.get("runs")
        st.checkbox(
            "Compare",
            compared,
            key=f"compare-{facts.id}-{compared}",
            disabled=not compared and len(state.get("runs")) >= state.MOST_COMPARED,
            on_change=picking.toggle,
            args=(facts.id,),
        )
        if st.button("Open", key=f"open-{facts.id}"):
            actions.watch(run)
        with st.popover("More", type="tertiary", key=f"more-{facts.id}"):
            _menu(facts, run)
        return
    actions.delete_button(run, facts.progress)


def _menu(facts: Facts, run: Run) -> None:
    """Everything else that can be done with a run."""
    key = f"name-{facts.id}"
    st.text_input(
        "Name",
        value=facts.name,
        max_chars=LONGEST,
        key=key,
        on_change=lambda: actions.attempt(lambda: run.rename(st.session_state[key])),
    )
    wishes = {"Pause": run.pause, "Stop": run.stop} if facts.live else {"Resume": run.resume}
    icons = {"Pause": "pause", "Stop": "stop", "Resume": "play_arrow"}
    for label, act in wishes.items() if facts.status != "finished" else ():
        name = f"{label}-{facts.id}"
        actions.button(label, icons[label], act, key=name, width="stretch")
    actions.release_button(run, facts.progress, stretch=True)
    if st.button("Clone", icon=":material/content_copy:", key=f"clone-{facts.id}", width="stretch"):
        actions.clone(run)
    actions.delete_button(run, facts.progress, stretch=True)
