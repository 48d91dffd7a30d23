"""Many small images as one PNG: the traversal grid, and reconstructions beside their inputs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from sculptor.errors import SculptorError

Images = npt.NDArray[np.uint8]

READABLE = 48
"""Pixels that the shorter side of a tile has at least, after enlarging."""

LARGE = 512
"""Pixels beyond which enlarging takes no side of a tile, so that a strip stays on a page."""

GAP = 2
"""Transparent pixels between tiles, so that a grid sits on a light and on a dark page alike."""

LABEL_GREY = 119
"""Grey of the row labels: readable (contrast about 4.5) on white and on near-black."""


def traversal_png(tiles: Images, latent_dim: int = 2) -> bytes:
    """Stitch a latent traversal into one PNG.

    Args:
        tiles: Bytes ``(rows, columns, channels, height, width)``, with 1, 3 or 4 channels.
        latent_dim: Of two, the tiles are a grid over the plane. Otherwise row i moves z_i, and
            carries its name on the left.

    Returns:
        A PNG with transparent gaps; small images are enlarged by a whole factor, unsmoothed.

    Raises:
        SculptorError: The array has another shape or type.
    """
    _check(tiles, 5, "(rows, columns, channels, height, width)")
    labels = [f"z{row + 1}" for row in range(len(tiles))] if latent_dim != 2 else []
    return _stitch(tiles, labels)


def reconstruction_png(inputs: Images, reconstructions: Images) -> bytes:
    """Stitch inputs x (top row) and their reconstructions x_hat (bottom row) into one PNG.

    Args:
        inputs: Bytes ``(k, channels, height, width)``, with 1, 3 or 4 channels.
        reconstructions: The same images, encoded and decoded.

    Returns:
        A PNG like that of `traversal_png`.

    Raises:
        SculptorError: An array has another shape or type, or the two differ in shape.
    """
    _check(inputs, 4, "(k, channels, height, width)")
    _check(reconstructions, 4, "(k, channels, height, width)")
    if inputs.shape != reconstructions.shape:
        raise SculptorError(
            f"Expected reconstructions of the shape of the inputs, {inputs.shape}, "
            f"received {reconstructions.shape}. Pass the same images, in the same order."
        )
    return _stitch(np.stack([inputs, reconstructions]), [])


def tiles_png(images: Images, columns: int) -> bytes:
    """Stitch images ``(n, channels, height, width)`` into rows of so many columns.

    Raises:
        SculptorError: The array has another shape or type.
    """
    _check(images, 4, "(n, channels, height, width)")
    wide = min(columns, len(images))
    rows = -(-len(images) // wide)
    blank = np.zeros((rows * wide - len(images), *images.shape[1:]), dtype=np.uint8)
    filled = np.concatenate([images, blank]).reshape(rows, wide, *images.shape[1:])
    return _stitch(filled, [], len(images))


def image_png(image: Images, side: int = READABLE) -> bytes:
    """One image ``(channels, height, width)`` as a PNG, its shorter side at least ``side`` pixels.

    Raises:
        SculptorError: The array has another shape or type.
    """
    _check(image, 3, "(channels, height, width)")
    return _png(_enlarge(image.transpose(1, 2, 0), side))


def _stitch(tiles: Images, labels: Sequence[str], count: int | None = None) -> bytes:
    """The first ``count`` tiles on a transparent canvas, with room for the labels on the left."""
    rows, columns = tiles.shape[:2]
    grid = _enlarge(np.moveaxis(tiles, 2, -1), READABLE)
    height, width, channels = grid.shape[2:]
    layers = {1: 2, 3: 4, 4: 4}[channels]  # the fourth of images is their own opacity
    cells = np.zeros((rows, height + GAP, columns, width + GAP, layers), dtype=np.uint8)
    inner = cells[:, :height, :, :width]
    filled = np.arange(rows * columns).reshape(rows, 1, columns, 1) < (count or rows * columns)
    inner[..., -1] = 255 * filled
    inner[..., :channels] = grid.swapaxes(1, 2)
    canvas = cells.reshape(rows * (height + GAP), -1, layers)[:-GAP, :-GAP]
    if labels:
        margin = np.zeros((len(canvas), _label_width(labels, height), layers), dtype=np.uint8)
        for row, label in enumerate(labels):
            _write(margin[row * (height + GAP) :][:height], label)
        canvas = np.concatenate([margin, canvas], axis=1)
    return _png(canvas)


def _enlarge(image: Images, side: int) -> Images:
    """Repeat pixels ``(..., height, width, channels)`` by the least factor that gives ``side``."""
    sides = image.shape[-3:-1]
    factor = max(1, min(-(-side // min(sides)), LARGE // max(sides)))
    return image.repeat(factor, axis=-3).repeat(factor, axis=-2)


def _font(height: int) -> Any:
    return ImageFont.load_default(size=max(11, min(20, height // 3)))


def _label_width(labels: Sequence[str], height: int) -> int:
    font = _font(height)
    return int(max(font.getlength(label) for label in labels)) + 12


def _write(cell: Images, label: str) -> None:
    """Draw a label into its cell: an even grey whose opacity is the text."""
    height, width = cell.shape[:2]
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).text((0, height / 2), label, fill=255, font=_font(height), anchor="lm")
    cell[..., :-1] = LABEL_GREY
    cell[..., -1] = np.asarray(mask)


def _png(pixels: Images) -> bytes:
    """PNG of ``(height, width, channels)``; two and four channels end with opacity."""
    squeezed = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    buffer = io.BytesIO()
    # Three times as fast as the default, and a tenth larger.
    Image.fromarray(np.ascontiguousarray(squeezed)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _check(images: Any, dimensions: int, shape: str) -> None:
    valid = (
        isinstance(images, np.ndarray)
        and images.dtype == np.uint8
        and images.ndim == dimensions
        and images.shape[-3] in (1, 3, 4)
        and images.size > 0
    )
    if not valid:
        received = f"{images.dtype} {images.shape}" if hasattr(images, "dtype") else repr(images)
        raise SculptorError(
            f"Expected images as uint8 {shape} with 1, 3 or 4 channels, received {received:.80}. "
            "Convert them with numpy.asarray(…, dtype='uint8')."
        )
