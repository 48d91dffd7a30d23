"""Turn latents to axes of their own, where a prior that no rotation changes left them free."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

from sculptor.metrics.latents import ROUNDING, checked

Floats = npt.NDArray[np.float64]

SWEEPS = 300
"""Updates of independent components, at most."""

TOLERANCE = 1e-10
"""They are taken for found where an update turns them by less, as 1 - |cosine|. A search that
begins near a saddle is slow at first; one that is content with 1e-3 stops there, with axes between
the independent ones."""


def pca(z: npt.ArrayLike) -> Floats:
    """Latents along the axes of their covariance, by falling variance.

    Undoes a rotation where the variances along the true axes differ; where they are equal, as under
    a prior that is matched well, every axis is as good and none is recovered. Axes along which the
    latents vary by no more than rounding are 0, so that the shape stays.

    >>> import numpy as np
    >>> wide = np.linspace(-1, 1, 5)
    >>> np.abs(pca(np.column_stack([wide, wide]))).round(2).tolist()
    [[1.41, 0.0], [0.71, 0.0], [0.0, 0.0], [0.71, 0.0], [1.41, 0.0]]

    Args:
        z: Latents ``(n, d)``.

    Returns:
        ``(n, d)``, of mean 0, in latent units.

    Raises:
        SculptorError: The latents are not such an array, or not finite.
    """
    latents = checked(z, "latents")
    centred = latents - latents.mean(0)
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    aligned: Floats = centred @ axes[:, np.argsort(-variances)]
    scale = float(np.abs(latents).max(initial=0))
    aligned[:, aligned.std(0) <= ROUNDING * scale] = 0
    return aligned


def ica(z: npt.ArrayLike, seed: int = 0) -> Floats:
    """Latents along independent components, of variance 1 and in no particular order.

    Hyvärinen, "Fast and Robust Fixed-Point Algorithms for Independent Component Analysis", IEEE
    Trans. Neural Networks 10 (1999), Eq. 20, with log cosh, from the components of `pca`. Undoes a
    rotation, even at equal variances, where at most one of the independent factors is Gaussian;
    Gaussian ones have no axes to recover.

    Args:
        z: Latents ``(n, d)``.
        seed: Of the first components.

    Returns:
        ``(n, d)``, of mean 0; 0 where `pca` is.

    Raises:
        SculptorError: The latents are not such an array, or not finite.
    """
    aligned = pca(z)
    alive = aligned.any(0)
    aligned[:, alive] /= aligned[:, alive].std(0)
    aligned[:, alive] = aligned[:, alive] @ independent_axes(aligned[:, alive], seed).T
    return aligned


def independent_axes(white: Floats, seed: int = 0) -> Floats:
    """The rotation R that turns uncorrelated latents of variance 1 to independent components.

    Args:
        white: ``(n, d)``, of mean 0 and covariance I.
        seed: Of the first components.

    Returns:
        ``(d, d)``, orthogonal; the components are ``white @ R.T``.
    """
    from sklearn.decomposition import FastICA
    from sklearn.exceptions import ConvergenceWarning

    if white.shape[1] < 2:
        return np.eye(white.shape[1])
    search = FastICA(whiten=False, max_iter=SWEEPS, tol=TOLERANCE, random_state=seed)
    with warnings.catch_warnings():
        # Gaussian latents never converge; any rotation of them is as good as another.
        warnings.simplefilter("ignore", ConvergenceWarning)
        rotation: Floats = search.fit(white).components_
    return rotation
