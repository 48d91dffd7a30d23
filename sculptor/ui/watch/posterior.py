"""The live scatter of the Watch page: the aggregate posterior over the target, and its controls."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from sculptor.jobs import Run
from sculptor.runs import Frame
from sculptor.ui.app import state
from sculptor.ui.frontend.cloud import VIEWS, Cloud, project, under
from sculptor.ui.frontend.scatter import Decoded
from sculptor.ui.kit import actions
from sculptor.ui.kit.choices import REPRESENTATIONS, axes, choice
from sculptor.ui.plots import colours, decode, reader
from sculptor.ui.plots.scatter import scatter

PATIENCE = 180.0
"""Seconds after which a UMAP view that was asked for is no longer waited for."""


def count(run: Run, step: int) -> int:
    """How many images a snapshot shows."""
    return len(reader.frame(run, step).latents["mean"])


def show(run: Run, step: int, *, live: bool) -> None:
    """Show a snapshot in a plane of the latent space; a point under the pointer is decoded.

    Args:
        run: The run.
        step: Of the snapshot.
        live: Whether the page runs again by itself.
    """
    frame = reader.frame(run, step)
    dim = frame.target.shape[1]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        columns = reader.colours(run)
        if columns:
            colours.choose(columns, run.aim, run.id, 160)
        if "sample" in frame.latents:
            choice("representation", "Representation", REPRESENTATIONS, run.id, 120)
        if dim > 2:
            choice("view", "View", VIEWS, run.id, 190)
            if state.get("view") == "axes":
                axes(dim, run.id)
    shown, about = _cloud(run, frame)
    by = colours.chosen(columns, run.aim)
    if shown is None:
        st.info("There is no UMAP view of this run yet. It takes some seconds to compute.")
    else:
        scatter(
            f"cloud-{run.id}",
            points=shown.latents,
            target=shown.target,
            names=shown.names,
            colour=reader.colouring(run, by, len(shown.latents)),
            decode=_decoder(run, shown, live, step),
            identity=f"{run.id}-{state.get('view')}-{shown.dims}-{state.get('representation')}",
            step=step,
        )
    if dim > 2 and state.get("view") == "umap":
        _umap(run, about)


def _decoder(run: Run, shown: Cloud, live: bool, step: int) -> Callable[[float, float], Decoded]:
    """What is under a point: the decoder's image, from the newest weights, which is said."""
    newest = step == reader.steps(run)[-1]

    def decoded(x: float, y: float) -> Decoded:
        if not decode.ready(wait=not live):
            return Decoded(b"", decode.LOADING, soon=True)
        z, note = under(shown, x, y)
        if not newest:
            note = ", ".join(filter(None, (note, "decoded by the newest weights")))
        layout = reader.layout(run)
        if layout is None:
            return Decoded(decode.decode(run, z), note)
        png = decode.decode(run, z, shown.codes)
        return Decoded(png, note, decode.width(png))

    return decoded


def _cloud(run: Run, frame: Frame) -> tuple[Cloud | None, str]:
    """The plane that is asked for, and which snapshot's it is if it is another one's."""
    view, axes, representation = state.get("view"), state.get("axes"), state.get("representation")
    shown = project(frame, view, axes, representation)
    if shown is not None:
        return shown, ""
    projected = reader.at(run.projected(), frame.step) if view == "umap" else None
    if projected is None:
        return None, ""
    other = reader.frame(run, projected)
    return project(other, view, axes, representation), f"UMAP of step {projected:,}."


def awaiting(run: Run) -> bool:
    """Whether a UMAP view was asked for on this page and has not come yet."""
    key = f"umap-asked-{run.id}"
    asked = st.session_state.get(key)
    if asked is None:
        return False
    since, before = asked
    if run.projected() != before or time.time() - since > PATIENCE:
        del st.session_state[key]
        return False
    return True


def _umap(run: Run, about: str) -> None:
    waits = awaiting(run)
    projected = run.projected()[-1:] == reader.steps(run)[-1:]
    with st.container(horizontal=True, vertical_alignment="center"):
        if about:
            st.caption(about, width="content")
        actions.button(
            "Computing UMAP …" if waits else "Compute UMAP of the newest snapshot",
            "scatter_plot",
            lambda: _ask_umap(run),
            key=f"umap-{run.id}",
            disabled=waits or projected,
            help="A process of its own computes it in some seconds, while the training goes on.",
        )


def _ask_umap(run: Run) -> None:
    before = run.projected()
    run.request("umap")
    st.session_state[f"umap-asked-{run.id}"] = (time.time(), before)
