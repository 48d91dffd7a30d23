"""The starts in closed form: codes of the prior's mean and covariance, and which axes they have."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sculptor.metrics.alignment import independent_axes
from sculptor.models import Autoencoder, spectral_start
from sculptor.models.components import IMAGES
from sculptor.models.turning import turn

Floats = npt.NDArray[np.float64]

QUANTILES = (np.arange(200) + 0.5) / 200
"""Where marginals are compared."""

FLAT = 1e-6
"""Variance of a direction of the prior, as a part of the largest, up to which it has none."""


def begin(start: str, model: Autoencoder, images: npt.NDArray[Any], points: Tensor) -> None:
    """Give a model the start of this name.

    Args:
        start: ``spectral``, principal components; ``ica``, these turned to independent components;
            ``neighbours``, the directions in which neighbours differ least, turned in the same way.
        model: Changed in place.
        images: As `sculptor.models.spectral_start` takes them.
        points: Samples of the prior, ``(m, latent_dim)`` float64.
    """
    spectral_start(model, images, points.mean(0), points.T.cov(), neighbours=start == "neighbours")
    if start != "spectral":
        independent_start(model, images, points)


def independent_start(model: Autoencoder, images: npt.NDArray[Any], points: Tensor) -> None:
    """Turn a model that has just had its spectral start to independent components.

    Whitened principal components u are uncorrelated, and so is R u for every orthogonal R. This
    start takes the R of independent component analysis (`independent_axes`), its rows in the order
    and with the signs that bring each component nearest to the coordinate of the prior that it
    starts on (`matched`): z = m + S^(1/2) R u, with the prior's mean m and covariance S, and the
    decoder turned along, so that reconstructions stay what they were. The covariance of the codes
    is S as before. A prior that is the same all around, such as N(0, I), allows every R and keeps
    this one by nothing; one with corners or edges along its axes is matched best by axes that the
    data have too. On a prior that is flat in some direction R stays I.

    Args:
        model: Changed in place.
        images: ``(n, c, h, w)``, as those of `sculptor.models.spectral_start`.
        points: Samples of the prior, ``(m, latent_dim)`` float64.
    """
    centre = points.mean(0)
    spread, axes = torch.linalg.eigh(points.T.cov().reshape(2 * (model.latent_dim,)))
    if spread[0] <= FLAT * spread[-1]:
        return
    root, inverse = ((axes * spread**power) @ axes.T for power in (0.5, -0.5))
    codes = model.encode(images[:: -(-len(images) // IMAGES)]).double().cpu()
    white = ((codes - centre) @ inverse).numpy()
    alive = np.flatnonzero(white.std(0) > 0.5)  # the rest do not vary in the images
    components = white[:, alive] - white[:, alive].mean(0)
    turned = independent_axes(components)
    standard = ((points - centre) @ inverse).numpy()[:, alive]
    rotation = np.eye(model.latent_dim)
    rotation[np.ix_(alive, alive)] = matched(components @ turned.T, standard) @ turned
    turn(model, root @ torch.from_numpy(rotation) @ inverse, centre)


def matched(components: Floats, standard: Floats) -> Floats:
    """Which component goes to which coordinate, and with which sign.

    The sum over coordinates of the squared 2-Wasserstein distance of each from its component is
    least, by optimal assignment. So a uniform coordinate takes the most uniform component, and a
    Gaussian one of those left.

    Args:
        components: ``(n, d)``, each of variance 1.
        standard: Samples of the prior, ``(m, d)``, each of variance 1.

    Returns:
        P, ``(d, d)``, with one entry of 1 or -1 in each row and column: ``components @ P.T`` has
        them in order.
    """
    from scipy.optimize import linear_sum_assignment

    wanted = np.quantile(standard, QUANTILES, axis=0).T[:, None]
    there, mirrored = (
        ((np.quantile(sign * components, QUANTILES, axis=0).T - wanted) ** 2).mean(-1)
        for sign in (1, -1)
    )
    rows, columns = linear_sum_assignment(np.minimum(there, mirrored))
    places: Floats = np.zeros(there.shape)
    places[rows, columns] = np.where(mirrored < there, -1, 1)[rows, columns]
    return places
