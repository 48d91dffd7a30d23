"""The plane of a space: items over the prior, pins, a path and a selection."""

from __future__ import annotations

import time
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.explore import decoding, mapping
from sculptor.explore.opened import MOST, Explored
from sculptor.explore.planes import Map, Plane
from sculptor.jobs.project import PHASES
from sculptor.ui.app import state
from sculptor.ui.explore import editing, reading, route
from sculptor.ui.frontend import cloud
from sculptor.ui.frontend.cloud import VIEWS
from sculptor.ui.frontend.overlay import Heard, Overlay, Pinned, Routed, Selected
from sculptor.ui.frontend.scatter import Decoded
from sculptor.ui.kit import actions, choices
from sculptor.ui.kit.choices import REPRESENTATIONS
from sculptor.ui.plots import colours, decode
from sculptor.ui.plots.scatter import scatter

MAP_LOOKS = 50
"""Tenths of a second in which a map that was asked for begins to be made."""

HEIGHT = 560
"""Of the canvas, in CSS pixels, at most."""


class Key(NamedTuple):
    """What the plane and the items in it are.

    Attributes:
        space: The key of the space.
        view: Two latents, principal components, or a map.
        axes: Which two, counted from 0.
        representation: Of the items.
        everything: Whether they are all items of the data set.
    """

    space: str
    view: str
    axes: tuple[int, int]
    representation: str
    everything: bool


def show(explored: Explored) -> None:
    """Show the plane that is asked for, which is on its way before what stands above it."""
    above = st.container(horizontal=True, gap="small", vertical_alignment="bottom")
    _plane(explored)
    with above:
        _controls(explored)


def _plane(explored: Explored) -> None:
    shown, key = plane(explored), identity(explored)
    if shown is None:
        _make(explored)
        return
    points, target, extent = reading.placed(explored, shown, key.everything, key.representation)
    items = reading.items(explored, key.everything)
    colour = colours.chosen(items.columns, explored.aim)
    values = items.columns.get(colour)
    scatter(
        f"space-{explored.key}",
        points=points,
        target=target,
        names=shown.names,
        extent=extent,
        colour=cloud.colouring(colour, values, explored.label_names),
        decode=partial(_decoded, explored, shown, editing.code(explored)),
        identity=f"{explored.key}-{key.everything}",
        step=explored.step,
        height=HEIGHT,
        version="-".join(map(str, (*key, colour, explored.step))),
        overlay=_overlay(explored, shown, key),
        heard=partial(_heard, explored, shown, key),
    )
    st.caption(
        f"{len(items):,} of {items.total:,} {items.what}"
        + (", a random subset. " if len(items) < items.total else ". ")
        + "Click pins a code, a drag from pin to pin interpolates."
    )


def plane(explored: Explored) -> Plane | Map | None:
    """The plane that is asked for; None of a map that has not been made."""
    key = identity(explored)
    return reading.plane(explored, key.view, key.axes)


def identity(explored: Explored) -> Key:
    """What the plane and the items in it are, as it is asked for."""
    view = state.get("view") if state.get("view") in VIEWS and explored.dim > 2 else "axes"
    pair = state.get("axes") if max(state.get("axes")) < explored.dim else (0, 1)
    representation = state.get("representation")
    everything = state.get("everything") and not reading.obstacle(explored)
    return Key(explored.key, view, pair, representation, everything)


def _controls(explored: Explored) -> None:
    columns = explored.items.columns
    if columns:
        colours.choose(columns, explored.aim, "explore", 140)
    if "sample" in explored.items.codes:
        choices.choice("representation", "Representation", REPRESENTATIONS, "explore", 120)
    if explored.dim > 2:
        choices.choice("view", "View", VIEWS, "explore", 190)
        if state.get("view") != "umap":
            choices.axes(explored.dim, "explore")
    st.toggle(
        "All items",
        help=f"Encode the whole data set, training items too; of more than {MOST:,} a random "
        "subset.",
        **state.bind("everything"),
    )


def _make(explored: Explored) -> None:
    """Offer to make the map of a space, or say how far it is; the page looks again by itself."""
    now = mapping.done(explored)
    if now is not None:
        place = f"{PHASES.index(now.phase) + 1} of {len(PHASES)}, {now.phase}"
        share = f", {now.share:.0%}" if now.phase == PHASES[-1] else ""
        st.progress(now.share, text=f"UMAP is being computed in the background: {place}{share}")
        return
    st.info(
        "There is no UMAP plane of this space yet. It takes some seconds to a minute, in the "
        "background, and is kept.",
        icon=":material/scatter_plot:",
    )
    actions.button("Compute UMAP", "scatter_plot", lambda: _ask(explored), type="primary")


def _ask(explored: Explored) -> None:
    mapping.ask(explored)
    for _ in range(MAP_LOOKS):
        if mapping.done(explored) is not None or plane(explored) is not None:
            return
        time.sleep(0.1)


def awaits(explored: Explored) -> bool:
    """Whether the plane that is asked for is a map that is being made."""
    view = identity(explored).view
    return view == "umap" and plane(explored) is None and mapping.done(explored) is not None


def _decoded(
    explored: Explored, shown: Plane | Map, code: npt.NDArray[np.float32], x: float, y: float
) -> Decoded:
    """What the decoder makes of a place; the nearest item until it is loaded.

    Where a plane leaves latents free, they are those of a ``code``.
    """
    z = shown.lift(x, y, code)
    why = reading.obstacle(explored)
    if why:
        codes = explored.items.of("mean")
        nearest = int(((codes - z) ** 2).sum(axis=1).argmin())
        png, note = decoding.png(explored, explored.images[nearest]), f"The nearest item. {why}"
    else:
        png = decoding.png(explored, reading.decode(explored, z[None])[0])
        note = "the nearest known code" if isinstance(shown, Map) else ""
        if explored.dim > 2 and not note:
            note = "all else as in the editor"
    width = decode.width(png) if explored.layout is not None else 0
    return Decoded(png, note, width, soon=why == decode.LOADING)


def _overlay(explored: Explored, shown: Plane | Map, key: Key) -> Overlay:
    places = shown.place([editing.code(explored), *editing.pins(explored)]).tolist()
    names = ["", *editing.LETTERS]
    pictured = explored.layout is None
    return Overlay(
        marks=[((x, y), name) for (x, y), name in zip(places, names, strict=False)],
        path=[(x, y) for x, y in route.places(explored, shown)],
        selection=editing.selection(key),
        pictures=f"{explored.key}-{explored.step}-{key.everything}" if pictured else "",
        atlas=partial(reading.pictures, explored, key.everything) if pictured else None,
    )


def _heard(explored: Explored, shown: Plane | Map, key: Key, what: Heard) -> None:
    """Do what a person did in the plane."""
    pins = editing.pins(explored)
    match what:
        case Pinned(mark=int(mark)) if 0 < mark <= len(pins):
            editing.put(explored, pins[mark - 1])
        case Pinned(x=x, y=y):
            z = shown.lift(x, y, editing.code(explored))
            editing.pin(explored, z)
            editing.put(explored, z)
        case Routed(origin=origin, end=end) if max(origin, end) <= len(pins):
            route.choose(origin, end)
        case Selected(places=places):
            editing.select(key, places)
            if places:
                state.put(section="selection")
