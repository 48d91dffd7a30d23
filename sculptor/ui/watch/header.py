"""The head of the Watch page: what the run is, how far it is, and what can be asked of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import streamlit as st

from sculptor import jobs
from sculptor.errors import SculptorError
from sculptor.exports.formats import FORMATS
from sculptor.files import opened
from sculptor.jobs import Run
from sculptor.names import legible
from sculptor.runs import Progress
from sculptor.runs.folder import LOG
from sculptor.ui.app import errors, state
from sculptor.ui.kit import actions, describe, taking
from sculptor.ui.watch import resculpt
from sculptor.words import count

LOG_LINES = 30
"""Lines of the worker's log that are shown when a run has failed."""

LOG_BYTES = 2**16
"""Bytes of its end that are read for that."""

STARTING = "The worker loads the data and makes the model ready; the first frame comes in seconds."
RESUMING = "The worker loads the data and the checkpoint, and goes on from there."


def show(run: Run, progress: Progress) -> bool:
    """Show name, status and actions, and what has happened to the run.

    Returns:
        Whether the panel that changes the run is wanted.
    """
    look = describe.LOOKS[progress.status]
    with st.container(horizontal=True, vertical_alignment="center", key="watch-head"):
        with st.container(gap=None, width="stretch"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.subheader(errors.escape(run.name), anchor=False, width="content")
                st.badge(look.word, icon=look.icon, color=look.colour)
            st.caption(errors.escape(_summary(run, progress)))
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", width="content"
        ):
            wanted = progress.status != "finished" and resculpt.wanted(run, progress)
            _actions(run, progress)
    with st.container():  # what follows keeps its place where nothing is said
        _say(run, progress)
    return wanted


def _summary(run: Run, progress: Progress) -> str:
    """The configuration, and the precision where it is not the usual one."""
    summary, precision = describe.summary(run.config), progress.precision
    return f"{summary} · {precision}" if precision not in ("", "float32") else summary


def pace(progress: Progress) -> None:
    """Show how far the run is, how fast, and how long it will take."""
    with st.container():  # a place of its own, so that what follows keeps its place without it
        if progress.status in ("starting", "running", "paused", "stopped"):
            share = min(1.0, progress.step / max(progress.steps, 1))
            st.progress(share, text=describe.pace(progress))


def _actions(run: Run, progress: Progress) -> None:
    if progress.live:
        _button("Pause", "pause", run.pause, "Write a checkpoint and free the device.")
        _button("Stop", "stop", run.stop, "End the training here; what it has learnt stays.")
    elif progress.status != "finished":
        primary = progress.status in ("paused", "interrupted")
        label = "Resume" if progress.status != "failed" else "Try again"
        _button(label, "play_arrow", run.resume, "Go on from the last checkpoint.", primary)
    actions.release_button(run, progress)
    if st.button("Clone", icon=":material/content_copy:", help="Set up a new run like this one."):
        actions.clone(run)
    if progress.status not in ("queued", "starting"):
        if st.button(
            "Explore",
            icon=":material/travel_explore:",
            help="Open its latent space: pins, sliders, samples and what is wrong with it.",
        ):
            actions.explore(run=run.id)
        taking.show(run.id, run.name, list(FORMATS))
    actions.delete_button(run, progress)


def _button(
    label: str, icon: str, act: Callable[[], None], about: str, primary: bool = False
) -> None:
    kind = "primary" if primary else "secondary"
    actions.button(label, icon, act, help=about, type=kind, key=f"watch-{label}")


def _say(run: Run, progress: Progress) -> None:
    """Say what a person should know of the state, and what to do about it."""
    actions.show_problem()
    match progress.status:
        case "queued":
            ahead = progress.queue_position
            before = f"{count(ahead, 'run')} before it" if ahead else "it is next"
            st.info(f"Waiting for the device: {before}.", icon=":material/hourglass_empty:")
        case "starting":
            waits = RESUMING if progress.step else STARTING
            st.info(errors.escape(progress.message) or waits, icon=":material/rocket_launch:")
        case "interrupted":
            st.warning(
                f"The worker is gone without a word, near step {progress.step:,}: killed, or the "
                "machine went off. Nothing written so far is lost. **Resume** goes on from the "
                "last checkpoint, exactly as if it had never stopped.",
                icon=":material/bolt:",
            )
        case "failed":
            _failure(run, progress)
        case _ if progress.message:
            st.warning(errors.escape(progress.message), icon=":material/info:")


def _failure(run: Run, progress: Progress) -> None:
    st.error(
        errors.escape(progress.message or "The training failed, without a reason given."),
        icon=":material/error:",
    )
    with st.expander(f"The worker's log, {errors.escape(str(run.folder / LOG))}"):
        st.code(_log(run) or "The log is empty.", language=None)


def _log(run: Run) -> str:
    """The last lines of the worker's log."""
    try:
        with opened(run.folder / LOG, follow_links=False) as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LOG_BYTES))
            text = file.read(LOG_BYTES).decode(errors="replace")
    except (OSError, SculptorError):
        return ""
    return legible("\n".join(text.splitlines()[-LOG_LINES:]))


def absent(identity: str, reason: SculptorError) -> None:
    """Show that the run of the address is in the trash, or not known."""
    if jobs.in_trash(identity):
        with st.container(border=True, key="watch-absent"):
            st.markdown("#### This run is in the trash")
            st.caption(f"{identity} was deleted. Nothing of it is lost until the trash is emptied.")
            back = partial(actions.restore, identity)
            actions.button("Restore", "restore_from_trash", back, type="primary")
        return
    st.error(errors.escape(str(reason)), icon=":material/link_off:")
    if st.button("See all runs", icon=":material/list:"):
        state.reset("run")
        state.turn("runs")
