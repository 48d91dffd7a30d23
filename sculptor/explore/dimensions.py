"""The latents one by one: how much each changes the output, and where it is likely to lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Decode = Callable[[Floats], npt.NDArray[np.floating]]

BINS = 48
"""Of a density."""

DECODED = 512
"""Codes that are decoded to find how much each latent changes the output, about."""

ENDS = (0.1, 0.9)
"""Quantiles of a latent between which it is moved for that."""

MARGIN = 0.06
"""Of the range of a slider, beyond what lies in it."""


def influence(decode: Decode, codes: Floats) -> npt.NDArray[np.float64]:
    """How much each latent changes the output, ``(latent_dim,)``.

    For latent i, the root of the mean of (g(z with z_i = q90) - g(z with z_i = q10))² over pixels
    and over some codes z, where q10 and q90 are the quantiles of that latent over all codes. Two
    latents can be compared, as each is moved as far as the data move it; a collapsed one is at 0.

    >>> weights = np.array([[1.0, 0.0], [0.0, 3.0]])
    >>> grid = np.linspace(0, 1, 11)[:, None].repeat(2, axis=1).astype(np.float32)
    >>> influence(lambda z: z @ weights.T, grid).round(3).tolist()
    [0.566, 1.697]

    Args:
        decode: From codes ``(n, latent_dim)`` to numbers ``(n, …)``.
        codes: Of items, ``(n, latent_dim)``.
    """
    n, dim = codes.shape
    bases = codes[np.linspace(0, n - 1, int(np.clip(DECODED // (2 * dim), 2, 16))).astype(int)]
    low, high = np.quantile(codes, ENDS, axis=0)
    moved = np.tile(bases, (2, dim, 1, 1))
    for i in range(dim):
        moved[0, i, :, i], moved[1, i, :, i] = low[i], high[i]
    made = np.asarray(decode(moved.reshape(-1, dim)), np.float32)
    ends = made.reshape(2, dim, len(bases), -1)
    found: npt.NDArray[np.float64] = np.sqrt(
        np.square(ends[1] - ends[0], dtype=np.float64).mean(axis=(1, 2))
    )
    return found


@dataclass(frozen=True)
class Density:
    """Where a latent is likely to lie.

    Attributes:
        low: The lower end of the range that is shown.
        high: The upper end.
        prior: Share of the prior in each of `BINS` equal parts of it, the largest of both at 1.
        posterior: The same of the aggregate posterior.
    """

    low: float
    high: float
    prior: Floats
    posterior: Floats


def densities(codes: Floats, target: Floats) -> list[Density]:
    """Of each latent the density of the prior and of the aggregate posterior.

    The range holds 99.8 % of both, with a margin. A spike, such as of a latent whose prior is a
    point, does not hide the rest: the scale goes up to five times an even spread.

    Args:
        codes: ``(n, latent_dim)``.
        target: Samples of the prior, ``(m, latent_dim)``.
    """
    shown = []
    for q, p in zip(codes.T, target.T, strict=True):
        both = np.quantile(np.concatenate([q, p]), [0.001, 0.999])
        span = float(both[1] - both[0]) or 1.0
        low, high = float(both[0]) - MARGIN * span, float(both[1]) + MARGIN * span
        shares = [np.histogram(x, BINS, (low, high))[0] / max(1, len(x)) for x in (p, q)]
        top = min(max(float(share.max()) for share in shares), 5 / BINS) or 1.0
        prior, posterior = (np.clip(s / top, 0, 1).astype(np.float32) for s in shares)
        shown.append(Density(low, high, prior, posterior))
    return shown
