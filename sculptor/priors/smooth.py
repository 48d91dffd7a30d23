"""Densities in any number of dimensions: Gaussian, uniform, Laplace, Student-t, Gaussian mixture.

Each function draws ``(n, dim)`` float64 samples with a generator; all other arguments are the
parameters of `sculptor.priors.KINDS`.
"""

from __future__ import annotations

import functools

import numpy as np

from sculptor.errors import SculptorError
from sculptor.priors.prior import Floats

Generator = np.random.Generator


def gaussian(generator: Generator, n: int, dim: int, *, std: float) -> Floats:
    """Independent normal coordinates: z ~ N(0, std² I); mean 0, covariance std² I."""
    return std * generator.standard_normal((n, dim))


def uniform(generator: Generator, n: int, dim: int, *, shape: str, radius: float) -> Floats:
    """The uniform density on a cube or in a ball.

    ``square``: each coordinate on (-radius, radius); covariance radius² / 3 · I.
    ``disc``: |z| ≤ radius, drawn as radius · U^(1/dim) · g / |g| with g ~ N(0, I) (Muller, "A note
    on a method for generating points uniformly on n-dimensional spheres", 1959); covariance
    radius² / (dim + 2) · I.
    """
    if shape == "square":
        return generator.uniform(-radius, radius, (n, dim))
    distance = radius * generator.random((n, 1)) ** (1 / dim)
    return distance * on_sphere(generator, n, dim)


def laplace(generator: Generator, n: int, dim: int, *, std: float) -> Floats:
    """Independent Laplace coordinates with density exp(-|z| / b) / 2b, b = std / √2.

    Mean 0, covariance std² I, and a kurtosis of 6 in each coordinate.
    """
    return generator.laplace(0.0, std / np.sqrt(2), (n, dim))


def student_t(generator: Generator, n: int, dim: int, *, df: float, width: float) -> Floats:
    """Independent coordinates width · t(df).

    Mean 0 for df > 1 and covariance width² df / (df - 2) · I for df > 2; below, the tails are too
    heavy for them to exist. df = 1 is the Cauchy distribution.
    """
    return width * generator.standard_t(df, (n, dim))


def gaussian_mixture(
    generator: Generator,
    n: int,
    dim: int,
    *,
    k: int,
    spread: float,
    std: float,
    weights: tuple[float, ...],
) -> Floats:
    """A mixture of k round Gaussians, Σᵢ wᵢ N(spread · uᵢ, std² I) with the uᵢ of `directions`.

    Mean m = spread · Σ wᵢ uᵢ; covariance std² I + spread² Σ wᵢ uᵢ uᵢᵀ - m mᵀ.
    """
    share = shares(k, weights)
    means = spread * directions(k, dim)
    return means[generator.choice(k, n, p=share)] + std * generator.standard_normal((n, dim))


def shares(k: int, weights: tuple[float, ...]) -> Floats:
    """The probabilities of k clusters out of relative weights; no weights are equal ones.

    >>> shares(2, (1.0, 3.0)).tolist()
    [0.25, 0.75]

    Raises:
        SculptorError: There is another number of weights, or all are zero.
    """
    if not weights:
        return np.full(k, 1 / k)
    if len(weights) != k or not sum(weights) > 0:
        raise SculptorError(
            f"Expected {k} weights of a Gaussian mixture with k = {k}, not all of them zero, "
            f"received {list(weights)!r:.80}. Give one a cluster, or none for equal ones."
        )
    return np.asarray(weights) / sum(weights)


def check_mixture(*, k: int, weights: tuple[float, ...], **_: float) -> None:
    """Refuse weights that are not one a cluster; see `shares`."""
    shares(k, weights)


@functools.lru_cache(maxsize=64)
def directions(k: int, dim: int) -> Floats:
    """Points on the unit sphere, k of them, well apart and always the same.

    One dimension: evenly from -1 to 1. Two: evenly on the circle, the first at the top. More: the
    corners of a regular simplex (k ≤ dim, each two at an inner product of -1 / (k - 1)), of a
    cross-polytope (k ≤ 2 dim), both turned so that every axis sees them apart, or else the
    points that are farthest from those before them among many.

    Returns:
        ``(k, dim)``, each row of length 1 (one dimension: at most 1).
    """
    points: Floats
    if dim == 1:
        points = np.linspace(-1.0, 1.0, k)[:, None] if k > 1 else np.zeros((1, 1))
    elif dim == 2:
        angles = np.pi / 2 + 2 * np.pi * np.arange(k) / k
        points = np.stack([np.cos(angles), np.sin(angles)], 1)
    elif k <= dim:
        corners = _turned_axes(dim)[:k]
        points = corners - corners.mean(0) if k > 1 else corners
    elif k <= 2 * dim:
        axes = _turned_axes(dim)
        points = np.stack([axes, -axes], 1).reshape(-1, dim)[:k]
    else:
        points = _farthest(k, dim)
    if dim > 1:
        points = points / np.linalg.norm(points, axis=1, keepdims=True)
    points.flags.writeable = False
    return points


def _turned_axes(dim: int) -> Floats:
    """An orthogonal matrix without zeros: the discrete cosine transform of type IV."""
    half = np.arange(dim) + 0.5
    matrix: Floats = np.sqrt(2 / dim) * np.cos(np.pi / dim * half[:, None] * half)
    return matrix


def _farthest(k: int, dim: int) -> Floats:
    """Greedily, from a fixed set of directions, the one farthest from all that are chosen."""
    pool = on_sphere(np.random.default_rng(0), 4096, dim)
    chosen = [0]
    nearest = pool @ pool[0]
    for _ in range(k - 1):
        chosen.append(int(nearest.argmin()))
        nearest = np.maximum(nearest, pool @ pool[chosen[-1]])
    return pool[chosen]


def on_sphere(generator: Generator, n: int, dim: int) -> Floats:
    """Uniform points on the unit sphere in ``dim`` dimensions: g / |g| with g ~ N(0, I)."""
    points = generator.standard_normal((n, dim))
    unit: Floats = points / np.linalg.norm(points, axis=1, keepdims=True)
    return unit
