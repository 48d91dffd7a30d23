"""The principal components of images: the directions of pixels in which they vary most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

IMAGES = 10_000
"""Images that the components are found from, at most."""

EXACT = 2_048
"""Sides up to which an eigenvalue problem is solved whole, in a second."""

EXTRA, ROUNDS = 32, 4
"""Oversampling and power iterations of the randomised solution of larger ones."""

CHUNK = 1_024

ROUNDING = 1 / (12 * 255**2)
"""Variance of rounding a pixel in [0, 1] to a byte: components below it are noise."""


@dataclass(frozen=True)
class Components:
    """The leading eigenvectors V of the covariance of images, and what belongs to them.

    Attributes:
        n: Images that they were found from.
        mean: The mean image, ``(pixels,)`` float64, in [0, 1].
        directions: Vᵀ, ``(k, pixels)`` float64, orthonormal, the largest entry of each positive.
        variances: Of the images along each, ``(k,)``, the largest first.
    """

    n: int
    mean: Tensor
    directions: Tensor
    variances: Tensor

    def whitening(self) -> Tensor:
        """L^(-1/2) V^T, ``(k, pixels)`` float64; zero where the images do not vary any more."""
        matrix: Tensor = self.directions / self.variances.clamp(min=ROUNDING).sqrt()[:, None]
        matrix[self.variances <= ROUNDING] = 0
        return matrix


class PixelComponents(nn.Module):
    """Images in their leading principal components: (x - mean) V, in units of a pixel.

    Args:
        mean: ``(pixels,)``.
        directions: Vᵀ, ``(k, pixels)``.
    """

    mean: Tensor
    directions: Tensor

    def __init__(self, mean: Tensor, directions: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean.float())
        self.register_buffer("directions", directions.float())

    def forward(self, x: Tensor) -> Tensor:
        """The components ``(n, k)`` of images ``(n, c, h, w)`` in [0, 1], or of rows."""
        found: Tensor = (x.flatten(1) - self.mean) @ self.directions.T
        return found


def principal_components(images: npt.NDArray[Any], count: int) -> Components:
    """The leading principal components, ``count`` of them or as many as there can be.

    Where pixels and images are both more than 2,048 the eigenvectors come from subspace iteration
    (Halko, Martinsson & Tropp, "Finding structure with randomness", 2011, Alg. 4.4); the mean is
    exact, and so are the variances within the span that was found.

    Args:
        images: ``(n, c, h, w)`` uint8, or float32 of rows, of which what is missing counts as 0; at
            most 10,000 of them are used, evenly spaced.
        count: Components.
    """
    rows = used(images)
    average = _average(rows)
    basis = _leading(rows, average, min(count, *rows.shape))
    codes = torch.cat([part @ basis for part in centred(rows, average)]).double()
    # Rayleigh-Ritz: within the span of the basis they are exact, however it was found.
    values, vectors = torch.linalg.eigh(codes.T @ codes / max(1, len(rows) - 1))
    directions = (basis.double() @ vectors).T.flip(0)
    largest = directions.gather(1, directions.abs().argmax(1, keepdim=True))
    return Components(len(rows), average, directions * largest.sign(), values.flip(0))


def used(images: npt.NDArray[Any]) -> Tensor:
    """The images used, ``(n, pixels)`` of their own type."""
    if len(images) > IMAGES:
        images = images[np.linspace(0, len(images) - 1, IMAGES).astype(np.intp)]
    rows = torch.from_numpy(np.array(images)).flatten(1)
    return rows.nan_to_num(0.0) if rows.is_floating_point() else rows


def _unit(rows: Tensor) -> int:
    """What 1 is in the images' own type."""
    return 1 if rows.is_floating_point() else 255


def _average(rows: Tensor) -> Tensor:
    """The mean image, ``(pixels,)`` float64."""
    return torch.stack([part.double().sum(0) for part in torch.split(rows, CHUNK)]).sum(0) / (
        _unit(rows) * len(rows)
    )


def centred(rows: Tensor, average: Tensor) -> Iterator[Tensor]:
    """The images less their mean, in [-1, 1], some at a time: all as floats may not fit."""
    offset = average.float()
    for part in torch.split(rows, CHUNK):
        yield part.float().div(_unit(rows)).sub_(offset)


def _leading(rows: Tensor, average: Tensor, count: int) -> Tensor:
    """An orthonormal basis ``(pixels, count)`` of the span of the leading eigenvectors."""
    n, pixels = rows.shape
    if pixels <= min(n, EXACT):
        gram = torch.zeros(pixels, pixels, dtype=torch.float64)
        for part in centred(rows, average):
            gram += part.T @ part
        return _last(gram, count).float()
    if n <= EXACT:
        whole = torch.cat(list(centred(rows, average)))
        return _orthonormal(whole.T.double() @ _last(whole @ whole.T, count)).float()
    generator = torch.Generator().manual_seed(0)
    basis = torch.randn(pixels, min(count + EXTRA, n, pixels), generator=generator)
    for _ in range(ROUNDS):
        basis = _orthonormal(_times_covariance(rows, average, basis))
    codes = torch.cat([part @ basis for part in centred(rows, average)])
    return basis @ _last(codes.T @ codes, count).float()


def _orthonormal(columns: Tensor) -> Tensor:
    """An orthonormal basis of the span of some columns."""
    basis: Tensor = torch.linalg.qr(columns)[0]
    return basis


def _last(symmetric: Tensor, count: int) -> Tensor:
    """Eigenvectors of the largest eigenvalues, in columns, float64."""
    vectors: Tensor = torch.linalg.eigh(symmetric.double())[1]
    return vectors[:, -count:]


def _times_covariance(rows: Tensor, average: Tensor, basis: Tensor) -> Tensor:
    """C B up to a factor, without the covariance C of the images."""
    product = torch.zeros_like(basis)
    for part in centred(rows, average):
        product += part.T @ (part @ basis)
    return product
