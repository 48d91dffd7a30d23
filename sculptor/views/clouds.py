"""The aggregate posterior over its target as a drawing that any page or paper can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.views.palette import colours
from sculptor.views.priors import Span, frame, ticks
from sculptor.views.priors import points as dots
from sculptor.views.svg import number, rule, svg, text

Floats = npt.NDArray[np.floating[Any]]

POINTS = 2_000
"""Points of either set, at most; of more, the first."""

SIDE, LEFT, FOOT = 280, 26, 20
"""The square's side and the room for tick labels, in the drawing's own units."""

GAP, TITLE = 16, 22
"""Between drawings side by side, and the room for the title of each."""


def cloud_svg(
    latents: Floats,
    target: Floats,
    spans: tuple[Span, Span] | None = None,
    theme: str = "light",
) -> str:
    """Two dimensions of latents, in the posterior's colour, over samples of the prior.

    Args:
        latents: ``(n, 2)`` of the aggregate posterior q(z), or a projection of it.
        target: ``(m, 2)`` of the prior p(z), along the same axes.
        spans: What is shown along either axis; what holds both sets where left out. Points beyond
            it are left out.
        theme: ``light`` or ``dark``.
    """
    palette = colours(theme)
    shown = spans or shared_spans([(latents, target)])
    parts = [_axes(shown, palette.muted, palette.grid)]
    for points, colour in ((target, palette.target), (latents, palette.posterior)):
        parts.append(_points(points[:POINTS], shown, colour))
    return svg(LEFT + SIDE + 2, SIDE + FOOT + 2, "".join(parts))


def side_by_side(shown: Sequence[tuple[str, Floats, Floats]], theme: str = "light") -> str:
    """Several such drawings over one plane, each under its title.

    Args:
        shown: The title, the latents and the target of each.
        theme: ``light`` or ``dark``.
    """
    spans = shared_spans([(latents, target) for _, latents, target in shown])
    wide, tall = LEFT + SIDE + 2, SIDE + FOOT + 2
    parts = []
    for place, (title, latents, target) in enumerate(shown):
        drawn = cloud_svg(latents, target, spans, theme)
        at = place * (wide + GAP)
        parts.append(text(at + LEFT, 12, title, colours(theme).text, "start"))
        parts.append(drawn.replace("<svg ", f'<svg x="{at}" y="{TITLE}" ', 1))
    return svg(len(shown) * (wide + GAP) - GAP, tall + TITLE, "".join(parts))


def shared_spans(pairs: list[tuple[Floats, Floats]]) -> tuple[Span, Span]:
    """A range along either axis that holds the latents and targets of every run.

    >>> z = np.zeros((3, 2))
    >>> shared_spans([(z, z)])
    ((-3.2, 3.2), (-3.2, 3.2))
    """
    ranges = [[frame(part[:, axis]) for pair in pairs for part in pair] for axis in (0, 1)]
    x, y = ((min(low for low, _ in spans), max(high for _, high in spans)) for spans in ranges)
    return x, y


def _points(points: Floats, spans: tuple[Span, Span], colour: str) -> str:
    lows, highs = np.array(spans).T
    places = (points[:, :2] - lows) / (highs - lows)
    inside = places[((places >= 0) & (places <= 1)).all(axis=1)]
    return dots(LEFT + SIDE * inside[:, 0], SIDE * (1 - inside[:, 1]), 2.4, colour)


def _axes(spans: tuple[Span, Span], ink: str, grid: str) -> str:
    (left, right), (bottom, top) = spans
    parts = [
        rule(LEFT, 0, LEFT, SIDE, grid),
        rule(LEFT, SIDE, LEFT + SIDE, SIDE, grid),
    ]
    for tick in ticks(left, right):
        at = LEFT + (tick - left) / (right - left) * SIDE
        parts.append(text(at, SIDE + 14, number(tick), ink, "middle"))
    for tick in ticks(bottom, top):
        at = SIDE * (1 - (tick - bottom) / (top - bottom))
        parts.append(text(LEFT - 5, at + 4, number(tick), ink, "end"))
    return "".join(parts)
