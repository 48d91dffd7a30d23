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


def mosaic(images: Images) -> bytes:
    """Set images in a square of `SIDE` by `SIDE`, enlarged without smoothing.

    Args:
        images: ``(n, c, h, w)`` uint8 with one or three channels; at most `SIDE` squared are shown.

    Returns:
        A PNG whose gaps are transparent.
    """
    _, channels, height, width = images.shape
    factor = max(1, TILE // max(height, width))
    tiles = images.repeat(factor, axis=2).repeat(factor, axis=3).transpose(0, 2, 3, 1)
    height, width = tiles.shape[1] + GAP, tiles.shape[2] + GAP
    canvas = np.zeros((SIDE * height - GAP, SIDE * width - GAP, channels + 1), np.uint8)
    for place, tile in enumerate(tiles[: SIDE * SIDE]):
        top, left = place // SIDE * height, place % SIDE * width
        cell = canvas[top : top + height - GAP, left : left + width - GAP]
        cell[..., :-1] = tile
        cell[..., -1] = 255
    buffer = io.BytesIO()
    Image.fromarray(canvas, "LA" if channels == 1 else "RGBA").save(buffer, "PNG")
    return buffer.getvalue()
