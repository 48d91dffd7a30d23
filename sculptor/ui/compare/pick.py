"""Which runs are compared: chosen on the page, on the Runs page, or by a study."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from sculptor import home as places
from sculptor import studies
from sculptor.runs import index
from sculptor.runs.summary import Summary
from sculptor.studies import Study, scores
from sculptor.ui.app import state
from sculptor.ui.frontend.compare import MOST
from sculptor.ui.kit import actions, where
from sculptor.ui.kit.choices import called
from sculptor.ui.plots.sides import Side
from sculptor.words import count

PICKED = "compare:picked"
"""The runs that the picker shows as chosen."""

RECENT = 100
"""Runs that can be chosen from on the page; older ones are on the Runs page."""


def show(sides: Sequence[Side], study: str) -> None:
    """Show which runs are compared, and let them be changed.

    Args:
        sides: The runs.
        study: The id of the study that they are of, if they are of one.
    """
    with st.container(key="compare-head", gap="small"):
        st.subheader("Compare", anchor=False)
        begun = {side.id: side.run.name for side in sides if side.run}
        st.session_state[PICKED] = list(begun)
        _select(begun, "Runs to compare")
        if waiting := sum(side.run is None for side in sides):
            st.caption(
                f"{count(waiting, 'run')} of these cannot be chosen: not begun, or not there."
            )
        if len(sides) > MOST:
            st.caption(
                f"The panels show the first {MOST} of {len(sides)} runs; scores and "
                "curves are of all of them."
            )
        if study:
            opened = Study.open(study)
            _go_on(opened)
            if opened.progress().settled:  # nothing is to come
                _report(study, lambda: _archive(opened))
        else:
            _report_of_runs(sides)


def _go_on(study: Study) -> None:
    """Offer to go on with a study that was interrupted."""
    progress = study.progress()
    ended = progress.finished == progress.total
    if progress.status != "interrupted" or ended or study.suggests:  # the Suggest tab goes on
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"The study was interrupted: {progress.finished} of {progress.total} runs have "
            "finished.",
            width="content",
        )
        actions.button("Go on", "play_arrow", partial(where.launch, study))
        where.choose()


def _report_of_runs(sides: Sequence[Side]) -> None:
    """Offer what runs that were chosen by hand have come to, once all have finished."""
    ended = [side.run for side in sides if side.run and side.progress.status == "finished"]
    if 1 < len(ended) == len(sides):
        identities = [run.id for run in ended]
        measured = all(scores.read(run) for run in ended)
        _report("runs", lambda: _archive_of_runs(identities), ready=measured)


def _report(name: str, archive: Callable[[], bytes], *, ready: bool = True) -> None:
    """Offer files that are made when they are asked for."""
    st.download_button(
        "Report",
        data=archive,
        file_name=f"{name}.zip",
        mime="application/zip",
        icon=":material/description:",
        on_click="ignore",
        disabled=not ready,
        help="A page that needs no network, with every figure, table, configuration and "
        "weights, and a notebook that makes the runs again. It takes some seconds."
        if ready
        else "Compute all scores first, with the button below the table.",
    )


def _archive(study: Study) -> bytes:
    from sculptor.studies.report import archive

    return archive.archive(study)


def _archive_of_runs(identities: Sequence[str]) -> bytes:
    with studies.picked(identities) as study:
        return _archive(study)


def invite() -> None:
    """Invite to choose runs, or to make some."""
    runs = _recent()
    with st.container(key="invite", horizontal_alignment="center", gap="medium"):
        st.space("large")
        st.subheader("Compare runs", anchor=False, width="content", text_alignment="center")
        st.markdown(
            "See up to six latent spaces side by side and in step: the same images, the same axes, "
            "one scrubber.",
            width="content",
            text_alignment="center",
        )
        if len(runs) > 1:
            with st.container(width=560):
                _select({}, "Choose two to six runs")
        if st.button("Compare KL and MMD on the Sculpt page", icon=":material/compare:"):
            state.turn("sculpt")


def _select(chosen: Mapping[str, str], title: str) -> None:
    """Show the runs to choose from, and those that are chosen, by id with their names."""
    by_id = {run.id: _label(run) for run in _recent()}
    labels = {**chosen, **by_id}  # one that has just begun may not be listed yet
    options, identities = list(labels), list(chosen)
    # The browser sends what is chosen by its labels: where one is another now, it would be lost.
    key = f"compare-runs-{','.join(map(labels.__getitem__, identities))}"

    def changed() -> None:
        # Streamlit also calls where a run of the page did not end, and nothing was chosen anew.
        if st.session_state[key] != identities[:MOST]:
            state.put(runs=list(st.session_state[key]), study="", place=None)

    st.multiselect(
        title,
        options,
        default=identities[:MOST],
        format_func=labels.__getitem__,
        max_selections=MOST,
        key=key,
        on_change=changed,
        label_visibility="collapsed" if identities else "visible",
        placeholder="Runs to compare",
    )


def _recent() -> list[Summary]:
    """The newest runs that can be compared."""
    return [run for run in index.summaries(places.home()) if not run.problem][:RECENT]


def _label(run: Summary) -> str:
    """A run in a few words."""
    asked = run.setup
    if asked.name:
        return called(run)
    seed = [f"seed {asked.seed}"] if asked.seed else []
    return " · ".join([asked.objective, asked.prior, asked.dataset, *seed, called(run)])
