"""The spectral start: an encoder that begins as the whitened principal components of the images.

With a random start an encoder folds a few factors of the images into all dimensions early on: every
marginal looks right, yet the latents predict one another. Principal components are uncorrelated
from the first step, in closed form. So are the directions in which neighbours differ least, see
`sculptor.models.neighbours`, which fold less.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.errors import SculptorError
from sculptor.models.autoencoder import Autoencoder
from sculptor.models.components import principal_components
from sculptor.models.neighbours import few_steps


def spectral_start(
    model: Autoencoder,
    images: npt.NDArray[Any],
    mean: npt.ArrayLike | Tensor | None = None,
    cov: npt.ArrayLike | Tensor | None = None,
    *,
    neighbours: bool = False,
) -> None:
    """Let the encoder's means start with the mean m and covariance S of the prior, in closed form.

    mu(x) = m + S^(1/2) L^(-1/2) V^T (x - x_mean), where V are the leading eigenvectors of the
    images' covariance and L their eigenvalues (whitened PCA), each V with its largest entry
    positive; the residual network starts at zero. S^(1/2) is the symmetric root: the optimal map
    from N(0, I) to N(0, S). The decoder starts with the logits of the mean image.

    Where the images vary in fewer directions than the latent space has, the latents left over start
    at the prior's mean. Mean and covariance are exact, also where the eigenvectors are not, see
    `sculptor.models.components.principal_components`.

    Args:
        model: Changed in place.
        images: ``(n, c, h, w)`` uint8, or float32 of rows; at most 10,000 of them are
            used, evenly spaced.
        mean: Of the prior, ``(latent_dim,)``; zero where None.
        cov: Of the prior, ``(latent_dim, latent_dim)``; the identity where None.
        neighbours: Take the directions of `sculptor.models.neighbours.few_steps` in the place of
            L^(-1/2) V^T.

    Raises:
        SculptorError: Images, mean or covariance have another shape.
    """
    dim = model.latent_dim
    target = _check("a mean", mean, torch.zeros(dim, dtype=torch.float64))
    spread = _check("a covariance", cov, torch.eye(dim, dtype=torch.float64))
    _check_images(images, model)
    if neighbours:
        components, whitening = few_steps(images, dim)
    else:
        components = principal_components(images, dim)
        whitening = components.whitening()
    matrix = _root(spread) @ _filled(whitening, dim)
    encoder, decoder = model.encoder, model.decoder
    with torch.no_grad():
        encoder.linear.weight.copy_(matrix)
        encoder.linear.bias.copy_(target - matrix @ components.mean)
        encoder.mu.weight.zero_()
        decoder.linear.bias.copy_(model.likelihood.start(components.mean, components.n))


def _check_images(images: npt.NDArray[Any], model: Autoencoder) -> None:
    shape, dtype = model.image_shape, np.dtype(np.uint8 if model.layout is None else np.float32)
    if images.ndim != 4 or images.shape[1:] != shape or images.dtype != dtype or not len(images):
        raise SculptorError(
            f"Expected images as {dtype} of shape (n, {', '.join(map(str, shape))}), received "
            f"{images.dtype} of shape {images.shape}."
        )


def _filled(whitening: Tensor, dim: int) -> Tensor:
    """A whitening of as many directions as there are latents: zero for those left over."""
    missing = whitening.new_zeros(dim - len(whitening), whitening.shape[1])
    return torch.cat([whitening, missing])


def _root(cov: Tensor) -> Tensor:
    """The symmetric square root of a covariance; rounding below zero is cut off."""
    values, vectors = torch.linalg.eigh((cov + cov.T) / 2)
    root: Tensor = vectors * values.clamp(min=0).sqrt() @ vectors.T
    return root


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
