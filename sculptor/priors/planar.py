"""Shapes in the plane: rings, moons, spiral, pinwheel, checkerboard; and the grid of points.

Each function draws ``(n, 2)`` float64 samples with a generator; all other arguments are the
parameters of `sculptor.priors.KINDS`. ε is standard normal, U uniform on (0, 1).
"""

from __future__ import annotations

import numpy as np

from sculptor.priors.prior import Floats

Generator = np.random.Generator


def ring(generator: Generator, n: int, dim: int, *, radius: float, width: float) -> Floats:
    """A circle: (radius + width · ε)(cos θ, sin θ), θ uniform.

    Mean 0, covariance (radius² + width²) / 2 · I.
    """
    return _around(generator, np.full(n, radius), width)


def rings(
    generator: Generator, n: int, dim: int, *, count: int, radius: float, width: float
) -> Floats:
    """Circles of radius rᵢ = radius · i / count, chosen with probability wᵢ ∝ i.

    So all lines are equally dense. Mean 0, covariance (Σ wᵢ rᵢ² + width²) / 2 · I, where
    Σ wᵢ rᵢ² = radius² (count + 1) / (2 count).
    """
    order = np.arange(1, count + 1)
    chosen = generator.choice(order, n, p=order / order.sum())
    return _around(generator, radius * chosen / count, width)


def _around(generator: Generator, radius: Floats, width: float) -> Floats:
    """One point at each radius, at an even angle, with a normal deviation along the radius."""
    return (radius + width * generator.standard_normal(len(radius)))[:, None] * _unit(
        generator.uniform(0, 2 * np.pi, len(radius))
    )


def moons(generator: Generator, n: int, dim: int, *, radius: float, width: float) -> Floats:
    """Two half circles, each reaching into the other.

    radius · (cos t, sin t) and radius · (1 - cos t, 1/2 - sin t), t uniform on (0, π), as in
    scikit-learn's ``make_moons``, less their common mean radius · (1/2, 1/4), plus
    width · (ε₁, ε₂). Mean 0; variances radius² · 3/4 + width² and
    radius² (9/16 - 1/π) + width².
    """
    points = _unit(generator.uniform(0, np.pi, n))
    lower = generator.random(n) < 0.5
    points[lower] = np.array([1.0, 0.5]) - points[lower]
    points -= np.array([0.5, 0.25])
    return radius * points + width * generator.standard_normal((n, 2))


def spiral(
    generator: Generator, n: int, dim: int, *, arms: int, turns: float, radius: float, width: float
) -> Floats:
    """Archimedean spirals: r = radius · t, θ = 2π · (turns · t + arm / arms), with t = √U.

    Each ring of the plane has a share of the points that is its share of the disc, so the line is
    about evenly dense. (ε₁, ε₂) · width is added. E|z|² = radius² / 2 + 2 width²; with two arms or
    more the mean is 0, and with three or more the covariance is a half of that times I.
    """
    along = np.sqrt(generator.random(n))
    arm = generator.integers(arms, size=n) / arms
    points = (radius * along)[:, None] * _unit(2 * np.pi * (turns * along + arm))
    return points + width * generator.standard_normal((n, 2))


def pinwheel(
    generator: Generator,
    n: int,
    dim: int,
    *,
    arms: int,
    radius: float,
    radial: float,
    tangential: float,
    rate: float,
) -> Floats:
    """Gaussian blobs around the origin, each sheared into a blade.

    (a, b) = (1 + radial · ε₁, tangential · ε₂), turned by 2π arm / arms + rate · eᵃ, times radius:
    Johnson et al., "Composing graphical models with neural networks for structured
    representations and fast inference" (2016), the data of their Figure 1.
    E|z|² = radius² (1 + radial² + tangential²); with two blades or more the mean is 0, and with
    three or more the covariance is a half of that times I.
    """
    points = generator.standard_normal((n, 2)) * np.array([radial, tangential]) + np.array([1, 0])
    angle = 2 * np.pi * generator.integers(arms, size=n) / arms + rate * np.exp(points[:, 0])
    turn = _unit(angle)
    a, b, cos, sin = points[:, 0], points[:, 1], turn[:, 0], turn[:, 1]
    return radius * np.stack([a * cos - b * sin, a * sin + b * cos], 1)


def checkerboard(generator: Generator, n: int, dim: int, *, cells: int, side: float) -> Floats:
    """The uniform density on the fields (i, j) of a board for which i + j is even.

    The board has cells · cells fields and is centred at 0; field (0, 0), at the lower left, is
    filled. With an even number of cells each coordinate is uniform, so its variance is side² / 12.
    """
    column, row = np.divmod(np.arange(cells * cells), cells)
    filled = np.stack([column, row], 1)[(column + row) % 2 == 0]
    corner = filled[generator.integers(len(filled), size=n)]
    points: Floats = side * ((corner + generator.random((n, 2))) / cells - 0.5)
    return points


def grid(
    generator: Generator, n: int, dim: int, *, count: int, side: float, width: float
) -> Floats:
    """Dots on a lattice in any number of dimensions.

    Each coordinate takes one of count values, evenly from -side / 2 to side / 2, independently of
    the others; width · ε is added. Mean 0, covariance
    (side² / 12 · (count + 1) / (count - 1) + width²) · I.
    """
    ticks = np.linspace(-side / 2, side / 2, count)
    return ticks[generator.integers(count, size=(n, dim))] + width * generator.standard_normal(
        (n, dim)
    )


def _unit(angle: Floats) -> Floats:
    return np.stack([np.cos(angle), np.sin(angle)], 1)
