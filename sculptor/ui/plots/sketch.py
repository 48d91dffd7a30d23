"""The sketch pad: a canvas in latent coordinates on which a density is drawn by hand.

A page holds the drawing and hands it to the pad; the pad hands back what the user makes of it::

    def keep(drawing):                       # runs before the page does
        st.session_state.png = drawing.png

    state = st.session_state
    drawing = sketch("pad", png=state.get("png"), rev=state.rev, on_change=keep)

Raise ``rev`` whenever the page puts another drawing on the pad (a preset, a saved sketch): the
pad takes it over then, as a change that can be undone, and a stroke that was on its way from the
drawing before is dropped. With the same ``rev`` the pad keeps what is on it, whatever ``png`` says,
so that the page may pass back what it was given. A pad that is shown anew begins with ``png``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.ui.frontend import encoding
from sculptor.ui.frontend.encoding import Extent
from sculptor.ui.frontend.sketch import EXTENT, SIDE, SketchResult, content, from_png, read
from sculptor.ui.plots.component import component


def sketch(
    key: str,
    *,
    png: bytes | None = None,
    extent: Extent = EXTENT,
    rev: int = 0,
    height: int = 560,
    disabled: bool = False,
    dots: npt.ArrayLike | None = None,
    names: tuple[str, str] = ("z₁", "z₂"),
    live: bool = True,
    classes: Sequence[str] = (),
    others: bool = False,
    on_change: Callable[[SketchResult], None] | None = None,
) -> SketchResult:
    """Show a sketch pad.

    Args:
        key: The key of the widget, unique on the page.
        png: The drawing to begin with, as a grey PNG; None for an empty pad.
        extent: Where the pad lies in the plane: left, right, bottom, top, in latent units.
        rev: Another number makes the pad take ``png`` over; see the module's notes.
        height: The largest width of the pad, in CSS pixels; its height follows from ``extent``.
        disabled: Show the drawing without tools.
        dots: ``(n, 2)`` samples to show on top, in latent units.
        names: Of the two axes.
        live: Send the drawing during a stroke too, every 150 ms, and not at its end alone.
        classes: Where they are given, there is a brush and a drawing for each, the PNG holds them
            one below the other, and so does what is returned.
        others: Whether the last of these stands for all other classes.
        on_change: Called with a new drawing before the page (or its fragment) runs again.

    Returns:
        What is on the pad.

    Raises:
        SculptorError: The PNG, the extent or the dots make no sense.
    """
    extent = encoding.check_extent(extent)
    layers = max(1, len(classes))
    blank = np.zeros((layers * SIDE, SIDE), np.uint8)
    start = blank if png is None else from_png(png, layers)

    def changed() -> None:
        drawing = read(st.session_state[key].get("drawing"), rev, layers)
        if on_change is not None and drawing is not None:
            on_change(SketchResult(drawing[0], extent, rev, True))

    state = component("sketch")(
        key=key,
        data=content(
            key,
            None if png is None else start,
            extent=extent,
            rev=rev,
            height=height,
            disabled=disabled,
            dots=dots,
            names=names,
            live=live,
            classes=classes,
            others=others,
        ),
        on_drawing_change=changed,
    )
    drawing = read(state.get("drawing"), rev, layers)
    number = 0 if drawing is None else drawing[1]
    seen = f"sketch.seen.{key}"
    fresh = number != 0 and number != st.session_state.get(seen)
    st.session_state[seen] = number or st.session_state.get(seen)
    return SketchResult(start if drawing is None else drawing[0], extent, rev, fresh)
