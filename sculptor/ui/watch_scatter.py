"""The live scatter of the Watch page: the aggregate posterior over the target, and its controls."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from sculptor.errors import SculptorError
from sculptor.runs import Frame, Run
from sculptor.ui import decode, runs_actions, scatter, state, watch_cloud, watch_reader
from sculptor.ui.prior_preview import label
from sculptor.ui.watch_cloud import VIEWS, Cloud

FEW = 6
"""A factor of so many whole values, at most, is one of kinds and not one of size."""

PATIENCE = 180.0
"""Seconds after which a UMAP view that was asked for is no longer waited for."""

REPRESENTATIONS = {"sample": "Samples", "mean": "Means"}

LABEL = "label"
CIRCULAR = ("orientation", "angle", "rotation")
"""Factors whose two ends are the same."""

LOADING = "The decoder is being loaded, which takes some seconds the first time."


def count(run: Run, step: int) -> int:
    """How many images a snapshot shows."""
    return len(watch_reader.frame(run, step).latents["mean"])


def show(run: Run, step: int, *, live: bool) -> None:
    """Show a snapshot in a plane of the latent space; a point under the pointer is decoded.

    Args:
        run: The run.
        step: Of the snapshot.
        live: Whether the page runs again by itself.
    """
    frame = watch_reader.frame(run, step)
    dim = frame.target.shape[1]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _colour(run)
        if "sample" in frame.latents:
            _choice("representation", "Representation", REPRESENTATIONS, run, 120)
        if dim > 2:
            _choice("view", "View", VIEWS, run, 190)
            if state.get("view") == "axes":
                _axes(run, dim)
    shown, about = _cloud(run, frame)
    if shown is None:
        st.info("There is no UMAP view of this run yet. It takes some seconds to compute.")
    else:
        scatter.scatter(
            f"cloud-{run.id}",
            points=shown.latents,
            target=shown.target,
            names=shown.names,
            colour=_colouring(run, len(shown.latents)),
            decode=_decoder(run, shown, live),
            identity=f"{run.id}-{state.get('view')}-{shown.dims}-{state.get('representation')}",
            step=step,
        )
    if dim > 2 and state.get("view") == "umap":
        _umap(run, about)


def _decoder(run: Run, shown: Cloud, live: bool) -> Callable[[float, float], scatter.Decoded]:
    """What is under a point: the decoder's image, from the newest weights."""

    def decoded(x: float, y: float) -> scatter.Decoded:
        if not decode.ready(wait=not live):
            raise SculptorError(LOADING)
        z, note = watch_cloud.under(shown, x, y)
        return scatter.Decoded(decode.decode(run, z), note)

    return decoded


def _cloud(run: Run, frame: Frame) -> tuple[Cloud | None, str]:
    """The plane that is asked for, and which snapshot's it is if it is another one's."""
    view, axes, representation = state.get("view"), state.get("axes"), state.get("representation")
    shown = watch_cloud.cloud(frame, view, axes, representation)
    if shown is not None:
        return shown, ""
    projected = watch_reader.at(run.projected(), frame.step) if view == "umap" else None
    if projected is None:
        return None, ""
    other = watch_reader.frame(run, projected)
    return watch_cloud.cloud(other, view, axes, representation), f"UMAP of step {projected:,}."


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
    there = run.projected()[-1:] == watch_reader.steps(run)[-1:]
    with st.container(horizontal=True, vertical_alignment="center"):
        if about:
            st.caption(about, width="content")
        st.button(
            "Computing UMAP …" if waits else "Compute UMAP of the newest snapshot",
            icon=":material/scatter_plot:",
            key=f"umap-{run.id}",
            disabled=waits or there,
            on_click=runs_actions.attempt,
            args=(lambda: _ask_umap(run),),
            help="A process of its own computes it in some seconds, while the training goes on.",
        )


def _ask_umap(run: Run) -> None:
    before = run.projected()
    run.request("umap")
    st.session_state[f"umap-asked-{run.id}"] = (time.time(), before)


# Controls -----------------------------------------------------------------------------------------


def _choice(field: str, title: str, options: dict[str, str], run: Run, width: int) -> None:
    """A select box for a field of the state, with its value as an argument (see `watch`)."""
    key = f"watch-{field}-{run.id}"
    known = list(options)
    current = state.get(field)
    st.selectbox(
        title,
        known,
        index=known.index(current) if current in known else 0,
        format_func=options.__getitem__,
        key=key,
        on_change=lambda: state.set(**{field: st.session_state[key]}),
        width=width,
    )


def _colour(run: Run) -> None:
    choices = watch_cloud.colour_choices(watch_reader.colours(run))
    if len(choices) > 1:
        _choice("colour", "Colour by", choices, run, 160)


def _axes(run: Run, dim: int) -> None:
    """Which two latents are shown; choosing the other's swaps them."""
    axes = state.get("axes") if max(state.get("axes")) < dim else (0, 1)
    for place, title in enumerate(("Across", "Up")):
        key = f"watch-{title}-{run.id}-{axes}"

        def changed(place: int = place, key: str = key) -> None:
            new = list(axes)
            new[place] = st.session_state[key]
            state.set(axes=tuple(new) if new[0] != new[1] else (axes[1], axes[0]))

        st.selectbox(
            title,
            range(dim),
            index=axes[place],
            format_func=label,
            key=key,
            on_change=changed,
            width=80,
        )


def _colouring(run: Run, n: int) -> scatter.Colouring | None:
    """The colours of the points by what the page asks for; None for one colour."""
    name = state.get("colour")
    values: Any = watch_reader.colours(run).get(name)
    if values is None or len(values) != n:
        return None
    if name == LABEL:
        return scatter.by_label(values, run.label_names(), "Label")
    kinds, codes = np.unique(values, return_inverse=True)
    if len(kinds) <= FEW and np.array_equal(kinds, np.rint(kinds)):
        return scatter.by_label(codes, [f"{kind:g}" for kind in kinds], name.replace("_", " "))
    circular = any(word in name for word in CIRCULAR)
    return scatter.by_value(values, name.replace("_", " "), circular=circular)
