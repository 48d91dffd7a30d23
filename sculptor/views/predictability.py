"""The Latent Predictability Score of each latent, as a small drawing."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.views.palette import colours
from sculptor.views.svg import rule, svg, text
from sculptor.words import latent

MOST = 32
"""Latents that are drawn, the most predictable ones of more."""

WIDE, BAR, LEFT = 240, 16, 40
"""The width of a score of 1, the height of a bar, and the room for the names of latents."""


def bars_svg(scores: npt.NDArray[np.floating[Any]], floor: float, theme: str = "light") -> str:
    """A bar a latent from 0 to 1, and the noise floor as a line through all of them.

    >>> bars_svg(np.array([0.5, np.nan]), 0.1).count("<rect")
    1

    Args:
        scores: ``(dim,)``; NaN of a latent that has none, which gets no bar.
        floor: Of the score.
        theme: ``light`` or ``dark``.
    """
    palette = colours(theme)
    order = np.argsort(-np.nan_to_num(scores, nan=-1.0), kind="stable")
    shown = range(len(scores)) if len(scores) <= MOST else sorted(order[:MOST].tolist())
    parts = []
    for place, i in enumerate(shown):
        top, score = place * BAR, float(scores[i])
        parts.append(text(LEFT - 6, top + 12, latent(i), palette.text, "end"))
        if np.isfinite(score):
            wide = WIDE * min(1.0, max(0.0, score))
            parts.append(
                f'<rect x="{LEFT}" y="{top + 3}" width="{wide:.1f}" height="{BAR - 6}" '
                f'fill="{palette.posterior}"/>'
            )
            parts.append(text(LEFT + wide + 5, top + 12, f"{score:.2f}", palette.muted, "start"))
    foot = len(shown) * BAR
    parts.append(rule(LEFT, 0, LEFT, foot, palette.muted))
    if np.isfinite(floor):
        at = LEFT + WIDE * min(1.0, floor)
        parts.append(rule(at, 0, at, foot, palette.target))
    return svg(LEFT + WIDE + 40, foot + 2, "".join(parts))
