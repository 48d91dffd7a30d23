"""The latents among which dependence is looked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.latents import checked, constant

Floats = npt.NDArray[np.float64]

LEAST = 60
"""Rows that the figures of dependence need, at least."""


def varying(z: npt.ArrayLike) -> Floats:
    """The latents that vary, of mean 0 and variance 1: ``(n, kept)``.

    Args:
        z: Latents ``(n, d)``, n at least `LEAST`.

    Raises:
        SculptorError: They are not such an array, not finite, or fewer than two vary.
    """
    latents = checked(z, "latents", LEAST, columns=2)
    kept = latents[:, ~constant(latents)]
    if kept.shape[1] < 2:
        raise SculptorError(
            f"Expected two or more latents that vary, received {kept.shape[1]} out of "
            f"{latents.shape[1]}: what is constant depends on nothing."
        )
    standard: Floats = (kept - kept.mean(0)) / kept.std(0)
    return standard
