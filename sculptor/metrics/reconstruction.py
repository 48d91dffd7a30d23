"""How closely images are reconstructed; from arrays."""

from __future__ import annotations

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
    no logit reaches; `sculptor.objectives.reconstruction` has the form from logits, for training.

    >>> import numpy as np
    >>> round(bernoulli_nats(np.ones((5, 1, 2, 2)), np.full((5, 1, 2, 2), 0.5)), 4)
    2.7726

    Args:
        x: Images ``(n, c, h, w)``, as bytes or as numbers in [0, 1].
        x_hat: Their reconstructions, of the same shape, as bytes or as numbers in [0, 1].

    Raises:
        SculptorError: The shapes differ, or there are no images.
    """
    one, other = _images(x, x_hat)
    other = other.clip(CERTAIN, 1 - CERTAIN)
    return float(-(one * np.log(other) + (1 - one) * np.log1p(-other)).sum() / len(one))


CERTAIN = 1e-7
"""The least probability of a pixel; one of 0 would cost infinitely many nats."""


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
