"""The marginals of an aggregate posterior beside those of its prior, latent by latent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sculptor.views.palette import colours
from sculptor.views.priors import Span, frame, ticks
from sculptor.views.svg import bars, number, rule, svg, text
from sculptor.words import latent

Floats = npt.NDArray[np.floating]

BINS = 40
QUANTILES = 99

WIDE, HIGH, GAP, FOOT = 150, 84, 26, 18
"""Of a histogram, in the drawing's own units; a quantile plot is a square of its height."""


def distances(latents: Floats, target: Floats) -> Floats:
    """The Kolmogorov-Smirnov distance of each marginal from the prior's, ``(d,)``.

    sup_t |F_q(t) - F_p(t)| of the two empirical distribution functions.

    >>> x = np.arange(10.0)[:, None]
    >>> distances(x, x).tolist(), distances(x, x + 100).tolist()
    ([0.0], [1.0])

    Args:
        latents: ``(n, d)``.
        target: ``(m, d)``.
    """
    largest = np.zeros(latents.shape[1])
    for i in range(len(largest)):
        q, p = np.sort(latents[:, i]), np.sort(target[:, i])
        at = np.concatenate([q, p])
        below = np.searchsorted(q, at, side="right") / len(q)
        expected = np.searchsorted(p, at, side="right") / len(p)
        largest[i] = np.abs(below - expected).max()
    return largest


def worst(pairs: Sequence[tuple[Floats, Floats]], most: int) -> list[int]:
    """The latents to show: all, or those that are farthest from the prior in any run, in order.

    Args:
        pairs: Latents ``(n, d)`` and target ``(m, d)`` of each run; d may differ.
        most: Latents to show.
    """
    dims = max((latents.shape[1] for latents, _ in pairs), default=0)
    if dims <= most:
        return list(range(dims))
    largest = np.zeros(dims)
    for latents, target in pairs:
        own = distances(latents, target)
        largest[: len(own)] = np.maximum(largest[: len(own)], own)
    return sorted(np.argsort(-largest)[:most].tolist())


def marginals_svg(
    latents: Floats,
    target: Floats,
    dims: Sequence[int],
    spans: Sequence[Span],
    theme: str = "light",
) -> str:
    """For each latent its histogram over the prior's, and quantiles against the prior's.

    In the quantile plot the point for the share a is (F_p⁻¹(a), F_q⁻¹(a)), a = 1 % to 99 %; it lies
    on the diagonal where the two marginals agree.

    Args:
        latents: ``(n, d)``.
        target: ``(m, d)`` samples of the prior.
        dims: Latents to show; those beyond d are left empty.
        spans: The range of each of these, the same for all runs.
        theme: ``light`` or ``dark``.
    """
    palette = colours(theme)
    parts = []
    for row, (dim, span) in enumerate(zip(dims, spans, strict=True)):
        if dim >= latents.shape[1]:
            continue
        top = row * (HIGH + FOOT + 6) + 2
        q, p = latents[:, dim], target[:, dim]
        parts.append(_bars(p, span, top, palette.target, "fill-opacity='0.35'"))
        parts.append(_bars(q, span, top, palette.posterior, "fill-opacity='0.45'"))
        parts.append(_foot(0, WIDE, top, span, palette.muted, palette.grid))
        parts.append(text(3, top + 11, latent(dim), palette.text, "start"))
        left = WIDE + GAP
        parts.append(_quantiles(q, p, span, left, top, palette.posterior, palette.muted))
        parts.append(_foot(left, HIGH, top, span, palette.muted, palette.grid))
    height = len(dims) * (HIGH + FOOT + 6)
    return svg(WIDE + GAP + HIGH + 2, height, "".join(parts))


def shared_spans(pairs: Sequence[tuple[Floats, Floats]], dims: Sequence[int]) -> list[Span]:
    """A range for each latent that holds it in every run."""
    spans = []
    for dim in dims:
        ranges = [frame(part[:, dim]) for pair in pairs for part in pair if dim < part.shape[1]]
        spans.append((min(low for low, _ in ranges), max(high for _, high in ranges)))
    return spans


def _bars(values: Floats, span: Span, top: float, colour: str, style: str) -> str:
    """A density histogram as one area; both have one scale, that of an even spread over a half."""
    counts, _ = np.histogram(values, bins=BINS, range=span)
    tops = np.minimum(counts / max(1, len(values)) * BINS / 5, 1) * (HIGH - 4)
    path = bars(np.linspace(0, WIDE, BINS + 1), top + HIGH - tops, top + HIGH)
    return f"<path d='{path}' fill='{colour}' {style} stroke='{colour}' stroke-width='0.8'/>"


def _quantiles(
    q: Floats, p: Floats, span: Span, left: float, top: float, colour: str, muted: str
) -> str:
    shares = np.arange(1, QUANTILES + 1) / (QUANTILES + 1)
    low, high = span
    x, y = (
        np.clip((np.quantile(part, shares) - low) / (high - low), -0.02, 1.02) for part in (p, q)
    )
    dots = "".join(
        f"M{left + HIGH * a:.1f} {top + HIGH * (1 - b):.1f}h0" for a, b in zip(x, y, strict=True)
    )
    return rule(left, top + HIGH, left + HIGH, top, muted) + (
        f"<path d='{dots}' fill='none' stroke='{colour}' stroke-width='3' stroke-linecap='round'/>"
    )


def _foot(left: float, wide: float, top: float, span: Span, ink: str, grid: str) -> str:
    """The line beneath, with round numbers."""
    low, high = span
    parts = [rule(left, top + HIGH, left + wide, top + HIGH, grid)]
    for tick in ticks(low, high):
        at = left + (tick - low) / (high - low) * wide
        parts.append(text(at, top + HIGH + 13, number(tick), ink, "middle"))
    return "".join(parts)
