"""A run in the size of a stamp: its aggregate posterior over its target."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from sculptor.errors import SculptorError
from sculptor.views import palette

Floats = npt.NDArray[np.float32]
Shares = npt.NDArray[np.float64]

SIDE = 128
"""Pixels of a side; twice what is shown, for sharp screens."""

EXTENT = 2.7
"""Latent units from the middle to an edge."""


def cloud_png(latents: Floats, target: Floats, theme: str = "light", side: int = SIDE) -> bytes:
    """Draw the first two dimensions of the aggregate posterior over those of the target.

    Args:
        latents: ``(n, d)``; of one dimension, the points lie on a line.
        target: ``(m, d)``.
        theme: ``light`` or ``dark``.
        side: Pixels of a side.

    Returns:
        A transparent PNG in the palette's colours; darker where more points are.

    Raises:
        SculptorError: An array has another shape.
    """
    colours = palette.colours(theme)
    canvas = np.zeros((side, side, 4))
    for points, colour in ((target, colours.target), (latents, colours.posterior)):
        share = _coverage(points, side)[..., None]
        canvas = _over(canvas, np.array(palette.rgb(colour)), 0.85 * share)
    buffer = io.BytesIO()
    Image.fromarray(canvas.round().astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def _coverage(points: Floats, side: int) -> Shares:
    """How much each pixel is covered by dots of two by two pixels, 0 to 1."""
    if points.ndim != 2 or points.shape[1] < 1:
        raise SculptorError(f"Expected points (n, dimensions), received the shape {points.shape}.")
    x = points[:, 0]
    y = points[:, 1] if points.shape[1] > 1 else np.zeros_like(x)
    edges = np.linspace(-EXTENT, EXTENT, side + 1)
    counts, _, _ = np.histogram2d(-y, x, bins=(edges, edges))
    wide = counts + np.roll(counts, 1, axis=1)
    coverage: Shares = 1 - 0.45 ** (wide + np.roll(wide, 1, axis=0))
    return coverage


def _over(canvas: Shares, rgb: npt.NDArray[np.int64], alpha: Shares) -> Shares:
    """Lay a colour of some opacity over an image of straight alpha (Porter and Duff 1984)."""
    below = canvas[..., 3:] / 255
    opacity = alpha + below * (1 - alpha)
    mixed = rgb * alpha + canvas[..., :3] * below * (1 - alpha)
    return np.concatenate([mixed / np.maximum(opacity, 1e-9), opacity * 255], axis=-1)
