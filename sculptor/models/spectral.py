"""The spectral start: an encoder that begins as the whitened principal components of the images.

With a random start an encoder folds a few factors of the images into all dimensions early on: every
marginal looks right, yet the latents predict one another. Principal components are uncorrelated
from the first step, in closed form.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.errors import SculptorError
from sculptor.models.autoencoder import Autoencoder

IMAGES = 10_000
"""Images that the components are found from, at most."""

EXACT = 2_048
"""Sides up to which an eigenvalue problem is solved whole, in a second."""

EXTRA, ROUNDS = 32, 4
"""Oversampling and power iterations of the randomised solution of larger ones."""

ROUNDING = 1 / (12 * 255**2)
"""Variance of rounding a pixel in [0, 1] to a byte: components below it are noise."""

CHUNK = 1_024


def spectral_start(
    model: Autoencoder,
    images: npt.NDArray[np.uint8],
    mean: npt.ArrayLike | Tensor | None = None,
    cov: npt.ArrayLike | Tensor | None = None,
) -> None:
    """Let the encoder's means start with the mean m and covariance S of the prior, in closed form.

    mu(x) = m + S^(1/2) L^(-1/2) V^T (x - x_mean), where V are the leading eigenvectors of the
    images' covariance and L their eigenvalues (whitened PCA), each V with its largest entry
    positive; the residual network starts at zero. S^(1/2) is the symmetric root: the optimal map
    from N(0, I) to N(0, S). The decoder starts with the logits of the mean image.

    Where the images vary in fewer directions than the latent space has, the latents left over start
    at the prior's mean. Above 2,048 pixels and images the eigenvectors come from subspace
    iteration (Halko, Martinsson & Tropp, "Finding structure with randomness", 2011, Alg. 4.4);
    mean and covariance stay exact.

    Args:
        model: Changed in place.
        images: ``(n, c, h, w)`` uint8; at most 10,000 of them are used, evenly spaced.
        mean: Of the prior, ``(latent_dim,)``; zero where None.
        cov: Of the prior, ``(latent_dim, latent_dim)``; the identity where None.

    Raises:
        SculptorError: Images, mean or covariance have another shape.
    """
    dim = model.latent_dim
    target = _check("a mean", mean, torch.zeros(dim, dtype=torch.float64))
    spread = _check("a covariance", cov, torch.eye(dim, dtype=torch.float64))
    rows = _rows(images, model.image_shape)
    average = _average(rows)
    matrix = _root(spread) @ _whitening(rows, average, dim)
    encoder, decoder = model.encoder, model.decoder
    with torch.no_grad():
        encoder.linear.weight.copy_(matrix)
        encoder.linear.bias.copy_(target - matrix @ average)
        encoder.mu.weight.zero_()
        decoder.linear.bias.copy_(_logit(average, len(rows)))


def _rows(images: npt.NDArray[np.uint8], shape: tuple[int, int, int]) -> Tensor:
    """The images used, ``(n, pixels)`` uint8."""
    if images.ndim != 4 or images.shape[1:] != shape or images.dtype != np.uint8 or not len(images):
        raise SculptorError(
            f"Expected images as uint8 of shape (n, {', '.join(map(str, shape))}), received "
            f"{images.dtype} of shape {images.shape}."
        )
    if len(images) > IMAGES:
        images = images[np.linspace(0, len(images) - 1, IMAGES).astype(np.intp)]
    return torch.from_numpy(np.array(images)).flatten(1)


def _average(rows: Tensor) -> Tensor:
    """The mean image, ``(pixels,)`` float64."""
    return torch.stack([part.double().sum(0) for part in torch.split(rows, CHUNK)]).sum(0) / (
        255 * len(rows)
    )


def _centred(rows: Tensor, average: Tensor) -> Iterator[Tensor]:
    """The images less their mean, in [-1, 1], some at a time: all as floats may not fit."""
    offset = average.float()
    for part in torch.split(rows, CHUNK):
        yield part.float().div_(255).sub_(offset)


def _whitening(rows: Tensor, average: Tensor, dim: int) -> Tensor:
    """L^(-1/2) V^T, ``(dim, pixels)`` float64; zero where the images do not vary any more."""
    basis = _leading(rows, average, min(dim, *rows.shape))
    codes = torch.cat([part @ basis for part in _centred(rows, average)]).double()
    # Rayleigh-Ritz: within the span of the basis the whitening is exact, however it was found.
    values, vectors = torch.linalg.eigh(codes.T @ codes / max(1, len(rows) - 1))
    components = (basis.double() @ vectors).T.flip(0)
    values = values.flip(0)
    largest = components.gather(1, components.abs().argmax(1, keepdim=True))
    whitening = components * largest.sign() / values.clamp(min=ROUNDING).sqrt()[:, None]
    whitening[values <= ROUNDING] = 0
    return torch.cat([whitening, whitening.new_zeros(dim - len(whitening), whitening.shape[1])])


def _leading(rows: Tensor, average: Tensor, count: int) -> Tensor:
    """An orthonormal basis ``(pixels, count)`` of the span of the leading eigenvectors."""
    n, pixels = rows.shape
    if pixels <= min(n, EXACT):
        gram = torch.zeros(pixels, pixels, dtype=torch.float64)
        for part in _centred(rows, average):
            gram += part.T @ part
        return _last(gram, count).float()
    if n <= EXACT:
        centred = torch.cat(list(_centred(rows, average)))
        return _orthonormal(centred.T.double() @ _last(centred @ centred.T, count)).float()
    generator = torch.Generator().manual_seed(0)
    basis = torch.randn(pixels, min(count + EXTRA, n, pixels), generator=generator)
    for _ in range(ROUNDS):
        basis = _orthonormal(_times_covariance(rows, average, basis))
    codes = torch.cat([part @ basis for part in _centred(rows, average)])
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
    for part in _centred(rows, average):
        product += part.T @ (part @ basis)
    return product


def _root(cov: Tensor) -> Tensor:
    """The symmetric square root of a covariance; rounding below zero is cut off."""
    values, vectors = torch.linalg.eigh((cov + cov.T) / 2)
    root: Tensor = vectors * values.clamp(min=0).sqrt() @ vectors.T
    return root


def _logit(average: Tensor, n: int) -> Tensor:
    """log(p / (1 - p)) of the mean image, with half an image of each colour counted in."""
    p = (average * n + 0.5) / (n + 1)
    return torch.logit(p)


def _check(what: str, value: npt.ArrayLike | Tensor | None, default: Tensor) -> Tensor:
    if value is None:
        return default
    statistic = torch.as_tensor(value, dtype=torch.float64).cpu()
    if statistic.numel() == default.numel() == 1:  # torch.cov of one variable is a number
        statistic = statistic.reshape(default.shape)
    if statistic.shape != default.shape or not statistic.isfinite().all():
        raise SculptorError(
            f"Expected {what} of finite numbers with the shape {tuple(default.shape)}, received "
            f"the shape {tuple(statistic.shape)}."
        )
    return statistic
