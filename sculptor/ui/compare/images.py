"""The images of the points that are selected on the Compare page."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sculptor import data
from sculptor.data.dataset import Images
from sculptor.errors import SculptorError
from sculptor.measure.held_out import live_rows
from sculptor.views import grids

COLUMNS = 20
"""Images side by side."""

MOST = 60
"""Images that are shown, at most."""


@lru_cache(maxsize=64)
def selected(dataset: str, rows: tuple[int, ...]) -> bytes:
    """Held-out images as one PNG.

    Args:
        dataset: Its name.
        rows: Of the held-out images that snapshots look at.

    Raises:
        SculptorError: The data set is not on this machine, or has no such rows.
    """
    images = held_out(dataset)
    if not rows or min(rows) < 0 or max(rows) >= len(images):
        raise SculptorError(
            f"Expected rows out of the {len(images)} held-out images of {dataset}, "
            f"received {rows!r:.80}. Select points anew."
        )
    return grids.tiles_png(images[list(rows[:MOST])], COLUMNS)


@lru_cache(maxsize=2)
def held_out(dataset: str) -> Images:
    """The images that snapshots of every run on a data set look at, ``(n, c, h, w)``."""
    whole = data.load(dataset)
    images = whole.split(whole.live).images
    return np.ascontiguousarray(images[live_rows(len(images))])
