"""The likelihood p(x|z): the reconstruction term that all objectives share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits


def bernoulli_nats(logits: Tensor, x: Tensor) -> Tensor:
    """-E log p(x|z) with p(x|z) = Bernoulli(sigmoid(logits)), in nats.

    Kingma & Welling 2014, appendix C.1; summed over pixels, averaged over the batch. Grey values
    between 0 and 1 are taken as probabilities.

    Args:
        logits: ``(n, c, h, w)``.
        x: Images in [0, 1] of the same shape.
    """
    return binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)


def entropy(images: npt.NDArray[np.uint8]) -> float:
    """The least that `bernoulli_nats` can be: the entropy of the grey values, in nats an image.

    The mean over images of -sum over pixels of x log x + (1 - x) log(1 - x).

    >>> round(entropy(np.full((2, 1, 2, 2), 51, np.uint8)), 4)
    2.0016

    Args:
        images: ``(n, c, h, w)``, of which the first 2,000 are enough.
    """
    some = images[:2_000]
    grey = np.arange(256) / 255
    with np.errstate(divide="ignore", invalid="ignore"):
        each = -np.nan_to_num(grey * np.log(grey) + (1 - grey) * np.log1p(-grey))
    return float(np.bincount(some.ravel(), minlength=256) @ each / len(some))
