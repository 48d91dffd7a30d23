"""A picture read as a density: what is drawn on the sketch pad."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from sculptor.errors import SculptorError, brief
from sculptor.parameter import is_number
from sculptor.priors.picture import grey, read_picture, scaled
from sculptor.priors.prior import Samples, Spec, as_generator, check_count
from sculptor.priors.shown import Shown

SIDE = 256
"""Pixels along the longer side, at most; larger pictures are made smaller."""

FAR = 1e4
"""The largest coordinate of an edge."""

Extent = Sequence[float]


class ImagePrior(Shown):
    """The density whose value on each pixel is proportional to the pixel's brightness.

    A pixel is chosen by inverting the cumulative distribution over all pixels, and a point is then
    even within it. The first row is the top, where the second coordinate is largest.

    Args:
        spec: Its specification.
        density: ``(h, w)`` brightness, 0 or more.
        extent: Left, right, bottom and top edge, in latent units.
    """

    dim = 2

    def __init__(self, spec: Spec, density: npt.NDArray[np.uint8], extent: Extent) -> None:
        self.spec = spec
        self.density = density
        self._extent = tuple(float(edge) for edge in extent)
        cumulative = np.cumsum(density, dtype=np.int64)
        if cumulative[-1] == 0:
            raise SculptorError(
                "Expected a drawing with some density, received an empty one. "
                "Draw something, or choose another picture."
            )
        self._cumulative = cumulative

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, 2)`` samples; see `sculptor.priors.Prior`."""
        generator, n = as_generator(generator), check_count(n)
        height, width = self.density.shape
        chosen = generator.integers(self._cumulative[-1], size=n)
        row, column = divmod(np.searchsorted(self._cumulative, chosen, side="right"), width)
        left, right, bottom, top = self._extent
        jitter = generator.random((2, n))
        x = left + (right - left) * (column + jitter[0]) / width
        y = top - (top - bottom) * (row + jitter[1]) / height
        return np.stack([x, y], axis=1).astype(np.float32)


def from_image(
    image: Any, extent: Extent = (-3, 3, -3, 3), *, dark_on_light: bool | None = None
) -> ImagePrior:
    """The prior of a picture.

    >>> import numpy as np
    >>> prior = from_image(np.eye(2, dtype=np.uint8), extent=(-1, 1, -1, 1))
    >>> points = prior.sample(1000, 0)  # the upper left and the lower right quarter
    >>> bool((points[:, 0] * points[:, 1] < 0).all())
    True

    Args:
        image: A Pillow image, a two-dimensional array of 0 or more, or the bytes of a PNG or JPEG.
            More than 256 pixels a side are averaged down.
        extent: Left, right, bottom and top edge, in latent units; the picture is fitted into it
            with its proportions kept.
        dark_on_light: Whether dark is dense. None decides by the border: a light border is taken
            for paper. An array is never turned round.

    Raises:
        SculptorError: It is not a picture, or an empty one.
    """
    edges = check_extent(extent)
    if isinstance(image, bytes | bytearray | memoryview):
        picture = read_picture(bytes(image))
    elif isinstance(image, Image.Image):
        picture = grey(image)
    else:
        picture = Image.fromarray(_bytes(image))
        dark_on_light = bool(dark_on_light)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    density = np.asarray(picture)
    if dark_on_light is None:
        border = np.concatenate([density[0], density[-1], density[:, 0], density[:, -1]])
        dark_on_light = bool(np.median(border) > 127)
    if dark_on_light:
        density = 255 - density
    buffer = io.BytesIO()
    Image.fromarray(density).save(buffer, "PNG")
    png = base64.b64encode(buffer.getvalue()).decode()
    return ImagePrior(
        {"kind": "image", "extent": edges, "png": png}, density, _fitted(edges, density)
    )


def from_spec(spec: Spec) -> ImagePrior:
    """The prior of a specification with ``png`` (base64) and ``extent``."""
    edges, content = check_picture(spec)
    picture = read_picture(content, SIDE * SIDE)
    if max(picture.size) > SIDE:
        raise SculptorError(
            f"Expected a drawing of at most {SIDE} pixels a side, received {picture.size}. "
            "Make it with sculptor.priors.from_image, which makes it smaller."
        )
    density = np.asarray(picture)
    return ImagePrior(spec, density, _fitted(edges, density))


def check_picture(spec: Mapping[str, Any]) -> tuple[list[float], bytes]:
    """The edges of a drawing and the file that is said to be one, which is not opened.

    Raises:
        SculptorError: The edges hold no area, or there is no file in base64.
    """
    edges = check_extent(spec["extent"])
    try:
        return edges, base64.b64decode(spec["png"], validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise SculptorError("Expected a PNG in base64 as the drawing of a prior.") from error


def check_extent(extent: Any) -> list[float]:
    """Refuse edges that hold no area.

    Raises:
        SculptorError: They are not four numbers within ±`FAR` with left < right and bottom < top.
    """
    four = isinstance(extent, Sequence) and len(extent) == 4
    near = four and all(is_number(edge) and abs(edge) <= FAR for edge in extent)
    if not near or not (extent[0] < extent[1] and extent[2] < extent[3]):
        raise SculptorError(
            "Expected an extent of left, right, bottom and top edge, such as [-3, 3, -3, 3], "
            f"none beyond {FAR:g}; received {brief(extent)}."
        )
    return list(extent)


def _fitted(extent: Extent, density: npt.NDArray[Any]) -> Extent:
    """The largest part of the extent, about its centre, with the picture's proportions."""
    left, right, bottom, top = extent
    height, width = density.shape
    pixel = min((right - left) / width, (top - bottom) / height)
    x, y = (left + right) / 2, (bottom + top) / 2
    across, up = pixel * width / 2, pixel * height / 2
    return (x - across, x + across, y - up, y + up)


def _bytes(image: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    """A density as bytes, its largest value as 255."""
    try:
        density = np.asarray(image)
        plain = density.ndim == 2 and density.size and density.dtype.kind in "fiub"
        if not plain or not np.isfinite(density).all() or density.min() < 0:
            raise ValueError
    except (TypeError, ValueError) as error:
        raise SculptorError(
            "Expected a picture, the bytes of a PNG or JPEG, or a density as a two-dimensional "
            f"array of finite numbers of 0 or more; received {type(image).__name__} "
            f"{getattr(image, 'shape', '')}."
        ) from error
    if density.dtype == np.uint8 and density.max(initial=0) > 1:
        return density.astype(np.uint8)
    return scaled(density, float(density.max()))
