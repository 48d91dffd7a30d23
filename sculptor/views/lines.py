"""Curves of several runs as a drawing: what `sculptor.views.bands` charts, without a browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from sculptor.views.curves import CURVES, TICKS, Curve
from sculptor.views.palette import colours
from sculptor.views.priors import Span, ticks
from sculptor.views.svg import number, rule, svg, text

WIDE, HIGH, LEFT, HEAD, FOOT = 320, 150, 46, 18, 20
"""Of the frame and the room around it, in the drawing's own units."""

APART = 16
"""Between two labels of the vertical axis, at least."""

Scale = Callable[[float], float]

SCALES: dict[str, Scale] = {
    "linear": float,
    "log": lambda value: math.log10(max(value, 1e-12)),
    "symlog": lambda value: math.copysign(math.log10(1 + abs(value)), value),
}
"""From a value to its place; ``symlog`` is sign(v) log10(1 + |v|), which has a zero."""


INVERSES: dict[str, Scale] = {
    "linear": float,
    "log": lambda place: 10.0**place,
    "symlog": lambda place: math.copysign(10.0 ** abs(place) - 1, place),
}
"""From a place back to its value."""


def lines_svg(name: str, table: pd.DataFrame, titles: Sequence[str], theme: str = "light") -> str:
    """One curve of every configuration: a line each, a band over its seeds.

    Args:
        name: Out of `sculptor.views.curves.CURVES`.
        table: Rows as `sculptor.views.bands.table` gives them, at least one.
        titles: Of the configurations, in the order of their colours.
        theme: ``light`` or ``dark``.
    """
    curve, palette = CURVES[name], colours(theme)
    scale = SCALES[curve.scale]
    # From the start of the training: a short run tells some figures at its end alone.
    across: Span = (0.0, max(float(table["x"].max()), 1.0))
    down = _span(curve, table)
    parts = [_axes(curve, across, down, palette.muted, palette.grid)]
    for i, title in enumerate(titles):
        rows = table[table["name"] == title]
        if rows.empty:
            continue
        colour = palette.configurations[i % len(palette.configurations)]
        x = [LEFT + _share(at, across) * WIDE for at in rows["x"]]
        low, middle, high = (
            [HEAD + (1 - _share(scale(at), down)) * HIGH for at in rows[column]]
            for column in ("low", "value", "high")
        )
        band = _path([*zip(x, low, strict=True), *reversed([*zip(x, high, strict=True)])])
        parts.append(f'<path d="{band}Z" fill="{colour}" fill-opacity="0.2"/>')
        line = _path([*zip(x, middle, strict=True)])
        # A run with one snapshot is a line of no length: its round ends make it a dot.
        style = 'fill="none" stroke-width="2" stroke-linecap="round"'
        parts.append(f'<path d="{line}h0" stroke="{colour}" {style}/>')
    return svg(LEFT + WIDE + 16, HEAD + HIGH + FOOT, "".join(parts))


def _span(curve: Curve, table: pd.DataFrame) -> Span:
    """The places that the vertical axis runs over."""
    scale = SCALES[curve.scale]
    low, high = scale(float(table["low"].min())), scale(float(table["high"].max()))
    if curve.scale == "linear" and curve.floor:
        low, high = min(low, 0.0), max(high, 0.0)
    pad = 0.05 * (high - low) or 0.5
    return low - pad, high + pad


def _ticks(curve: Curve, down: Span) -> list[float]:
    """The labels of the vertical axis: those of its scale, or round numbers if it spans little."""
    scale = SCALES[curve.scale]
    marks = [tick for tick in TICKS.get(curve.scale, ()) if down[0] <= scale(tick) <= down[1]]
    low, high = (INVERSES[curve.scale](place) for place in down)
    return sorted(marks) if len(marks) > 1 else ticks(low, high)


def _share(place: float, span: Span) -> float:
    return (place - span[0]) / (span[1] - span[0])


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _axes(curve: Curve, across: Span, down: Span, ink: str, grid: str) -> str:
    parts = [
        text(LEFT, 11, curve.title, ink, "start"),
        rule(LEFT, HEAD + HIGH, LEFT + WIDE, HEAD + HIGH, grid),
    ]
    for tick in ticks(*across):
        at = LEFT + _share(tick, across) * WIDE
        parts.append(text(at, HEAD + HIGH + 14, number(tick), ink, "middle"))
    last = math.inf
    for tick in _ticks(curve, down):
        at = HEAD + (1 - _share(SCALES[curve.scale](tick), down)) * HIGH
        if last - at >= APART:
            parts += [
                rule(LEFT, at, LEFT + WIDE, at, grid),
                text(LEFT - 6, at + 4, number(tick), ink, "end"),
            ]
            last = at
    return "".join(parts)
