"""The sketch pad in a cell: what is drawn on it is a prior."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import traitlets
from PIL import Image

from sculptor.notebook.bundle import script
from sculptor.notebook.component import Component, key
from sculptor.ui.frontend import sketch as pads
from sculptor.ui.frontend.encoding import Extent
from sculptor.ui.frontend.sketch import EXTENT, SIDE, Density, from_png, to_png
from sculptor.views.palette import LIGHT

if TYPE_CHECKING:
    from sculptor.priors import Prior


class Pad(Component):
    """A density in latent coordinates, drawn by hand.

    Attributes:
        drawn: Counts the drawings, so that ``pad.observe(f, "drawn")`` is called with each.
    """

    NAME, HEARS = "sketch", ("drawing",)

    _esm = script(NAME)

    drawn = traitlets.Int(0).tag(sync=True)

    def __init__(
        self, density: Density | None, extent: Extent, *, dots: npt.ArrayLike | None, height: int
    ) -> None:
        self.extent = extent
        self._key = key("pad")
        self._start = np.zeros((SIDE, SIDE), np.uint8) if density is None else density
        self._looks: dict[str, Any] = {"extent": extent, "dots": dots, "height": height}
        self._rev = 0
        super().__init__(self._content())
        self.observe(self._changed, "said")

    def __repr__(self) -> str:
        share = np.count_nonzero(self.density) / SIDE**2
        return f"Pad({share:.0%} of the plane {self.extent} drawn on)"

    @property
    def density(self) -> Density:
        """What is drawn, ``(64, 64)`` uint8, row 0 at the largest second latent."""
        drawing = pads.read(self.said.get("drawing"), self._rev)
        return self._start if drawing is None else drawing[0].copy()

    @property
    def png(self) -> bytes:
        """The same as a grey PNG."""
        return to_png(self.density)

    @property
    def prior(self) -> Prior:
        """The prior that it is: ``RunConfig(prior=pad.prior.spec)``.

        Raises:
            SculptorError: Nothing is drawn.
        """
        from sculptor import priors

        return priors.from_image(self.density, extent=self.extent)

    def draw(self, density: npt.ArrayLike) -> None:
        """Put a density on it, as one change that can be undone there.

        Args:
            density: ``(64, 64)`` uint8, row 0 at the largest second latent.

        Raises:
            SculptorError: It has another shape or type.
        """
        self._start = from_png(to_png(density))
        self._rev += 1
        self.tell(self._content())
        self._take()

    def picture(self) -> bytes | None:
        """The drawing as a PNG, in the colour of the target."""
        if not self.density.any():
            return None
        colour = [int(LIGHT.target[i : i + 2], 16) for i in (1, 3, 5)]
        rgba = np.dstack([np.full((SIDE, SIDE, 3), colour, np.uint8), self.density])
        buffer = io.BytesIO()
        image = Image.fromarray(rgba).resize((4 * SIDE, 4 * SIDE), Image.Resampling.BILINEAR)
        image.save(buffer, "PNG")
        return buffer.getvalue()

    def clear(self) -> None:
        """Take everything off it."""
        self.draw(np.zeros((SIDE, SIDE), np.uint8))

    def show(self, **looks: Any) -> None:
        """Show other ``dots`` or another ``height``; the drawing stays."""
        self._looks |= looks
        self.tell(self._content())

    def _content(self) -> dict[str, Any]:
        # With the same `rev` the browser keeps what is on it, whatever the density says.
        return pads.content(self._key, self._start, rev=self._rev, **self._looks)

    def _changed(self, change: dict[str, Any]) -> None:
        if pads.read(self.said.get("drawing"), self._rev) is not None:
            self._take()

    def _take(self) -> None:
        self.drawn += 1
        self._still.changed()


def sketch(
    start: npt.ArrayLike | bytes | None = None,
    *,
    extent: Extent = EXTENT,
    dots: npt.ArrayLike | None = None,
    height: int = 460,
    on_change: Callable[[Pad], object] | None = None,
) -> Pad:
    """A sketch pad to be drawn on, in a cell.

    Args:
        start: A drawing to begin with: ``(64, 64)`` uint8, or a PNG.
        extent: Where the pad lies in the plane: left, right, bottom, top, in latent units.
        dots: ``(n, 2)`` points to show on top, in latent units.
        height: Its width in CSS pixels, at most.
        on_change: Called with the pad after each stroke, and during long ones.

    Returns:
        The pad, which shows itself as the last line of a cell. `Pad.prior` is what is drawn.

    Raises:
        SculptorError: What it begins with, the extent or the dots make no sense.
    """
    density = None
    if start is not None:
        density = from_png(start if isinstance(start, bytes) else to_png(start))
    pad = Pad(density, extent, dots=dots, height=height)
    if on_change is not None:
        pad.observe(lambda _: on_change(pad), "drawn")
    return pad
