"""What a prior looks like, as small SVG drawings: samples with marginals, histograms, an icon.

They are text made with NumPy alone, so that the Sculpt page needs neither pandas nor a charting
library to show a prior, and they scale to any width. `IPython.display.SVG` shows them in a
notebook.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from sculptor.views.palette import colours
from sculptor.views.svg import bars, number, rule, svg, text

Samples = npt.NDArray[np.floating[Any]]
Span: TypeAlias = tuple[float, float]

HALF = 3.2
"""Priors of about unit scale are shown from -HALF to HALF, so that they compare by eye."""

INSIDE = 0.995
"""The share of the samples, in each dimension, that a wider frame has to hold."""

BINS = 48
LAYERS = 8
"""Points are drawn in so many translucent layers, so that dense places look dense."""

SIZE, EDGE, STRIP = 320, 26, 44
"""Of `joint_svg`, in its own units: the square's side, room for tick labels, the marginals."""


def frame(values: Samples) -> Span:
    """The range in which one dimension is shown.

    >>> frame(np.array([-1.0, 0.5, 2.0]))
    (-3.2, 3.2)
    >>> low, high = frame(np.linspace(90, 110, 1001))
    >>> round(low), round(high)
    (89, 111)
    """
    # Most priors lie within all of it, and np.quantile imports numpy.ma, a part of a page's start.
    if len(values) == 0 or np.abs(values).max() <= HALF:
        return -HALF, HALF
    low, high = (float(edge) for edge in np.quantile(values, [1 - INSIDE, INSIDE]))
    if low >= -HALF and high <= HALF:
        return -HALF, HALF
    if low >= -3 * HALF and high <= 3 * HALF:  # about centred: stay symmetric
        reach = 1.08 * max(-low, high)
        return -reach, reach
    pad = 0.08 * (high - low) or max(1.0, abs(high))
    return low - pad, high + pad


def ticks(low: float, high: float) -> list[float]:
    """Three to seven round numbers in a range.

    >>> ticks(-3.2, 3.2)
    [-2.0, 0.0, 2.0]
    """
    raw = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(base * power for base in (1, 2, 5, 10) if base * power >= raw)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(number * step, 12) for number in range(first, last + 1)]


def outside(samples: Samples) -> float:
    """The share of the samples that lie outside the frames of their dimensions."""
    if len(samples) == 0:
        return 0.0
    frames = np.array([frame(column) for column in samples.T])
    held = ((samples >= frames[:, 0]) & (samples <= frames[:, 1])).all(axis=1)
    return float(1 - held.mean())


def principal(samples: Samples) -> tuple[Samples, float]:
    """The first two principal components of samples.

    The components are the leading right singular vectors of the centred samples X - mean(X).

    Args:
        samples: ``(n, d)``, with ``d`` of 2 or more.

    Returns:
        The projections ``(n, 2)`` and the share of the variance that they hold.
    """
    centred = samples - samples.mean(axis=0)
    covariance = centred.T @ centred / max(1, len(samples) - 1)
    values, vectors = np.linalg.eigh(covariance)
    share = float(values[-2:].sum() / values.sum()) if values.sum() > 0 else 1.0
    return centred @ vectors[:, :-3:-1], share


def joint_svg(samples: Samples, names: Sequence[str] = ("z₁", "z₂"), theme: str = "light") -> str:
    """Samples of two dimensions in a square, with the marginal of each along its side.

    Args:
        samples: ``(n, 2)``; a few thousand are enough.
        names: Of the two dimensions.
        theme: ``light`` or ``dark``.

    Returns:
        An SVG.
    """
    palette = colours(theme)
    spans = (frame(samples[:, 0]), frame(samples[:, 1]))
    x = EDGE + _place(samples[:, 0], spans[0]) * SIZE
    y = STRIP + (1 - _place(samples[:, 1], spans[1])) * SIZE
    top, right = STRIP - 4, EDGE + SIZE + 4
    parts = [
        _axes(spans, names, palette.grid, palette.muted),
        points(x, y, 2.6, palette.target, "url(#square)"),
        _histogram(samples[:, 0], spans[0], f"translate({EDGE} {top})", palette.target),
        _histogram(
            samples[:, 1],
            spans[1],
            f"translate({right} {STRIP + SIZE}) rotate(-90) scale(1 -1)",
            palette.target,
        ),
    ]
    clip = f'<clipPath id="square"><rect x="{EDGE}" y="{STRIP}" width="{SIZE}" height="{SIZE}"/>'
    width, height = EDGE + SIZE + STRIP, STRIP + SIZE + EDGE
    return svg(width, height, f"<defs>{clip}</clipPath></defs>" + "".join(parts))


