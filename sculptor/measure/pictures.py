"""What a model draws: traversals of its latent space, and the plane in which q(z) varies most."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from sculptor.metrics.threads import alone
from sculptor.models import Autoencoder
from sculptor.models.pixels import to_bytes

Floats = npt.NDArray[np.float32]
Images = npt.NDArray[np.uint8]

PLANE, COLUMNS, ROWS = 11, 9, 10
"""Side of the traversal grid over a plane; columns and rows, at most, of any other."""

FEW = 16
"""Codes that are decoded on one thread, at most."""


def traversal(model: Autoencoder, target: Floats, start: Floats) -> Images | Floats:
    """Images decoded from a grid over the plane of two latents, or along each of more latents.

    The grid spans the central 98 % of the target's marginals.

    Args:
        model: Whose decoder it is.
        target: Samples of the prior, ``(n, latent_dim)``.
        start: The code ``(latent_dim,)`` that is held where a latent is not the one that moves.

    Returns:
        ``(rows, columns, c, h, w)``, as bytes; of rows as numbers.
    """
    dim = target.shape[1]
    low, high = np.quantile(target, [0.01, 0.99], axis=0)
    if dim == 2:
        z1, z2 = np.meshgrid(
            np.linspace(low[0], high[0], PLANE), np.linspace(high[1], low[1], PLANE)
        )
        codes = np.stack([z1, z2], axis=-1)
    else:
        rows = min(dim, ROWS)
        codes = np.tile(start, (rows, COLUMNS, 1))
        for i in range(rows):
            codes[i, :, i] = np.linspace(low[i], high[i], COLUMNS)
    images = drawn(model, codes.reshape(-1, dim).astype(np.float32))
    return images.reshape(*codes.shape[:2], *images.shape[1:])


def drawn(model: Autoencoder, codes: Floats) -> Images | Floats:
    """What is decoded of codes ``(n, latent_dim)``: images of bytes, or rows of numbers.

    A few are decoded on one thread: a second one gains a millisecond there, and beside processes
    that are busy it is waited for many times as long.
    """

    def draw() -> Images | Floats:
        mean = model.decode(torch.from_numpy(codes))
        return to_bytes(mean) if model.layout is None else mean.cpu().numpy()

    return alone(draw) if len(codes) <= FEW else draw()


def principal_plane(encoded: Floats, target: Floats, before: Floats | None) -> Floats:
    """The two directions ``(dim, 2)`` in which q(z) and p(z) together vary most.

    Principal directions are free in sign and, where the variance is alike, in rotation; they are
    turned towards those of the snapshot before (orthogonal Procrustes), so that the view is calm.
    """
    pooled = np.concatenate([encoded, target])
    _, directions = np.linalg.eigh(np.cov(pooled, rowvar=False))
    plane = directions[:, :-3:-1]
    if before is not None:
        u, _, v = np.linalg.svd(plane.T @ before)
        plane = plane @ (u @ v)
    result: Floats = plane.astype(np.float32)
    return result
