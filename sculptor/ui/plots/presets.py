"""What a sketch can start from: letters, a named prior, a picture; each as a small density.

A density is ``(SIDE, SIDE)`` bytes over the plane of `sculptor.ui.frontend.sketch.EXTENT`, its
first row on top, as the sketch pad takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from sculptor import priors
from sculptor.errors import SculptorError
from sculptor.priors import image
from sculptor.ui.frontend.sketch import EXTENT, SIDE, Density

LETTERS = 2
"""Characters that are drawn at most: more would be too small to learn."""

MISSING = "\U0010ffff"
"""A character of no font, which is drawn as those are that a font does not have."""

FILL = 0.72
"""The share of the pad's side that letters take."""

SAMPLES = 60_000


def letters(text: str) -> Density:
    """One or two characters, as large as they can be, in Pillow's own font.

    Raises:
        SculptorError: There are none or more, or the font cannot draw them.
    """
    text = text.strip()
    if not 1 <= len(text) <= LETTERS:
        raise SculptorError(f"Expected one or {LETTERS} letters, received {text!r:.40}.")
    font = ImageFont.load_default(size=400)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
    blank = bytes(font.getmask(MISSING))
    if (
        right <= left
        or bottom <= top
        or any(bytes(font.getmask(letter)) == blank for letter in text)
    ):
        raise SculptorError(f"Expected letters that can be drawn, received {text!r}. Try A or 8.")
    side = round(max(right - left, bottom - top) / FILL)
    page = Image.new("L", (side, side))
    corner = ((side - right - left) / 2, (side - bottom - top) / 2)
    ImageDraw.Draw(page).text(corner, text, 255, font)
    return np.asarray(page.resize((SIDE, SIDE), Image.Resampling.BOX), np.uint8)


def planar(spec: dict[str, Any]) -> Density:
    """A prior of two dimensions as the share of its samples in each cell, lightly smoothed.

    Raises:
        SculptorError: The prior has another number of dimensions.
    """
    prior = priors.from_spec(spec, dim=2)
    if prior.dim != 2:
        raise SculptorError(
            f"Expected a prior of 2 dimensions to draw from, received one of {prior.dim}."
        )
    points = prior.sample(SAMPLES, 0)
    left, right, bottom, top = EXTENT
    counts, _, _ = np.histogram2d(
        -points[:, 1], points[:, 0], bins=SIDE, range=[[-top, -bottom], [left, right]]
    )
    return smoothed(counts, (1, 4, 6, 4, 1))


def smoothed(counts: npt.NDArray[np.floating], kernel: Sequence[float]) -> Density:
    """Counts ``(SIDE, SIDE)`` convolved with a kernel along both axes, as a density.

    A few crowded cells do not make all others invisible: the 98 % quantile is full already.
    """
    for axis in (0, 1):
        weights = np.array(kernel) / sum(kernel)
        counts = np.apply_along_axis(np.convolve, axis, counts, weights, mode="same")
    full = np.quantile(counts[counts > 0], 0.98) if counts.any() else 1.0
    density: Density = np.clip(counts / full * 255, 0, 255).astype(np.uint8)
    return density


def picture(spec: dict[str, Any]) -> Density:
    """A prior of kind ``image`` as a density of the pad's size.

    Raises:
        SculptorError: It is no such prior: it may come from a library that others share.
    """
    grey = Image.fromarray(image.from_spec(spec).density)
    grey.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    page = Image.new("L", (SIDE, SIDE))
    page.paste(grey, ((SIDE - grey.width) // 2, (SIDE - grey.height) // 2))
    return np.asarray(page, np.uint8)
