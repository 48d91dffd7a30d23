"""A few images of a data set as one small picture."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from sculptor.data.dataset import Images

SIDE = 4
"""Images a row and a column."""
TILE = 64
"""Pixels that an image is enlarged to, or to as many whole times its size as fit."""
GAP = 2


def mosaic(images: Images, rows: int = SIDE, columns: int = SIDE) -> bytes:
    """Set images in rows and columns, enlarged without smoothing.

    Args:
        images: ``(n, c, h, w)`` uint8 with one, three or four channels, of which the last is alpha;
            at most ``rows * columns`` are shown.
        rows: Images from top to bottom.
        columns: Images from left to right.

    Returns:
        A PNG whose gaps are transparent.
    """
    images = np.asarray(images[: rows * columns])
    _, channels, height, width = images.shape
    factor = max(1, TILE // max(height, width))
    tiles = images.repeat(factor, axis=2).repeat(factor, axis=3).transpose(0, 2, 3, 1)
    height, width = tiles.shape[1] + GAP, tiles.shape[2] + GAP
    layers = 2 if channels == 1 else 4
    canvas = np.zeros((rows * height - GAP, columns * width - GAP, layers), np.uint8)
    for place, tile in enumerate(tiles):
        top, left = place // columns * height, place % columns * width
        cell = canvas[top : top + height - GAP, left : left + width - GAP]
        cell[..., -1] = 255
        cell[..., :channels] = tile
    buffer = io.BytesIO()
    Image.fromarray(canvas).save(buffer, "PNG")
    return buffer.getvalue()