def line_svg(samples: Samples, name: str = "z₁", theme: str = "light") -> str:
    """Samples of one dimension as a histogram; the arguments are those of `joint_svg`."""
    palette = colours(theme)
    values = samples[:, 0]
    span = frame(values)
    height, foot = 180, 26
    inner = _histogram(values, span, f"translate(8 {height})", palette.target, height - 16)
    inner += rule(8, height, 8 + SIZE, height, palette.muted)
    for tick in ticks(*span):
        at = 8 + float(_place(np.array(tick), span)) * SIZE
        inner += text(at, height + 16, number(tick), palette.muted, "middle")
    inner += text(8 + SIZE, height - 8, name, palette.muted, "end")
    return svg(SIZE + 16, height + foot, inner)


def marginals_svg(
    samples: Samples, names: Sequence[str], theme: str = "light", columns: int = 5
) -> str:
    """A small histogram of every dimension, in rows.

    Args:
        samples: ``(n, d)``.
        names: ``d`` names.
        theme: ``light`` or ``dark``.
        columns: Histograms a row.
    """
    palette = colours(theme)
    wide, high, gap = 70, 34, 10
    parts = []
    for index, name in enumerate(names):
        left = (index % columns) * (wide + gap)
        top = (index // columns) * (high + 24)
        values = samples[:, index]
        move = f"translate({left} {top + high}) scale({wide / SIZE:.4f} 1)"
        parts.append(_histogram(values, frame(values), move, palette.target, high - 4))
        parts.append(rule(left, top + high, left + wide, top + high, palette.grid))
        parts.append(text(left + wide / 2, top + high + 13, name, palette.muted, "middle"))
    rows = math.ceil(len(names) / columns)
    width = columns * (wide + gap) - gap
    return svg(width, rows * (high + 24) - 6, "".join(parts))


def icon_svg(samples: Samples, theme: str = "light") -> str:
    """A prior at the size of a button: its samples, or its histogram if it has one dimension."""
    palette = colours(theme)
    if samples.shape[1] == 1:
        move = "translate(4 58) scale(0.175 1)"
        return svg(64, 64, _histogram(samples[:, 0], (-HALF, HALF), move, palette.target, 46))
    x, y = (_place(column, (-HALF, HALF)) for column in samples[:, :2].T)
    return svg(64, 64, points(2 + 60 * x, 62 - 60 * y, 1.7, palette.target))


def _place(values: Any, span: Span) -> Any:
    """Where values lie in a range, from 0 to 1; far values are kept near, to be clipped."""
    low, high = span
    return np.clip((values - low) / (high - low), -0.5, 1.5)


def points(x: Samples, y: Samples, width: float, colour: str, clip: str = "") -> str:
    """Dots as paths: a move and a line of no length each, which a round cap turns into a disc."""
    paths = []
    for layer in range(LAYERS):
        dots = zip(x[layer::LAYERS], y[layer::LAYERS], strict=True)
        paths.append(f'<path d="{"".join(f"M{a:.1f} {b:.1f}h0" for a, b in dots)}"/>')
    clipped = f' clip-path="{clip}"' if clip else ""
    return (
        f'<g fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" '
        f'stroke-opacity="0.55"{clipped}>{"".join(paths)}</g>'
    )


def _histogram(
    values: Samples, span: Span, move: str, colour: str, height: float = STRIP - 8
) -> str:
    """A histogram over a range as one filled area, SIZE wide, growing up from y = 0."""
    counts, _ = np.histogram(values, bins=BINS, range=span)
    tops = counts / max(1, counts.max()) * height
    area = bars(np.linspace(0, SIZE, BINS + 1), -tops, 0)
    return f'<path d="{area}" transform="{move}" fill="{colour}" fill-opacity="0.75"/>'


def _axes(spans: tuple[Span, Span], names: Sequence[str], grid: str, ink: str) -> str:
    """Frame, grid lines, tick labels and the names of the dimensions of `joint_svg`."""
    bottom, right = STRIP + SIZE, EDGE + SIZE
    parts = [
        f'<rect x="{EDGE}" y="{STRIP}" width="{SIZE}" height="{SIZE}" rx="2" fill="none" '
        f'stroke="{grid}"/>'
    ]
    for tick in ticks(*spans[0]):
        at = EDGE + float(_place(tick, spans[0])) * SIZE
        parts.append(rule(at, STRIP, at, bottom, grid))
        parts.append(text(at, bottom + 15, number(tick), ink, "middle"))
    for tick in ticks(*spans[1]):
        at = STRIP + (1 - float(_place(tick, spans[1]))) * SIZE
        parts.append(rule(EDGE, at, right, at, grid))
        parts.append(text(EDGE - 5, at + 4, number(tick), ink, "end"))
    parts.append(text(right - 6, bottom - 7, names[0], ink, "end"))
    parts.append(text(EDGE + 7, STRIP + 15, names[1], ink, "start"))
    return "".join(parts)
