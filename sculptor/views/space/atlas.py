"""Many small images side by side in one picture, from which a browser cuts each."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from sculptor.views.svg import data_uri

SIDE = 32
"""Pixels of the longer side of a picture, at most."""

QUALITY = 75
"""Of the pictures, lossy WebP."""


@dataclass(frozen=True)
class Atlas:
    """Pictures row by row from the top left.

    Attributes:
        uri: The whole, as a data URI.
        width: Of one.
        height: Of one.
        across: So many are side by side.
        count: So many there are.
    """

    uri: str
    width: int
    height: int
    across: int
    count: int


def atlas(images: npt.NDArray[np.uint8], side: int = SIDE) -> Atlas:
    """Images ``(n, c, h, w)`` of 1, 3 or 4 channels, made smaller where they are larger.

    >>> atlas(np.zeros((10, 1, 64, 32), np.uint8)).width
    16
    """
    count, channels, height, width = images.shape
    scale = min(1.0, side / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    across = int(np.ceil(np.sqrt(count)))
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[channels]
    sheet = Image.new(mode, (across * size[0], -(-count // across) * size[1]))
    for i, image in enumerate(images):
        pixels = image[0] if channels == 1 else image.transpose(1, 2, 0)
        tile = Image.fromarray(np.ascontiguousarray(pixels), mode)
        if scale < 1:
            tile = tile.resize(size, Image.Resampling.BOX)
        sheet.paste(tile, (i % across * size[0], i // across * size[1]))
    file = io.BytesIO()
    sheet.save(file, "WEBP", quality=QUALITY)
    return Atlas(data_uri(file.getvalue(), "webp"), size[0], size[1], across, count)
