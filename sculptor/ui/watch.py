"""The Watch page: a run while it trains, and afterwards.

All of it is one fragment, which runs again by itself while the run is live. What it reads it reads
once (see `watch_reader`), so that a run of it costs a few milliseconds.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sculptor import runs
from sculptor.errors import SculptorError
from sculptor.runs import Progress, Run
from sculptor.ui import (
    errors,
    runs_list,
    state,
    watch_charts,
    watch_figures,
    watch_header,
    watch_images,
    watch_reader,
    watch_resculpt,
    watch_scatter,
)

SHEET = Path(__file__).parent / "frontend" / "watch.css"
"""The style sheet of the Watch and the Runs page."""

POLL = 0.5
"""Seconds between two looks at a live run."""

POSITIONS = 200
"""Places of the scrubber, besides the live one."""

LIVE = -1
"""The value of the scrubber at its right end, which follows the run."""


def show() -> None:
    """Show the run of the address, or an invitation to choose one."""
    identity = state.get("run")
    if not identity:
        runs_list.invite("No run is open")
        return
    try:
        run = runs.open_run(identity)
        status = run.progress().status
    except SculptorError as error:
        watch_header.absent(identity, error)
        return
    if run.problem:
        st.error(errors.escape(run.problem), icon=":material/broken_image:")
        return
    live = status in ("queued", "starting", "running")
    # A fragment keeps the rhythm that it began with, so that a new status makes a new one.
    st.fragment(_body, run_every=POLL if live else None)(run.id, status)


def _body(identity: str, status: str) -> None:
    """The whole page of one run; begins the page anew when the status is no longer this."""
    with errors.shown("The Watch page"):
        try:
            run = runs.open_run(identity)
            progress = run.progress()
        except SculptorError:
            st.rerun()  # moved to the trash or deleted meanwhile
        if progress.status != status:
            st.rerun()
        watch_header.show(run, progress)
        known = watch_reader.steps(run)
        if known:
            _frame(run, progress, known)


def _frame(run: Run, progress: Progress, known: list[int]) -> None:
    """The snapshot that the scrubber points to, beside the panel that changes the target."""
    config = run.config
    rows = watch_reader.rows(run)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        panel_wanted = progress.status != "finished" and watch_resculpt.wanted(run, progress)
        _scrubber(config.steps)
    wanted = state.get("step")
    step = watch_reader.at(known, wanted)
    assert step is not None
    widths = [1.0, 1.15, 1.0] if panel_wanted else [1.15, 1.0]
    with st.container(key="watch-frame"):
        *panel, plane, side = st.columns(widths, gap="medium")
        for column in panel:
            with column:
                watch_resculpt.show(run, progress)
        with plane:
            watch_scatter.show(run, step)
            watch_images.reconstructions(run, step)
        with side:
            watch_figures.show(rows, step, config.latent_dim, watch_scatter.count(run, step))
            watch_images.traversal(run, step, config.latent_dim)
    watch_charts.show(run, config.steps, None if wanted is None else step)
    if not panel_wanted:
        watch_resculpt.history(run)


def _scrubber(steps: int) -> None:
    """A slider over the steps of the run; its places never change, so that it can be held."""
    places = [*sorted({round(i * steps / POSITIONS) for i in range(POSITIONS)}), LIVE]
    wanted = state.get("step")
    if wanted is None:
        place = LIVE
    else:
        place = max((at for at in places[:-1] if at <= wanted), default=places[0])
    if st.session_state.get("watch-step") != place:
        st.session_state["watch-step"] = place
    st.select_slider(
        "Snapshot",
        places,
        key="watch-step",
        format_func=lambda place: "newest" if place == LIVE else f"step {place:,}",
        on_change=_scrubbed,
        label_visibility="collapsed",
    )


def _scrubbed() -> None:
    place = st.session_state["watch-step"]
    state.set(step=None if place == LIVE else place)
