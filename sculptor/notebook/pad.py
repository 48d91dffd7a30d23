"""The sketch pad in a cell: what is drawn on it is a prior, of z alone or by label."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import traitlets
from PIL import Image

from sculptor import data
from sculptor.errors import SculptorError
from sculptor.notebook.bundle import script
from sculptor.notebook.component import Component, key
from sculptor.parameter import one_of
from sculptor.ui.frontend import sketch as pads
from sculptor.ui.frontend.encoding import Extent
from sculptor.ui.frontend.sketch import BRUSHES, EXTENT, SIDE, Density, from_png, to_png
from sculptor.ui.plots.paintings import OTHERS, spec_of
from sculptor.views.palette import LIGHT, rgb

if TYPE_CHECKING:
    from sculptor.priors import Prior


class Pad(Component):
    """A density in latent coordinates, drawn by hand; or one for each class.

    Attributes:
        classes: The classes that have a brush each, beside one for all others; none where z alone
            is drawn.
        drawn: Counts the drawings, so that ``pad.observe(f, "drawn")`` is called with each.
    """

    NAME, HEARS = "sketch", ("drawing",)

    _esm = script(NAME)

    drawn = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        density: Density | None,
        extent: Extent,
        *,
        dots: npt.ArrayLike | None,
        height: int,
        classes: Sequence[str] = (),
        labels: float = 1.0,
        before: dict[str, Any] | None = None,
    ) -> None:
        self.extent = extent
        self.classes = tuple(classes)
        self._labels, self._before = labels, before
        self._layers = len(self.classes) + 1 if classes else 1
        self._key = key("pad")
        blank = np.zeros((self._layers * SIDE, SIDE), np.uint8)
        self._start = blank if density is None else density
        self._looks: dict[str, Any] = {"extent": extent, "dots": dots, "height": height}
        self._rev = 0
        super().__init__(self._content())
        self.observe(self._changed, "said")

    def __repr__(self) -> str:
        if self.classes:
            drawn = int(self.density[:-1].any((1, 2)).sum())
            return f"Pad({drawn} of {len(self.classes)} classes drawn)"
        share = np.count_nonzero(self.density) / SIDE**2
        return f"Pad({share:.0%} of the plane {self.extent} drawn on)"

    @property
    def density(self) -> Density:
        """What is drawn, ``(64, 64)`` uint8, row 0 at the largest second latent.

        With classes ``(classes + 1, 64, 64)``, the last of all others.
        """
        cells = self._cells
        return cells.reshape(-1, SIDE, SIDE) if self.classes else cells

    @property
    def _cells(self) -> Density:
        drawing = pads.read(self.said.get("drawing"), self._rev, self._layers)
        return self._start if drawing is None else drawing[0].copy()

    @property
    def png(self) -> bytes:
        """The same as a grey PNG; of classes one below the other."""
        return to_png(self._cells)

    @property
    def prior(self) -> Prior:
        """The prior that it is: ``RunConfig(prior=pad.prior.spec)``.

        Raises:
            SculptorError: Nothing is drawn; or, with classes, for none of them.
        """
        from sculptor import priors

        if self.classes:
            spec = spec_of(self._cells, self.classes, self._labels, self._before, self.extent)
            if spec is None:
                raise SculptorError(
                    "Expected a drawing of at least one class, but none has one: the pad is empty. "
                    "Choose a class above the pad and draw where it is to go."
                )
            return priors.from_spec(spec)
        return priors.from_image(self.density, extent=self.extent)

    def draw(self, density: npt.ArrayLike) -> None:
        """Put a density on it, as one change that can be undone there.

        Args:
            density: As `density` has it.

        Raises:
            SculptorError: It has another shape or type.
        """
        self._start = cells_of(density, self._layers)
        self._rev += 1
        self.tell(self._content())
        self._take()

    def picture(self) -> bytes | None:
        """The drawing as a PNG, in the colour of the target."""
        layers = self._cells.reshape(-1, SIDE, SIDE)
        if not layers.any():
            return None
        names = [LIGHT.target]
        if self.classes:
            wheel = LIGHT.categories
            names = [wheel[i % len(wheel)] for i in range(len(self.classes))] + [LIGHT.muted]
        colours = np.array([rgb(name) for name in names], np.uint8)
        densest = colours[layers.argmax(0)]  # of the drawing that is densest there
        rgba = np.dstack([densest, layers.max(0)])
        buffer = io.BytesIO()
        image = Image.fromarray(rgba).resize((4 * SIDE, 4 * SIDE), Image.Resampling.BILINEAR)
        image.save(buffer, "PNG")
        return buffer.getvalue()

    def clear(self) -> None:
        """Take everything off it."""
        self.draw(np.zeros((self._layers * SIDE, SIDE), np.uint8))

    def show(self, **looks: Any) -> None:
        """Show other ``dots`` or another ``height``; the drawing stays."""
        self._looks |= looks
        self.tell(self._content())

    def _content(self) -> dict[str, Any]:
        # With the same `rev` the browser keeps what is on it, whatever the density says.
        classes = [*self.classes, OTHERS] if self.classes else []
        others = bool(classes)
        return pads.content(
            self._key, self._start, rev=self._rev, classes=classes, others=others, **self._looks
        )

    def _changed(self, change: dict[str, Any]) -> None:
        if pads.read(self.said.get("drawing"), self._rev, self._layers) is not None:
            self._take()

    def _take(self) -> None:
        self.drawn += 1
        self._still.changed()


def sketch(
    start: npt.ArrayLike | bytes | None = None,
    *,
    dataset: str | None = None,
    classes: Sequence[str] | None = None,
    labels: float = 1.0,
    extent: Extent = EXTENT,
    dots: npt.ArrayLike | None = None,
    height: int = 460,
    on_change: Callable[[Pad], object] | None = None,
) -> Pad:
    """A sketch pad to be drawn on, in a cell.

    With the classes of data it has a brush for each, and one for all others: what is drawn is then
    a prior by label, see `sculptor.priors.by_label`.

    Args:
        start: A drawing to begin with: as `Pad.density` has it, or a PNG.
        dataset: Whose classes have a brush each, such as ``"mnist"``.
        classes: Which of these, or the names of classes of other data; all of ``dataset`` where
            left out.
        labels: How many labels are known: a share up to 1, or a number from 2.
        extent: Where the pad lies in the plane: left, right, bottom, top, in latent units.
        dots: ``(n, 2)`` points to show on top, in latent units.
        height: Its width in CSS pixels, at most.
        on_change: Called with the pad after each stroke, and during long ones.

    Returns:
        The pad, which shows itself as the last line of a cell. `Pad.prior` is what is drawn.

    Raises:
        SculptorError: What it begins with, the classes, the extent or the dots make no sense.
    """
    names = brushes(dataset, classes)
    density = None if start is None else cells_of(start, len(names) + 1 if names else 1)
    pad = Pad(density, extent, dots=dots, height=height, classes=names, labels=labels)
    if on_change is not None:
        pad.observe(lambda _: on_change(pad), "drawn")
    return pad


def brushes(dataset: str | None, classes: Sequence[str] | None) -> tuple[str, ...]:
    """The classes that have a brush; none where neither data nor classes are given.

    Raises:
        SculptorError: The data have no classes, or not these; or there are more than brushes.
    """
    if dataset is None and classes is None:
        return ()
    known = () if dataset is None else data.describe(dataset).label_names
    if dataset is not None and not known:
        raise SculptorError(
            f"Expected data with classes, such as digits, for a brush each; {dataset} has none. "
            "Leave dataset out to draw one prior of z for all."
        )
    names = known if classes is None else tuple(map(str, classes))
    unknown = [name for name in names if known and name not in known]
    if unknown:
        raise SculptorError(
            f"Expected classes of {dataset} ({one_of(known[:20])}), received {unknown[0]!r:.80}."
        )
    if not 1 <= len(names) < BRUSHES or len(set(names)) < len(names):
        raise SculptorError(
            f"Expected 1 to {BRUSHES - 1} different classes for a brush each, received "
            f"{len(names):,}. Name those to be painted in classes=[...]: all others share one."
        )
    return names


def cells_of(drawing: npt.ArrayLike | bytes, layers: int) -> Density:
    """A drawing as a pad keeps it, ``(layers · 64, 64)``.

    Raises:
        SculptorError: It is no drawing, or one of another number of classes.
    """
    if not isinstance(drawing, bytes):
        array = np.asarray(drawing)
        if layers > 1 and array.size != layers * SIDE * SIDE:
            raise SculptorError(
                f"Expected a density of ({layers}, {SIDE}, {SIDE}) bytes, one for each class and "
                f"the last for all others; received {array.shape}."
            )
        drawing = to_png(array.reshape(-1, SIDE) if layers > 1 else array)
    return from_png(drawing, layers)
