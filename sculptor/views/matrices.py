"""Which latents go together, and which predicts which: two matrices of an aggregate posterior."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.views.palette import colours
from sculptor.views.svg import svg, text
from sculptor.words import latent, signed

Floats = npt.NDArray[np.floating[Any]]

BINS = 16
"""Quantile bins of the latent that predicts."""

MOST = 64
"""Latents of a matrix, at most."""

NUMBERS = 8
"""Latents up to which each cell carries its number."""

SIDE, EDGE, GAP = 200, 22, 14
"""Of a matrix, the room for its names, and that between two, in the drawing's own units."""

NEGATIVE = "#D55E00"
"""Correlations below 0; those above have the posterior's colour."""


def correlation(z: Floats) -> Floats:
    """Pearson's correlation of each pair of latents, ``(d, d)``; 0 where a latent is constant.

    >>> correlation(np.array([[0.0, 0.0, 1.0], [1.0, -2.0, 1.0]])).tolist()
    [[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    scaled = _standardised(z)
    pearson = scaled.T @ scaled / len(z)
    np.fill_diagonal(pearson, 1.0)
    return np.clip(pearson, -1.0, 1.0)


def predictability(z: Floats) -> Floats:
    """How well each latent is predicted from each other one alone, ``(d, d)``.

    R²_ij = max(0, 1 - sum (z_i - m_i(z_j))² / sum (z_i - m)²), where m_i is a step function: the
    mean of z_i within each of 16 quantile bins of z_j. It is fitted on one half of the rows and
    judged on the other, and the two ways are averaged. So it sees any dependence of the mean on one
    latent, such as z_i = z_j², and unlike the LPS none on several together, such as a product.

    >>> z = np.linspace(-1, 1, 4001)[:, None] ** [1, 2]
    >>> predictability(z).round(1).tolist()
    [[1.0, 0.0], [1.0, 1.0]]

    Args:
        z: Latents ``(n, d)``; fewer than 64 rows say nothing, and give 0.

    Returns:
        Row i, column j: z_i from z_j. The diagonal is 1.
    """
    n, d = z.shape
    r2 = np.eye(d)
    if n < 4 * BINS or d < 2:
        return r2
    scaled = _standardised(z)
    halves = np.arange(n) % 2
    for j in range(d):
        edges = np.quantile(scaled[:, j], np.arange(1, BINS) / BINS)
        bins = np.searchsorted(edges, scaled[:, j], side="right")
        r2[:, j] = np.mean([_judged(scaled, bins, halves == half) for half in (0, 1)], axis=0)
    np.fill_diagonal(r2, 1.0)
    return np.clip(r2, 0.0, 1.0)


def _judged(z: Floats, bins: npt.NDArray[np.intp], fitted: npt.NDArray[np.bool_]) -> Floats:
    """R² of every latent from one that lies in ``bins``, on the rows that were not fitted."""
    member = np.zeros((len(z), BINS))
    member[np.arange(len(z)), bins] = 1.0
    mean = z[fitted].mean(axis=0)
    counts = member[fitted].sum(axis=0)[:, None]
    means = np.where(counts > 0, member[fitted].T @ z[fitted] / np.maximum(counts, 1), mean)
    rest = z[~fitted]
    total = ((rest - mean) ** 2).sum(axis=0)
    left = ((rest - means[bins[~fitted]]) ** 2).sum(axis=0)
    r2: Floats = np.where(total > 1e-12, 1 - left / np.maximum(total, 1e-12), 0.0)
    return r2


def _standardised(z: Floats) -> Floats:
    values = np.asarray(z, dtype=np.float64)
    spread = values.std(axis=0)
    scaled: Floats = (values - values.mean(axis=0)) / np.where(spread > 1e-9, spread, np.inf)
    return scaled


def both_svg(z: Floats, theme: str = "light", known: Floats | None = None) -> str:
    """`correlation` and `predictability` of the first `MOST` latents ``(n, d)`` side by side.

    Args:
        z: The latents.
        theme: ``light`` or ``dark``.
        known: The predictability of all of them, where it has been computed.
    """
    shown = z[:, :MOST]
    right = predictability(shown) if known is None else known[:MOST, :MOST]
    return pair_svg(correlation(shown), right, theme)


def pair_svg(left: Floats, right: Floats, theme: str = "light") -> str:
    """Two matrices of numbers from -1 to 1 side by side, blue above 0 and orange below.

    Args:
        left: ``(d, d)``; the diagonal says nothing and is left blank.
        right: ``(d, d)``.
        theme: ``light`` or ``dark``.
    """
    parts = [_matrix(left, 0, theme), _matrix(right, EDGE + SIDE + GAP, theme)]
    return svg(2 * (EDGE + SIDE) + GAP, SIDE + 18, "".join(parts))


def _matrix(values: Floats, left: float, theme: str) -> str:
    palette = colours(theme)
    d = len(values)
    cell = SIDE / d
    stroke = f"stroke='{palette.grid}'" if d <= 2 * NUMBERS else ""
    parts = []
    for i, j in np.ndindex(d, d):
        value = 0.0 if i == j else float(values[i, j])
        x, y = left + EDGE + j * cell, i * cell
        colour = palette.posterior if value >= 0 else NEGATIVE
        opacity = min(1.0, abs(value))
        parts.append(
            f"<rect x='{x:.1f}' y='{y:.1f}' width='{cell:.1f}' height='{cell:.1f}' "
            f"fill='{colour}' fill-opacity='{opacity:.2f}' {stroke}/>"
        )
        if d <= NUMBERS and i != j:
            ink = palette.background if opacity > 0.55 else palette.text
            parts.append(text(x + cell / 2, y + cell / 2 + 4, _number(value), ink, "middle"))
    parts.append(_names(d, cell, left, palette.muted))
    return "".join(parts)


def _number(value: float) -> str:
    return signed(f"{value:z.2f}")


def _names(d: int, cell: float, left: float, ink: str) -> str:
    """Names of the latents, so many as there is room for."""
    stride = max(1, round(22 / cell))
    parts = []
    for i in range(0, d, stride):
        middle = (i + 0.5) * cell
        parts.append(text(left + EDGE - 5, middle + 4, latent(i), ink, "end"))
        parts.append(text(left + EDGE + middle, SIDE + 14, latent(i), ink, "middle"))
    return "".join(parts)
