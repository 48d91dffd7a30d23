"""The images of the points that are selected in panels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sculptor import data
from sculptor.data.dataset import Split
from sculptor.errors import SculptorError
from sculptor.ui.plots import decode
from sculptor.views import grids, tabular

COLUMNS = 20
"""Images side by side."""

MOST = 60
"""Images that are shown, at most."""


def spread(rows: Sequence[int], most: int = MOST) -> tuple[int, ...]:
    """So many of some rows, at most, evenly among them.

    >>> spread([1, 2, 3, 4, 5], most=2)
    (1, 3)
    """
    few = min(len(rows), most)
    return tuple(rows[i * len(rows) // few] for i in range(few))


@lru_cache(maxsize=64)
def selected(dataset: str, split: Split, rows: tuple[int, ...]) -> bytes:
    """Held-out images as one PNG.

    Args:
        dataset: Its name.
        split: That snapshots look at.
        rows: Of those images of it that they look at, `MOST` as a rule.

    Raises:
        SculptorError: The data set is not on this machine, or has no such rows.
    """
    images = decode.held_out(dataset, split)
    if not rows or min(rows) < 0 or max(rows) >= len(images):
        raise SculptorError(
            f"Expected rows out of the {len(images)} held-out images of {dataset}, "
            f"received {rows!r:.80}. Select points anew."
        )
    some, layout = images[list(rows)], data.describe(dataset).layout
    if layout is not None:
        return tabular.tiles_png(some, layout, COLUMNS // 2)
    return grids.tiles_png(some, COLUMNS)
