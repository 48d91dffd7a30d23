"""The drawn priors of the gallery: strokes of a soft pen, as densities."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor import priors

Stroke = tuple[tuple[float, float], ...]

SIDE = 64
"""Pixels of a side of the density, those of the sketch pad."""

EXTENT = (-3.0, 3.0, -3.0, 3.0)
"""The plane of the pad in latent units: left, right, bottom, top."""

PEN = 0.13
"""Standard deviation of the pen's soft edge, in latent units."""

HEART: Stroke = (
    *((0.05, 0.95), (-0.2, 1.4), (-0.65, 1.7), (-1.15, 1.65), (-1.55, 1.3), (-1.7, 0.75)),
    *((-1.55, 0.15), (-1.15, -0.45), (-0.65, -1.0), (-0.25, -1.45), (0.0, -1.85), (0.35, -1.35)),
    *((0.85, -0.85), (1.35, -0.25), (1.65, 0.35), (1.7, 0.95), (1.45, 1.45), (1.0, 1.7)),
    *((0.5, 1.55), (0.2, 1.25), (0.05, 0.95)),
)
"""The corners of a heart, drawn in one go."""

NEAR, FAR = 1.02, 2.64
"""Where a petal begins and ends, in latent units from the middle; as the pad's *Flower* has it."""


def drawing(stroke: Stroke = HEART) -> dict[str, Any]:
    """The specification of the prior that a stroke means."""
    return dict(priors.from_image(density(stroke), EXTENT).spec)


def flower(classes: Sequence[str]) -> dict[str, Any]:
    """The specification of a petal for each class, the first on top, the others clockwise."""
    parts = {
        name: drawing(_petal(pi / 2 - 2 * pi * place / len(classes)))
        for place, name in enumerate(classes)
    }
    return dict(priors.by_label(parts).spec)


def _petal(angle: float) -> Stroke:
    return tuple((away * cos(angle), away * sin(angle)) for away in (NEAR, FAR))


def density(stroke: Stroke) -> npt.NDArray[np.uint8]:
    """255 exp(-d² / 2 s²), d the distance of a pixel's centre to the stroke and s the pen's edge.

    Args:
        stroke: Corners (x, y) in latent units.

    Returns:
        ``(SIDE, SIDE)``, the first row on top.
    """
    left, right, bottom, top = EXTENT
    middles = (np.arange(SIDE) + 0.5) / SIDE
    x, y = np.meshgrid(left + (right - left) * middles, top - (top - bottom) * middles)
    pixels = np.stack([x, y], axis=-1)
    squared = np.min([_squared_distance(pixels, *ends) for ends in pairwise(stroke)], axis=0)
    grey: npt.NDArray[np.uint8] = np.rint(255 * np.exp(-squared / (2 * PEN**2))).astype(np.uint8)
    return grey


def _squared_distance(
    points: npt.NDArray[np.float64], begin: tuple[float, float], end: tuple[float, float]
) -> npt.NDArray[np.float64]:
    """Of points ``(..., 2)`` to the segment between two corners."""
    start, along = np.array(begin), np.subtract(end, begin)
    share = np.clip((points - start) @ along / (along @ along), 0, 1)
    squared: npt.NDArray[np.float64] = np.square(points - start - share[..., None] * along).sum(-1)
    return squared
