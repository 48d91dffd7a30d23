"""Codes and the samples that they should be distributed like."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.latents import checked

Floats = npt.NDArray[np.float64]

LEAST = 20
"""Rows on each side, at least."""


def pair(z: npt.ArrayLike, target: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Both in double precision.

    Args:
        z: Codes ``(n, d)``, n at least `LEAST`.
        target: Samples of the prior, ``(m, d)``, m at least `LEAST`.

    Raises:
        SculptorError: They are not such arrays, not finite, or of unequal dimensions.
    """
    codes, samples = checked(z, "codes", LEAST), checked(target, "samples of the prior", LEAST)
    if codes.shape[1] != samples.shape[1]:
        raise SculptorError(
            f"Expected codes and samples of the prior of equal dimensions, received "
            f"{codes.shape[1]} and {samples.shape[1]}."
        )
    return codes, samples
