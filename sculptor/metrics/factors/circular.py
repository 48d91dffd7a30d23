"""How closely one angle follows another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def circular_correlation(alpha: npt.ArrayLike, beta: npt.ArrayLike) -> float:
    """det(Aᵀ B) / sqrt(det(Aᵀ A) det(Bᵀ B)), with rows (cos, sin) of the angles.

    Fisher & Lee, "A correlation coefficient for circular data", Biometrika 70 (1983), Eq. 2.1: 1
    where one angle is the other and a constant more, -1 where it turns the other way, about 0 where
    they are independent. The origin of neither matters.

    >>> angle = np.arange(12.0)
    >>> round(circular_correlation(angle, angle + 2), 6), round(circular_correlation(angle, -angle))
    (1.0, -1)

    Args:
        alpha: ``(n,)`` in radians.
        beta: ``(n,)`` of the same items.

    Returns:
        NaN where one of them is constant.
    """
    a, b = (np.stack([np.cos(each), np.sin(each)], 1) for each in map(np.asarray, (alpha, beta)))
    scale = np.linalg.det(a.T @ a) * np.linalg.det(b.T @ b)
    return float(np.linalg.det(a.T @ b) / np.sqrt(scale)) if scale > 1e-12 else float("nan")
