"""What the sketch pad is told, and what it says: `sketch.js` in ``plots``."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from sculptor.errors import SculptorError
from sculptor.ui.frontend import encoding, said
from sculptor.ui.frontend.encoding import Extent
from sculptor.views.palette import DARK, LIGHT

Density = npt.NDArray[np.uint8]

SIDE = 64
"""Cells along each side of the pad; ``SIDE`` in ``frontend/density.js`` is the same."""

EXTENT: Extent = (-3.0, 3.0, -3.0, 3.0)

BRUSHES = 32
"""Classes that have a brush of their own on a pad, at most: a PNG holds no more."""

WIDEST = 4096
"""Pixels along a side of a PNG that is put on the pad, at most."""


def as_prior(png: bytes, extent: Extent = EXTENT) -> dict[str, Any]:
    """A drawing of the pad, a grey PNG, as a prior."""
    return {"kind": "image", "extent": list(extent), "png": base64.b64encode(png).decode()}


@dataclass(frozen=True)
class SketchResult:
    """What is on the pad.

    Attributes:
        density: ``(SIDE, SIDE)`` uint8, 0 where nothing was drawn; row 0 is at the largest z2. Of
            several classes ``(classes · SIDE, SIDE)``, one below the other.
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


def content(
    key: str,
    density: Density | None,
    *,
    extent: Extent = EXTENT,
    rev: int = 0,
    height: int = 560,
    disabled: bool = False,
    dots: npt.ArrayLike | None = None,
    names: tuple[str, str] = ("z₁", "z₂"),
    live: bool = True,
    classes: Sequence[str] = (),
    others: bool = False,
) -> dict[str, Any]:
    """All that the browser is told; `sculptor.ui.plots.sketch.sketch` has the arguments.

    In place of its PNG it takes the density to begin with, as `SketchResult` has it.

    Raises:
        SculptorError: The extent or the dots make no sense.
    """
    return {
        "key": key,
        "density": None if density is None else encoding.text(density),
        "extent": list(encoding.check_extent(extent)),
        "rev": rev,
        "height": height,
        "disabled": disabled,
        "dots": None if dots is None else encoding.points(dots),
        "names": list(names),
        "live": live,
        "classes": list(classes),
        "others": len(classes) - 1 if others else None,
        "colours": {"light": asdict(LIGHT), "dark": asdict(DARK)},
    }


def read(state: Any, rev: int, layers: int = 1) -> tuple[Density, int] | None:
    """A drawing out of the browser and its number; None if there is none of this ``rev``.

    Args:
        state: What the browser has sent.
        rev: Of the page.
        layers: Drawings on the pad: one, or one of each class.
    """
    size = layers * SIDE * SIDE
    if not isinstance(state, dict) or said.whole(state.get("rev")) != rev:
        return None
    text, number = state.get("density"), said.whole(state.get("n"))
    if number is None or not isinstance(text, str) or len(text) > 2 * size:
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    if len(raw) != size:
        return None
    return np.frombuffer(raw, np.uint8).reshape(-1, SIDE), number


def to_png(density: npt.ArrayLike) -> bytes:
    """A density as a grey PNG.

    >>> from_png(to_png(np.full((64, 64), 7, np.uint8)))[0, 0]
    np.uint8(7)

    Args:
        density: ``(SIDE, SIDE)`` uint8, row 0 on top; or several of them, one below the other.

    Raises:
        SculptorError: It has another shape.
    """
    array = np.asarray(density)
    whole = array.ndim == 2 and array.shape[1] == SIDE and len(array) and len(array) % SIDE == 0
    if not whole or array.dtype != np.uint8:
        raise SculptorError(
            f"Expected a density of {SIDE} x {SIDE} bytes, received {array.shape} {array.dtype}."
        )
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def from_png(png: bytes, layers: int = 1) -> Density:
    """The density of a PNG, brought to the size of the pad.

    Args:
        png: A grey picture.
        layers: Drawings in it, one below the other; of another number it holds none of these.

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
    if layers > 1:
        there = grey.size == (SIDE, layers * SIDE)
        return np.array(grey, np.uint8) if there else np.zeros((layers * SIDE, SIDE), np.uint8)
    if grey.size != (SIDE, SIDE):
        grey = grey.resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.array(grey, np.uint8)
