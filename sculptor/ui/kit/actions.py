"""What can be done with a run, on every page that shows one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import streamlit as st

from sculptor import jobs
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.names import LONGEST
from sculptor.runs import Progress
from sculptor.training.config import RunConfig
from sculptor.ui.app import errors, state
from sculptor.ui.kit import describe

PROBLEM = "runs:problem"
DELETED = "runs:deleted"

HANDED = "sculpt:handed"
"""The prior that the Sculpt page is to hold when it is opened."""

COPY = ", again"
"""How the name of a copy ends."""

PATIENCE = 15.0
"""Seconds in which a worker that was asked to stop should have ended."""


def attempt(act: Callable[[], object]) -> None:
    """Do something that may be refused; `show_problem` says why, when the page runs again."""
    try:
        act()
    except SculptorError as error:
        st.session_state[PROBLEM] = str(error)


def button(label: str, icon: str | None, act: Callable[[], object], **more: Any) -> None:
    """A button for something that may be refused, with an icon out of Material's by name."""
    shown = icon and f":material/{icon}:"
    st.button(label, icon=shown, on_click=attempt, args=(act,), **more)


def show_problem() -> None:
    """Say why the last attempt was refused, once."""
    problem = st.session_state.pop(PROBLEM, None)
    if problem:
        st.error(errors.escape(problem), icon=":material/error:")


def watch(run: Run) -> None:
    """Open a run on the Watch page."""
    state.put(run=run.id, step=None)
    state.turn("watch")


def explore(*, run: str = "", model: str = "") -> None:
    """Open a run by its id, or a shipped model by its name, on the Explore page."""
    state.reset("code", "pins")
    state.put(explored=run, model=model)
    state.turn("explore")


def clone(run: Run) -> None:
    """Open the Sculpt page with all that a run was configured with."""
    try:
        config = run.clone(name=_copy_name(run.name))
    except SculptorError as error:
        st.session_state[PROBLEM] = str(error)
        st.rerun()
    sculpt(config)


def sculpt(config: RunConfig) -> None:
    """Open the Sculpt page with a configuration, of which it takes the prior over itself."""
    names = [item.name for item in fields(config) if item.name not in ("prior", "fingerprint")]
    state.put(**{name: getattr(config, name) for name in names})
    st.session_state[HANDED] = config.prior
    state.turn("sculpt")


def _copy_name(name: str) -> str:
    """The name of a copy.

    >>> _copy_name("ring"), _copy_name("ring, again")
    ('ring, again', 'ring, again')
    >>> len(_copy_name("x" * LONGEST)) == LONGEST
    True
    """
    return name if name.endswith(COPY) else f"{name[: LONGEST - len(COPY)]}{COPY}"


def delete_button(run: Run, progress: Progress, *, stretch: bool = False) -> None:
    """A button that moves a run to the trash; a live one is stopped first, after a question."""
    key, width = f"delete-{run.id}", "stretch" if stretch else "content"
    if not progress.live:
        about = "Move the run to the trash. You can undo it."
        button("Delete", "delete", lambda: delete(run), key=key, help=about, width=width)
        return
    with st.popover("Delete", icon=":material/delete:", width=width):  # type: ignore[arg-type]
        st.markdown(f"This run is {describe.LOOKS[progress.status].word.lower()}.")
        button("Stop and delete", None, lambda: stop_and_delete(run), key=key, type="primary")


def release_button(run: Run, progress: Progress, *, stretch: bool = False) -> None:
    """A button that takes a run from a worker that cannot be checked from here, if it has one."""
    if not progress.live or progress.checked or not progress.host:
        return
    width = "stretch" if stretch else "content"
    with st.popover("Take over", icon=":material/back_hand:", width=width):  # type: ignore[arg-type]
        st.markdown(
            f"Its worker is on **{errors.escape(progress.host)}**, where it cannot be checked from "
            "here. If it is gone, nothing is lost; if it still trains, what it goes on to write is."
        )
        key = f"release-{run.id}"
        button("Mark as interrupted", None, run.release, key=key, type="primary")


def delete(run: Run) -> None:
    """Move a run to the trash, and remember it for an undo."""
    name = run.name
    run.delete()
    st.session_state[DELETED] = (run.id, name)


def stop_and_delete(run: Run) -> None:
    """Stop a live run, wait for its worker to end, and move it to the trash.

    Raises:
        SculptorError: The worker does not end.
    """
    run.stop()
    try:
        run.wait(PATIENCE)
    except TimeoutError as error:
        raise SculptorError(
            f"Expected {run.name} to stop within {PATIENCE:.0f} seconds, but it is still busy. "
            "Delete it once it has stopped."
        ) from error
    delete(run)


def offer_undo() -> None:
    """Offer to bring back the run that was deleted last."""
    deleted = st.session_state.get(DELETED)
    if deleted is None:
        return
    identity, name = deleted
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="runs-undo"):
        st.markdown(f"Deleted **{errors.escape(name)}**.", width="stretch")
        button("Undo", "undo", lambda: restore(identity))
        st.button("Dismiss", type="tertiary", on_click=forget_deleted)


def restore(identity: str) -> None:
    """Bring a run back from the trash."""
    jobs.restore(identity)
    deleted = st.session_state.get(DELETED)
    if deleted is not None and deleted[0] == identity:
        forget_deleted()


def forget_deleted() -> None:
    """Offer no undo any more; the trash keeps the run."""
    st.session_state.pop(DELETED, None)


def empty_trash() -> None:
    """Remove the deleted runs for good."""
    attempt(jobs.empty_trash)
    forget_deleted()
