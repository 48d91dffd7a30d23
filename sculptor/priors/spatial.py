"""Surfaces: Swiss roll, S-curve and torus in three dimensions, the sphere in any.

Each function draws ``(n, dim)`` float64 samples with a generator; all other arguments are the
parameters of `sculptor.priors.KINDS`. ε is standard normal.
"""

from __future__ import annotations

import numpy as np

from sculptor.errors import SculptorError
from sculptor.priors import smooth
from sculptor.priors.prior import Floats

Generator = np.random.Generator


def swiss_roll(
    generator: Generator,
    n: int,
    dim: int,
    *,
    turns: float,
    radius: float,
    height: float,
    width: float,
) -> Floats:
    """A sheet rolled up around the second axis, with its mean at 0.

    radius / b · (t cos t, ·, t sin t) with t uniform on (a, b), a = 3π/2, b = a + 2π turns, as in
    scikit-learn's ``make_swiss_roll`` (1.5 turns there); the second coordinate is uniform on
    (-height / 2, height / 2). width · ε is added to each. The mean that is taken off is
    ([cos t + t sin t], 0, [sin t - t cos t]) · radius / (b (b - a)), brackets from a to b.
    """
    start = 1.5 * np.pi
    end = start + 2 * np.pi * turns
    t = generator.uniform(start, end, n)
    along = generator.uniform(-height / 2, height / 2, n)
    ends = np.array([start, end])
    middle = np.diff([np.cos(ends) + ends * np.sin(ends), np.sin(ends) - ends * np.cos(ends)])
    across, up = middle[:, 0] / (end - start)
    factor = radius / end
    points = np.stack([factor * (t * np.cos(t) - across), along, factor * (t * np.sin(t) - up)], 1)
    return points + width * generator.standard_normal((n, 3))


def s_curve(
    generator: Generator, n: int, dim: int, *, radius: float, height: float, width: float
) -> Floats:
    """A sheet bent to an S.

    (radius sin t, U, radius sign(t) (cos t - 1)) with t uniform on (-3π/2, 3π/2) and U on
    (-height / 2, height / 2), as in scikit-learn's ``make_s_curve``, plus width · ε.
    Mean 0; variances radius² / 2, height² / 12 and radius² (3/2 + 4 / 3π), plus width².
    """
    t = generator.uniform(-1.5 * np.pi, 1.5 * np.pi, n)
    along = generator.uniform(-height / 2, height / 2, n)
    points = np.stack([radius * np.sin(t), along, radius * np.sign(t) * (np.cos(t) - 1)], 1)
    return points + width * generator.standard_normal((n, 3))


def torus(generator: Generator, n: int, dim: int, *, radius: float, tube: float) -> Floats:
    """The surface of a torus, evenly covered.

    ((R + r cos v) cos u, (R + r cos v) sin u, r sin v) with u uniform and v of the density
    (1 + r/R cos v) / 2π, which is the share of the area. As v and π - v have densities that add
    to 1 / π, a uniform v is kept with probability (1 + r/R cos v) / 2, and else becomes π - v.
    Mean 0; variances (R² + 3/2 r²) / 2, the same, and r² / 2.
    """
    u, v = generator.uniform(0, 2 * np.pi, (2, n))
    keep = 2 * generator.random(n) < 1 + tube / radius * np.cos(v)
    v = np.where(keep, v, np.pi - v)
    distance = radius + tube * np.cos(v)
    return np.stack([distance * np.cos(u), distance * np.sin(u), tube * np.sin(v)], 1)


def check_torus(*, radius: float, tube: float) -> None:
    """Refuse a torus that crosses itself.

    Raises:
        SculptorError: The tube is wider than the circle.
    """
    if tube > radius:
        raise SculptorError(
            f"Expected the tube of a torus to be at most its radius of {radius:g}, "
            f"received {tube:g}. Make the tube thinner or the radius larger."
        )


def sphere(generator: Generator, n: int, dim: int, *, radius: float) -> Floats:
    """The uniform density on {z : |z| = radius}; in one dimension, the two points ±radius.

    Mean 0, covariance radius² / dim · I. Davidson et al., "Hyperspherical variational
    auto-encoders" (2018), have it as a prior with radius 1.
    """
    return radius * smooth.on_sphere(generator, n, dim)
