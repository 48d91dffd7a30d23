"""Traversals: what one latent changes, from quantile to quantile of the prior, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.explore.dimensions import Decode
from sculptor.explore.opened import Items
from sculptor.metrics.match.holes import far
from sculptor.words import latent

Floats = npt.NDArray[np.float32]

SIDE = 96
"""Pixels of a heat-map."""

TELLS = 0.3
"""Absolute rank correlation from which on a latent is said to follow a factor."""


@dataclass(frozen=True)
class Traversal:
    """One latent moved, all others as in a code.

    Attributes:
        dim: The latent, counted from 0.
        codes: ``(steps, latent_dim)``.
        images: What is decoded of them.
        empty: Which of them lie where there is no data, ``(steps,)``.
        difference: Where the images change, ``(h, w)`` in [0, 1]; None of rows.
    """

    dim: int
    codes: Floats
    images: npt.NDArray[Any]
    empty: npt.NDArray[np.bool_]
    difference: npt.NDArray[np.float64] | None


def traverse(
    decode: Decode,
    code: Floats,
    dim: int,
    target: Floats,
    codes: Floats,
    low: float = 0.02,
    high: float = 0.98,
    steps: int = 11,
) -> Traversal:
    """Move one latent between two quantiles of the prior, in steps of equal mass of it.

    A code is where there is no data if it is `far` from every item, by the rule of the holes of a
    prior.

    Args:
        decode: From codes to images ``(n, c, h, w)`` of bytes, or rows.
        code: That all other latents are held at, ``(latent_dim,)``.
        dim: The latent that moves, counted from 0.
        target: Samples of the prior.
        codes: Of the items.
        low: The quantile to begin at.
        high: The quantile to end at.
        steps: Codes.
    """
    path = np.tile(code, (steps, 1)).astype(np.float32)
    path[:, dim] = np.quantile(target[:, dim], np.linspace(low, high, steps))
    images = decode(path)
    return Traversal(dim, path, images, far(path, codes, target), difference(images))


def difference(images: npt.NDArray[Any]) -> npt.NDArray[np.float64] | None:
    """Where images differ: the standard deviation of each pixel over them, its largest at 1.

    >>> dark, light = np.zeros((1, 2, 2), np.uint8), np.array([[[0, 0], [0, 9]]], np.uint8)
    >>> difference(np.stack([dark, light])).tolist()
    [[0.0, 0.0], [0.0, 1.0]]

    Args:
        images: ``(n, c, h, w)`` of bytes; None is the answer for rows of numbers.
    """
    if images.dtype != np.uint8:
        return None
    spread = images.astype(np.float64).std(axis=0).mean(axis=0)
    found: npt.NDArray[np.float64] = spread / (spread.max() or 1.0)
    return found


def sentence(dim: int, items: Items) -> str:
    """What of the factors a latent follows; empty where no factors are known.

    By Spearman's rank correlation of the latent with each factor; 0.3 and more in size counts.
    """
    from scipy.stats import spearmanr

    z = items.of("mean")[:, dim]
    found = []
    for name, values in items.columns.items():
        known = np.isfinite(values)
        if name == "label" or len(np.unique(values[known])) < 3 or z[known].std() == 0:
            continue
        rho = float(spearmanr(z[known], values[known])[0])
        found.append((abs(rho), name.replace("_", " "), "rises" if rho > 0 else "falls"))
    told = sorted((each for each in found if each[0] >= TELLS), reverse=True)
    if not found:
        return ""
    if not told:
        return f"{latent(dim)} follows no factor by itself (rank correlations below {TELLS:g})."
    words = " and ".join(f"{name} ({rho:.2f})" for rho, name, _ in told[:2])
    _, factor, moves = told[0]
    return f"As {latent(dim)} grows, {factor} {moves}: it follows {words}, by rank correlation."
