"""The latent scatter: the aggregate posterior q(z) over the target p(z), in one plane, live.

A page shows a snapshot and says how a point of the plane is decoded::

    def decode(x, y):
        return Decoded(png_of(x, y))

    scatter("cloud", points=latents, target=samples, step=step, identity=run.id, decode=decode)

The points flow from one snapshot to the next as long as ``identity`` stays: the n-th point is then
the same image. The point under the pointer is decoded beside the page, one at a time and in another
thread, see `sculptor.ui.app.answers`; a click pins the point, so that its image follows the
training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy.typing as npt
import streamlit as st

from sculptor.ui.app.answers import offer
from sculptor.ui.frontend import overlay as overlays
from sculptor.ui.frontend.colouring import Colouring
from sculptor.ui.frontend.encoding import Extent
from sculptor.ui.frontend.overlay import Heard, Overlay
from sculptor.ui.frontend.scatter import Decoded, content
from sculptor.ui.plots.component import component


def scatter(
    key: str,
    *,
    points: npt.ArrayLike,
    target: npt.ArrayLike | None = None,
    names: tuple[str, str] = ("z₁", "z₂"),
    extent: Extent | None = None,
    colour: Colouring | None = None,
    decode: Callable[[float, float], Decoded] | None = None,
    labels: tuple[str, str] = ("target", "aggregate posterior"),
    identity: str = "",
    step: int = 0,
    rev: int = 0,
    height: int = 640,
    version: str = "",
    overlay: Overlay | None = None,
    heard: Callable[[Heard], None] | None = None,
) -> None:
    """Show points over the samples of a target.

    Args:
        key: The key of the widget, unique on the page.
        points: ``(n, 2)`` of the aggregate posterior, in latent units.
        target: ``(m, 2)`` samples of the target beneath them; None for none.
        names: Of the two axes; an empty one has no meaning.
        extent: The plane at first: left, right, bottom, top; by default what `fit` finds. Both axes
            have one scale, so that more may be seen.
        colour: What the colour of a point means; by default all have the posterior's.
        decode: The image at a point; what it raises as SculptorError is shown in its place. It is
            called in a thread that knows no session.
        labels: The names of the two clouds.
        identity: While it stays, the n-th point is the same image, and points flow to new places.
        step: Of the snapshot; the element tells it as ``data-step`` once it is drawn.
        rev: Any number that a page wants to find again as ``data-rev``.
        height: Of the canvas, in CSS pixels, at most.
        version: Of points, target and colours: while it stays they are sent once. Empty sends them
            each time.
        overlay: Pins, a path and a selection over the points, and tools to make them.
        heard: Called with what was done with these tools, before the page runs again.

    Raises:
        SculptorError: The points, the target or the extent make no sense.
    """
    state = st.session_state.get(key)
    told: Mapping[str, Any] = {} if state is None else state

    def hear(name: str) -> None:
        what = overlays.heard(name, st.session_state[key].get(name))
        if what is not None and heard is not None:
            heard(what)

    component("scatter")(
        key=key,
        data=content(
            key,
            points=points,
            target=target,
            names=names,
            extent=extent,
            colour=colour,
            decodes=decode is not None,
            asks="" if decode is None else offer(key, decode),
            labels=labels,
            identity=identity,
            step=step,
            rev=rev,
            height=height,
            version=version,
            kept=bool(version) and told.get("has") == version,
            overlay=None if overlay is None else overlay.packed(told.get("atlas")),
        ),
        on_has_change=_nothing,
        on_atlas_change=_nothing,
        **{f"on_{name}_change": partial(hear, name) for name in overlays.SAID},
    )


def _nothing() -> None:
    """Naming the state in a callback makes Streamlit keep it."""
