"""The Watch page: a run while it trains, and afterwards.

Two fragments stand side by side. The panel that changes the target runs again when it is touched,
as does what is known of items, below; the rest runs again by itself while the run is live. What
that reads it reads once (see `sculptor.ui.plots.reader`), so that a look costs a few milliseconds.

Widgets of a fragment that runs by itself get their value as an argument: one that is put into
`streamlit.session_state` may arrive in the browser after the next look has overtaken it.
"""

from __future__ import annotations

import streamlit as st

from sculptor import jobs
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs import Progress
from sculptor.ui.app import errors, state
from sculptor.ui.kit import actions, figures
from sculptor.ui.kit.invitation import invite
from sculptor.ui.plots import reader
from sculptor.ui.watch import header, images, posterior, resculpt, scores, told

POLL, IDLE = 0.5, 5.0
"""Seconds between two looks at a live run, and at one that another browser may resume or delete."""

POSITIONS = 200
"""Places of the scrubber, besides the live one."""

LIVE = -1
"""The value of the scrubber at its right end, which follows the run."""


def show() -> None:
    """Show the run of the address, or an invitation to choose one."""
    identity = state.get("run")
    if not identity:
        invite("No run is open")
        return
    try:
        run = jobs.open_run(identity)
        progress = run.progress()
    except SculptorError as error:
        header.absent(identity, error)
        return
    if run.problem:
        st.error(errors.escape(run.problem), icon=":material/broken_image:")
        actions.delete_button(run, progress)
        return
    resculpting = header.show(run, progress)
    # A fragment keeps the rhythm that it began with, so that a new status makes a new one.
    polled = _polled(run, progress)
    look = st.fragment(_look, run_every=POLL if polled else IDLE)
    # Two columns in any case, of which the style sheet hides an empty one: what stands at another
    # place of the page is made anew in the browser, and the cloud would flash when a run ends.
    with st.container(key="watch-frame"):
        panel, rest = st.columns([1, 2.6], gap="medium")
        if resculpting:
            with panel:
                st.fragment(_panel)(run.id)
        with rest:
            look(run.id, _told(progress), polled, resculpting)
    st.fragment(_items)(run.id)


def _panel(identity: str) -> None:
    """The panel that changes the target, the weight and the learning rate."""
    with errors.shown("The panel"):
        resculpt.show(jobs.open_run(identity))


def _items(identity: str) -> None:
    """The items of which labels or factors are known."""
    with errors.shown("What is known"):
        told.show(identity)


def _told(progress: Progress) -> tuple[str, int | None, str]:
    """What the page around the look says of a run."""
    return progress.status, progress.queue_position, progress.message


def _look(
    identity: str, said: tuple[str, int | None, str], polled: bool, resculpting: bool
) -> None:
    """A look at the run; begins the page anew when what it says or its rhythm is another."""
    with errors.shown("The Watch page"):
        try:
            run = jobs.open_run(identity)
            progress = run.progress()
        except SculptorError:
            st.rerun()  # moved to the trash or deleted meanwhile
        header.pace(progress)
        steps = reader.steps(run)
        if steps:
            _snapshot(run, progress, steps)
        if progress.live or not resculpting:
            resculpt.history(run)
        # Last: what is new is seen by then, as a whole page takes a while.
        if _told(progress) != said or polled != _polled(run, progress):
            st.rerun()


def _polled(run: Run, progress: Progress) -> bool:
    """Whether something new is to be expected at any moment."""
    return progress.live or posterior.awaiting(run) or scores.awaiting(run)


def _snapshot(run: Run, progress: Progress, steps: list[int]) -> None:
    """The snapshot that the scrubber points to, and the curves."""
    config = reader.config(run)
    _scrubber(run, config.steps)
    wanted = state.get("step")
    step = reader.at(steps, wanted)
    assert step is not None
    with st.container(key="watch-snapshot"):
        plane, side = st.columns([1.25, 1], gap="medium")
        with plane:
            posterior.show(run, step, live=progress.live)
            images.reconstructions(run, step)
            images.samples(run, step)
        with side:
            n = posterior.count(run, step)
            figures.show(
                reader.rows(run),
                step,
                config.latent_dim,
                n,
                reader.split(run),
                table=reader.layout(run) is not None,
            )
            images.traversal(run, step, config.latent_dim)
    from sculptor.ui.watch import charts

    charts.show(run, config.steps, None if wanted is None else step)
    scores.show(run, progress)


def _scrubber(run: Run, steps: int) -> None:
    """A slider over the steps of the run; its places never change, so that it can be held."""
    places = [*sorted({round(i * steps / POSITIONS) for i in range(POSITIONS)}), LIVE]
    wanted = state.get("step")
    place = LIVE if wanted is None else max(at for at in places[:-1] if at <= max(wanted, 0))
    key = f"scrubber-{run.id}"
    st.select_slider(
        "Snapshot",
        places,
        value=place,
        key=key,
        format_func=lambda place: "newest" if place == LIVE else f"step {place:,}",
        on_change=lambda: _scrubbed(st.session_state[key]),
        label_visibility="collapsed",
    )


def _scrubbed(place: int) -> None:
    state.put(step=None if place == LIVE else place)
