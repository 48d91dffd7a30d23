"""The panels of the Compare page: the aggregate posteriors of several runs, in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from sculptor.ui.app import state
from sculptor.ui.frontend.cloud import PLANES
from sculptor.ui.frontend.compare import ALIGNMENTS, Compared, read
from sculptor.ui.kit.choices import REPRESENTATIONS, axes, choice
from sculptor.ui.plots import colours, panels, reader
from sculptor.ui.plots.component import component
from sculptor.ui.plots.feed import Feed
from sculptor.ui.plots.panels import Looks
from sculptor.ui.plots.sides import Side

KEY = "compare"
FEED = "compare:feed"

PLACED = "compare:placed"
"""Set when the scrubber has come to rest at another place."""


def controls(sides: Sequence[Side]) -> None:
    """What all panels show: colour, representation, latents, and how they are in step."""
    key = ",".join(side.id for side in sides)
    shown = [side for side in sides if side.steps]
    frames = [side.frame() for side in shown]
    dim = max((frame.target.shape[1] for frame in frames), default=2)
    columns = _columns(shown)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if columns:
            colours.choose(columns, _aim(shown), key, 160)
        if any("sample" in frame.latents for frame in frames):
            choice("representation", "Representation", REPRESENTATIONS, key, 130)
        if dim > 2:
            choice("view", "View", PLANES, key, 190)
            if state.get("view") != "pca":
                axes(dim, key)
        # A place in one unit is none in the other.
        choice("align", "In step by", ALIGNMENTS, key, 150, place=None)


def _columns(sides: Sequence[Side]) -> dict[str, Any]:
    """What is known of the images of any."""
    return {name: each for side in sides for name, each in reader.colours(side.opened).items()}


def _aim(sides: Sequence[Side]) -> dict[str, Any]:
    """The target of the first, which is that of all in a comparison that is fair."""
    return next((side.opened.aim for side in sides), {})


def show(sides: Sequence[Side], place: float | None) -> bool:
    """Show the panels.

    Args:
        sides: The runs.
        place: Of the scrubber when the page is opened; None is the newest.

    Returns:
        Whether what waited for them, see `opening`, may come now.
    """
    names = ("view", "axes", "representation", "align")
    shown = [side for side in sides if side.steps]
    by = colours.chosen(_columns(shown), _aim(shown))
    looks = Looks(**{name: state.get(name) for name in names}, colour=by, place=place)
    feed, waited = _feed(), opening(sides)
    data = panels.told(sides, looks, feed, _told())
    component("compare", "compare")(
        key=KEY,
        data=data,
        on_have_change=_nothing,
        on_brush_change=_nothing,
        on_holes_change=_nothing,
        on_place_change=_placed,
    )
    waits = opening(sides)
    if data["chunk"] is None and waits:
        panels.read_ahead(sides, looks, feed)
    return waited and not waits


def opening(sides: Sequence[Side]) -> bool:
    """Whether the panels of a page that was just opened wait for most of their snapshots."""
    return _feed().opening(panels.steps(sides))


def _nothing() -> None:
    """Naming a state in a callback makes Streamlit keep it."""


def _told() -> Compared:
    """What the browser says."""
    message: Any = st.session_state.get(KEY)
    return read({} if message is None else message)


def _placed() -> None:
    st.session_state[PLACED] = True
    state.put(place=_told().place)


def _feed() -> Feed:
    return st.session_state.setdefault(FEED, Feed())  # type: ignore[no-any-return]
