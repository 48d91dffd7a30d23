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

import base64
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st
from PIL import Image

from sculptor.errors import SculptorError
from sculptor.ui.plots import encoding, said
from sculptor.ui.plots.component import component
from sculptor.ui.plots.encoding import Extent
from sculptor.views.palette import DARK, LIGHT

Density = npt.NDArray[np.uint8]

SIDE = 64
"""Cells along each side of the pad; ``SIDE`` in ``frontend/density.js`` is the same."""

EXTENT: Extent = (-3.0, 3.0, -3.0, 3.0)

WIDEST = 4096
"""Pixels along a side of a PNG that is put on the pad, at most."""


@dataclass(frozen=True)
class SketchResult:
    """What is on the pad.

    Attributes:
        density: ``(SIDE, SIDE)`` uint8, 0 where nothing was drawn; row 0 is at the largest z2.
        extent: Where the pad lies in the plane: left, right, bottom, top, in latent units.
        rev: The ``rev`` of the page that the drawing began from.
        changed: Whether the user has changed it since the pad was last asked.
    """

    density: Density
    extent: Extent
    rev: int
    changed: bool

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.density.any()

    @property
    def png(self) -> bytes:
        """The density as a grey PNG, as a prior of kind ``image`` takes it."""
        return to_png(self.density)


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
        on_change: Called with a new drawing before the page (or its fragment) runs again.

    Returns:
        What is on the pad.

    Raises:
        SculptorError: The PNG, the extent or the dots make no sense.
    """
    extent = encoding.check_extent(extent)
    start = np.zeros((SIDE, SIDE), np.uint8) if png is None else from_png(png)

    def changed() -> None:
        drawing = _read(st.session_state[key].get("drawing"), rev)
        if on_change is not None and drawing is not None:
            on_change(SketchResult(drawing[0], extent, rev, True))

    state = component("sketch")(
        key=key,
        data={
            "key": key,
            "density": None if png is None else encoding.text(start),
            "extent": list(extent),
            "rev": rev,
            "height": height,
            "disabled": disabled,
            "dots": None if dots is None else encoding.points(dots),
            "names": list(names),
            "live": live,
            "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
        },
        on_drawing_change=changed,
    )
    drawing = _read(state.get("drawing"), rev)
    number = 0 if drawing is None else drawing[1]
    seen = f"sketch.seen.{key}"
    fresh = number != 0 and number != st.session_state.get(seen)
    st.session_state[seen] = number or st.session_state.get(seen)
    return SketchResult(start if drawing is None else drawing[0], extent, rev, fresh)


def _read(state: Any, rev: int) -> tuple[Density, int] | None:
    """A drawing out of the browser and its number; None if there is none of this ``rev``."""
    if not isinstance(state, dict) or said.whole(state.get("rev")) != rev:
        return None
    text, number = state.get("density"), said.whole(state.get("n"))
    if number is None or not isinstance(text, str) or len(text) > 2 * SIDE * SIDE:
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    if len(raw) != SIDE * SIDE:
        return None
    return np.frombuffer(raw, np.uint8).reshape(SIDE, SIDE), number


def to_png(density: npt.ArrayLike) -> bytes:
    """A density as a grey PNG.

    >>> from_png(to_png(np.full((64, 64), 7, np.uint8)))[0, 0]
    np.uint8(7)

    Args:
        density: ``(SIDE, SIDE)`` uint8, row 0 on top.

    Raises:
        SculptorError: It has another shape.
    """
    array = np.asarray(density)
    if array.shape != (SIDE, SIDE) or array.dtype != np.uint8:
        raise SculptorError(
            f"Expected a density of {SIDE} x {SIDE} bytes, received {array.shape} {array.dtype}."
        )
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def from_png(png: bytes) -> Density:
    """The density of a PNG, brought to the size of the pad.

    Raises:
        SculptorError: It is no PNG, or wider than `WIDEST`.
    """
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            if max(image.size) > WIDEST:
                raise SculptorError(
                    f"Expected a drawing of at most {WIDEST} pixels a side, received "
                    f"{image.width} x {image.height}. Make it smaller."
                )
            grey = image.convert("L")
    except SculptorError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise SculptorError(
            f"Expected a drawing as a grey PNG, received {len(png):,} bytes that are none. "
            "Draw it anew, or choose another."
        ) from error
    if grey.size != (SIDE, SIDE):
        grey = grey.resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.array(grey, np.uint8)
