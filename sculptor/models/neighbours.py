"""The directions of pixels in which neighbouring images differ least.

What varies smoothly over a data set, such as where something is, varies in many principal
components, and the leading ones alone fold it: a small thing that moves over a square is taken by
two of them to a disc with its corners pulled in. A direction along which an image differs little
from those most like it, and much from the rest, follows it without a fold.
"""

from __future__ import annotations

from typing import Any

import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.models.components import (
    CHUNK,
    ROUNDING,
    Components,
    centred,
    principal_components,
    used,
)

COMPONENTS = 50
"""Principal components that the directions are made of; twice the latents where that is more."""

NEIGHBOURS = 10


def few_steps(images: npt.NDArray[Any], dim: int) -> tuple[Components, Tensor]:
    """Whitened directions W in which images step least from neighbour to neighbour.

    W = E L^(-1/2) V^T, where u = L^(-1/2) V^T (x - x_mean) are whitened principal components and
    the rows of E the eigenvectors of the least eigenvalues of the mean of (u - u')(u - u')^T over
    each image and its 10 nearest neighbours by the components themselves. Locality preserving
    projections (He & Niyogi, NeurIPS 2003, Eq. 4), with a variance of 1 over the images in place of
    one over the graph's degrees: the linear form of Laplacian eigenmaps. On data that fill a square
    evenly these are cos(πa) and cos(πb) of its sides a and b, or a rotation of the two, each of
    which rises or falls all the way.

    Args:
        images: As `principal_components` takes them.
        dim: Directions.

    Returns:
        The components, and W, ``(dim, pixels)`` or fewer rows where the images vary in fewer.
    """
    components = principal_components(images, max(COMPONENTS, 2 * dim))
    rows = used(images)
    varying = components.variances > ROUNDING
    basis = components.directions[varying].T.float()
    codes = torch.cat([part @ basis for part in centred(rows, components.mean)])
    whitening = components.whitening()[varying]
    steps = _steps(codes, codes / components.variances[varying].sqrt().float())
    _, vectors = torch.linalg.eigh(steps)
    matrix = vectors[:, :dim].T @ whitening
    largest = matrix.gather(1, matrix.abs().argmax(1, keepdim=True))
    return components, matrix * largest.sign()


def _steps(codes: Tensor, white: Tensor) -> Tensor:
    """The mean of (u - u')(u - u')^T over all pairs of neighbours, ``(k, k)`` float64."""
    count = min(NEIGHBOURS + 1, len(codes))
    total = torch.zeros(white.shape[1], white.shape[1], dtype=torch.float64)
    for some, where in zip(torch.split(white, CHUNK), torch.split(codes, CHUNK), strict=True):
        nearest = torch.cdist(where, codes).topk(count, largest=False).indices
        # An image is its own nearest neighbour, or one that is the same: that adds nothing.
        steps = (some[:, None] - white[nearest]).flatten(0, 1).double()
        total += steps.T @ steps
    return total / (len(codes) * max(1, count - 1))
