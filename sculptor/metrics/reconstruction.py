"""How closely images are reconstructed; from arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

Array = npt.NDArray[Any]


def squared_error(x: npt.ArrayLike, x_hat: npt.ArrayLike) -> float:
    """The mean over images of sum over pixels of (x - x_hat)².

    >>> import numpy as np
    >>> squared_error(np.zeros((5, 1, 2, 2)), np.full((5, 1, 2, 2), 0.5))
    1.0

    Args:
        x: Images ``(n, c, h, w)``, as bytes or as numbers in [0, 1].
        x_hat: Their reconstructions, of the same shape, as bytes or as numbers in [0, 1].

    Raises:
        SculptorError: The shapes differ, or there are no images.
    """
    one, other = _images(x, x_hat)
    return float(np.square(one - other).sum() / len(one))


def bernoulli_nats(x: npt.ArrayLike, x_hat: npt.ArrayLike) -> float:
    """The mean over images of -sum over pixels of x log x_hat + (1 - x) log(1 - x_hat), in nats.

    Kingma & Welling 2014, appendix C.1. Reconstructions are kept `CERTAIN` away from 0 and 1, which
    no logit reaches; `sculptor.models.likelihood` has the form from logits, for training. Takes
    what `squared_error` does.

    >>> import numpy as np
    >>> round(bernoulli_nats(np.ones((5, 1, 2, 2)), np.full((5, 1, 2, 2), 0.5)), 4)
    2.7726
    """
    one, other = _images(x, x_hat)
    other = other.clip(CERTAIN, 1 - CERTAIN)
    return float(-(one * np.log(other) + (1 - one) * np.log1p(-other)).sum() / len(one))


CERTAIN = 1e-7
"""The least probability of a pixel; one of 0 would cost infinitely many nats."""


def psnr(x: npt.ArrayLike, x_hat: npt.ArrayLike) -> float:
    """Peak signal-to-noise ratio: mean over images of -10 log10 of mean (x - x_hat)², in decibels.

    Infinite (``math.inf``) as soon as one image is reconstructed exactly. Takes what
    `squared_error` does.

    >>> import numpy as np
    >>> round(psnr(np.zeros((5, 1, 2, 2)), np.full((5, 1, 2, 2), 0.1)), 6)
    20.0
    """
    one, other = _images(x, x_hat)
    errors = np.square(one - other).mean((1, 2, 3))
    return float(-10 * np.log10(errors).mean()) if errors.all() else math.inf


def ssim(x: npt.ArrayLike, x_hat: npt.ArrayLike) -> float:
    """Structural similarity, the mean over images, channels and windows; 1 where they are equal.

    SSIM = (2 m m' + C1) (2 cov + C2) / ((m² + m'² + C1) (var + var' + C2))

    with the means, variances and covariance in a Gaussian window of 11 x 11 pixels and standard
    deviation 1.5, at every place where it fits into the image, C1 = 0.01² and C2 = 0.03². Wang,
    Bovik, Sheikh & Simoncelli, "Image Quality Assessment: From Error Visibility to Structural
    Similarity", IEEE Trans. Image Processing 13 (2004), Eq. 13.

    >>> import numpy as np
    >>> dark, bright = np.full((5, 1, 11, 11), 0.25), np.full((5, 1, 11, 11), 0.5)
    >>> round(ssim(dark, bright), 4), round((2 / 8 + 1e-4) / (1 / 16 + 1 / 4 + 1e-4), 4)
    (0.8001, 0.8001)

    Args:
        x: Images ``(n, c, h, w)``, h and w at least 11, as bytes or as numbers in [0, 1].
        x_hat: Their reconstructions, of the same shape, as bytes or as numbers in [0, 1].

    Raises:
        SculptorError: The shapes differ, there are no images, or they are smaller than the window.
    """
    one, other = _images(x, x_hat)
    if min(one.shape[2:]) <= 2 * RADIUS:
        raise SculptorError(
            f"Expected images of {2 * RADIUS + 1} pixels or more in height and width, the window "
            f"of SSIM, received {one.shape[2]} x {one.shape[3]}."
        )
    pairs = zip(one, other, strict=True)
    return float(np.mean([_similarity(image, reconstructed) for image, reconstructed in pairs]))


WIDTH, RADIUS = 1.5, 5
"""Of SSIM's window: its standard deviation, and the pixels on each side of its middle."""

C1, C2 = 0.01**2, 0.03**2
"""What keeps SSIM's fractions finite, for pixels in [0, 1]: (K1 L)² and (K2 L)² with L = 1."""


def _similarity(x: Array, y: Array) -> float:
    """SSIM of one image, ``(c, h, w)``."""
    from scipy.ndimage import gaussian_filter

    moments = np.stack([x, y, x * x, y * y, x * y])
    moments = gaussian_filter(moments, WIDTH, radius=RADIUS, axes=(2, 3))
    inside = slice(RADIUS, -RADIUS)
    mx, my, xx, yy, xy = moments[:, :, inside, inside]
    light = (2 * mx * my + C1) / (mx * mx + my * my + C1)
    structure = (2 * (xy - mx * my) + C2) / (xx - mx * mx + yy - my * my + C2)
    return float((light * structure).mean())


def _images(x: npt.ArrayLike, x_hat: npt.ArrayLike) -> tuple[Array, Array]:
    """Both in [0, 1], in double precision."""
    one, other = _unit(np.asarray(x)), _unit(np.asarray(x_hat))
    if one.shape != other.shape or one.ndim != 4 or not one.size:
        raise SculptorError(
            f"Expected images and reconstructions of one shape (n, c, h, w), received {one.shape} "
            f"and {other.shape}."
        )
    return one, other


def _unit(images: Array) -> Array:
    return images.astype(np.float64) / (255 if images.dtype == np.uint8 else 1)
