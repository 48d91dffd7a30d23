"""A prior that is suggested: a short study in the background, its front, and what it recommends."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from sculptor import data, suggest
from sculptor.errors import SculptorError
from sculptor.suggest import Answer, Suggestion
from sculptor.ui.app import errors, state, style
from sculptor.ui.app.fields import MOST_COMPARED
from sculptor.ui.prior import sources
from sculptor.words import count, duration

EVERY = 2.0
"""Seconds between two looks at one that is at work."""

FIGURES = {
    "name": "Prior",
    "score": "Score",
    "squared_error": "Squared error",
    "match": "Match",
    "holes": "Holes",
    "generation": "Generation",
    "dependence": "Dependence",
    "step": "Steps",
}
"""Columns of the table of candidates."""

_PACE = "suggest:pace"


def show() -> None:
    """Show the suggestion of the data set that is chosen, or a button that asks for one."""
    with errors.shown("The suggestion"):
        name = state.get("dataset")
        if not data.describe(name).available:
            st.info("A suggestion needs the data first: get them on the left.")
            return
        found = suggest.suggestions(name)
        working = bool(found) and found[0].driven
        st.fragment(run_every=EVERY if working else None)(_body)(name, found, working)


def _body(name: str, found: list[Suggestion], was_working: bool) -> None:
    with errors.shown("The suggestion"):
        if not found:
            _ask(name, None)
            return
        suggestion = found[0]
        if was_working and not suggestion.driven:
            st.rerun()  # it has ended: nobody needs to look every other second
        answer = suggestion.answer()
        _progress(name, suggestion, answer)
        if answer is not None:
            _recommend(answer)


def _ask(name: str, suggestion: Suggestion | None) -> None:
    """The button."""
    if suggestion is None:
        st.markdown(
            "Which prior do these data want? A short study looks for their dimension, clusters and "
            "circles, trains some priors made from these a little, and compares them on held-out "
            "items with N(0, I)."
        )
    label = "Suggest a prior" if suggestion is None else "Go on"
    if st.button(label, icon=":material/lightbulb:", type="primary"):
        suggest.launch(name)
        st.rerun()  # the whole page, which looks again every other second from now on


def _progress(name: str, suggestion: Suggestion, answer: Answer | None) -> None:
    """How far it is, what can be done with it, and where its clouds are to be seen."""
    far = suggestion.suggested()
    if far.status == "finished":
        st.caption(
            f"Found after {count(far.step, 'step')} of {count(len(suggestion.runs), 'run')}."
        )
    elif far.status == "interrupted":
        st.warning("The study was interrupted. It goes on where it was.", icon=":material/pause:")
        _ask(name, suggestion)
    else:
        what = (
            f"{count(far.alive, 'prior')} to step {far.rung:,}" if far.alive else "The data first"
        )
        left = _left(suggestion, far.step, far.steps)
        st.progress(min(far.step / max(far.steps, 1), 1.0), f"{what}{left}")
    runs = [run.id for run in suggestion.runs]
    with st.container(horizontal=True):
        if runs and st.button("Compare the clouds", icon=":material/compare:"):
            state.put(study="", runs=runs[:MOST_COMPARED])
            state.turn("compare")
        if answer is not None and st.button("Watch it", icon=":material/visibility:"):
            state.put(run=answer.run, step=None)
            state.turn("watch")
        if suggestion.driven:
            st.button("Pause", icon=":material/pause:", on_click=_pause, args=(suggestion,))


def _pause(suggestion: Suggestion) -> None:
    try:
        suggestion.pause()
    except SculptorError as error:
        st.toast(errors.escape(str(error)))


def _left(suggestion: Suggestion, step: int, steps: int) -> str:
    """The time left, at the pace since this session saw it first."""
    identity, began, first = st.session_state.get(_PACE, ("", 0.0, 0))
    if identity != suggestion.id:
        identity, began, first = suggestion.id, time.monotonic(), step
        st.session_state[_PACE] = (identity, began, first)
    if step <= first:
        return ""
    seconds = (time.monotonic() - began) / (step - first) * max(steps - step, 0)
    return f" · about {duration(seconds)} left"


def _recommend(answer: Answer) -> None:
    """The recommendation in words, a button that takes it over, the front, and the table."""
    st.markdown(f"#### {errors.escape(answer.recommended.name)}")
    if st.button("Use it", icon=":material/check:", type="primary"):
        sources.hold(answer.recommended.spec)
        st.rerun()  # the whole page, of which this is a fragment
    what, *why = answer.words
    st.markdown(f"**{errors.escape(what)}** {errors.escape(' '.join(why))}")
    table = answer.table()
    from sculptor.views.candidates import candidates  # Altair, which takes a second

    st.altair_chart(candidates(table, answer.recommended.name, style.theme()), theme=None)
    st.caption(
        "Less of both is better; the dashed line is the front, and what was dropped on the way is "
        f"faint. {errors.escape(' '.join(answer.told))}"
    )
    shown = table[list(FIGURES)].rename(columns=FIGURES)
    shown["Match"], shown["Generation"] = shown["Match"].clip(0), shown["Generation"].clip(0)
    st.dataframe(
        shown,
        hide_index=True,
        column_config={title: _column(title) for title in list(FIGURES.values())[1:-1]},
    )


def _column(title: str) -> Any:
    return st.column_config.NumberColumn(title, format="%.3g")
