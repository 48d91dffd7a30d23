"""Images as bytes, as data sets keep and pages show them, and as numbers in [0, 1].

Rows of numbers are the same in both.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor


def to_unit(images: Tensor) -> Tensor:
    """Images of bytes as floats in [0, 1]; rows of floats as they are."""
    if images.is_floating_point():
        return images
    return images.float().div_(255)


def to_bytes(images: Tensor) -> npt.NDArray[np.uint8]:
    """Images in [0, 1] as bytes, on the CPU."""
    return images.mul(255).round_().to(torch.uint8).cpu().numpy()
