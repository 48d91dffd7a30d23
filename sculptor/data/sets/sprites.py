"""Sprites: a white square, ellipse or heart on black, drawn from five known factors.

The grid of factors is that of dSprites (Matthey, Higgins, Hassabis and Lerchner, "dSprites:
Disentanglement testing Sprites dataset", 2017): 3 shapes, 6 scales, 40 orientations and 32 x 32
positions, 737,280 combinations. The images are drawn here, with soft edges, in any size. Unlike in
dSprites the orientations leave out 2 pi, which is 0 again, and every sprite turns about its
centroid.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import Dataset, FactorKind, Images
from sculptor.data.sets import grid
from sculptor.data.source import Files, Source
from sculptor.errors import SculptorError

Floats = npt.NDArray[np.float32]

SHAPES = ("square", "ellipse", "heart")
"""The shapes, by the value of the factor ``shape``: 0, 1, 2."""
FACTOR_NAMES = ("shape", "scale", "orientation", "x", "y")
FACTOR_KINDS: tuple[FactorKind, ...] = ("categorical", "linear", "circular", "linear", "linear")
GRID = (
    np.arange(3.0),
    np.linspace(0.5, 1, 6),
    np.arange(40) * (2 * np.pi / 40),
    np.linspace(0, 1, 32),
    np.linspace(0, 1, 32),
)
"""The values of each factor."""

N_TRAIN, N_TEST = 20_000, 4_000
SEED = 0

POSITION_NAMES = ("x", "y")
N_POSITIONS = 5_000, 2_000
"""Images of `positions` to train and to test."""
POSITIONS = np.linspace(0, 1, 128)
"""The values of each position where nothing else varies."""
ONE = (1.0, 0.75, np.pi / 6)
"""The shape, scale and orientation of that sprite: an ellipse of the middle size, tilted by 30
degrees. An upright one looks the same in a mirror, which gives its principal components the axes x
and y; the tilt leaves them to be found."""

BLOCK = 1024
"""Sprites drawn at once: their pixels fit into the processor's cache."""

# Lengths at scale 1, in widths of the image. No point of a sprite is further from its centroid than
# REACH, so that with the centroid between 1/4 and 3/4 a sprite and its soft edge stay inside images
# of 32 pixels and more. The three areas are about equal: the shape cannot be read off the mass.
REACH = 0.2333
SQUARE_SIDE = REACH * np.sqrt(2)
ELLIPSE_AXES = (REACH, 0.15)
HEART_SIDE = 0.2512

# A heart is a square of side 1 that stands on a corner, with half a disc on each upper side. Its
# centroid lies so far above that corner, on the axis of symmetry:
_HALF_DISC_HEIGHT = 1.5 / np.sqrt(2) + 4 * 0.5 / (3 * np.pi) / np.sqrt(2)
HEART_AREA = 1 + np.pi / 4
_HEART_CENTROID = (1 / np.sqrt(2) + np.pi / 4 * _HALF_DISC_HEIGHT) / HEART_AREA


def render(factors: npt.ArrayLike, size: int = 32) -> Images:
    """Draw sprites from any values of their factors.

    A pixel is ``255 clip(1/2 - d, 0, 1)``, where d is the signed distance in pixels from its centre
    to the sprite's outline, negative inside: an edge one pixel wide that keeps the area.

    Args:
        factors: ``(n, 5)``, in the order of `FACTOR_NAMES`: shape (0 square, 1 ellipse, 2 heart);
            scale in (0, 1]; orientation in radians, counter-clockwise; the centroid's x (0 left, 1
            right) and y (0 top, 1 bottom), which run over the middle half of the image. A square
            looks the same after a quarter turn and an ellipse after half a turn.
        size: Height and width of an image in pixels, 8 or more.

    Returns:
        ``(n, 1, size, size)`` uint8.

    Raises:
        SculptorError: The factors have another shape, or are out of range.

    >>> image = render([[0, 1.0, 0.0, 0.5, 0.5]], size=8)[0, 0]
    >>> image[4]
    array([  0,   0,  82, 255, 255,  82,   0,   0], dtype=uint8)
    """
    values = grid.checked(factors, FACTOR_NAMES, _ranges)
    if size < 8:
        raise SculptorError(f"Expected a size of 8 pixels or more, received {size}.")
    images = np.zeros((len(values), 1, size, size), np.uint8)
    for shape, distance in enumerate((_square, _ellipse, _heart)):
        rows = np.flatnonzero(values[:, 0] == shape)
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            _draw(images, block, values[block], size, distance)
    return images


def generate(size: int, n_train: int = N_TRAIN, n_test: int = N_TEST, seed: int = SEED) -> Dataset:
    """Sprites of distinct factors: a sample without replacement from the grid.

    Args:
        size: Height and width of an image in pixels.
        n_train: Images in the training split.
        n_test: Images in the test split; none has the factors of a training image.
        seed: Of the sample.

    Returns:
        Images ``(n_train + n_test, 1, size, size)`` with their five factors.
    """
    factors = sample_factors(n_train + n_test, seed)
    return Dataset(
        name="sprites" if size == 32 else f"sprites-{size}",
        images=render(factors, size),
        train=n_train,
        factors=factors,
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
    )


def sample_factors(n: int, seed: int = SEED) -> Floats:
    """Distinct combinations of the grid's values, ``(n, 5)``.

    Raises:
        SculptorError: The grid has fewer than ``n``.
    """
    return grid.sample(GRID, n, seed, "sprites")


def positions(n_train: int = N_POSITIONS[0], n_test: int = N_POSITIONS[1]) -> Dataset:
    """One ellipse wherever it can be: sprites whose only factors are x and y, each uniform.

    Args:
        n_train: Images in the training split.
        n_test: Images in the test split; none has the position of a training image.

    Returns:
        Images ``(n_train + n_test, 1, 32, 32)`` with their two factors.
    """
    factors = sample_positions(n_train + n_test)
    return Dataset(
        name="sprites-xy",
        images=render(factors),
        train=n_train,
        factors=factors[:, 3:],
        factor_names=POSITION_NAMES,
        factor_kinds=FACTOR_KINDS[3:],
    )


def sample_positions(n: int) -> Floats:
    """Distinct positions of that ellipse as five factors, ``(n, 5)``.

    Raises:
        SculptorError: There are fewer than ``n``.
    """
    fixed = [np.array([value]) for value in ONE]
    return grid.sample((*fixed, POSITIONS, POSITIONS), n, SEED, "positions")


def _ranges(values: Floats) -> dict[str, Any]:
    """What is expected of each row, and whether it is so."""
    return {
        "shape 0, 1 or 2": np.isin(values[:, 0], (0, 1, 2)),
        "scale above 0 and up to 1": (values[:, 1] > 0) & (values[:, 1] <= 1),
        "a finite orientation": np.isfinite(values[:, 2]),
        "x and y from 0 to 1": ((values[:, 3:] >= 0) & (values[:, 3:] <= 1)).all(1),
    }


def _draw(
    images: Images,
    rows: npt.NDArray[np.intp],
    factors: Floats,
    size: int,
    distance: Callable[[Floats, Floats], Floats],
) -> None:
    """Draw sprites of one shape into their images: only the pixels that the sprite can reach."""
    _, scale, angle, x, y = factors.T[:, :, None, None]
    window = min(size, int(np.ceil(2 * (REACH * size + 0.5))) + 1)
    centre_x, centre_y = size * (0.25 + 0.5 * x), size * (0.25 + 0.5 * y)
    columns = _window(centre_x, window, size)
    lines = _window(centre_y, window, size).swapaxes(1, 2)

    # Image coordinates grow downwards, the sprite's own upwards.
    right, up = (columns + 0.5 - centre_x) / size, (centre_y - lines - 0.5) / size
    sine, cosine = np.sin(angle), np.cos(angle)
    along = (cosine * right + sine * up) / scale
    across = (cosine * up - sine * right) / scale
    coverage = np.clip(0.5 - distance(along, across) * (scale * size), 0, 1)
    pixels = (coverage * 255 + 0.5).astype(np.uint8)
    images[rows[:, None, None], 0, lines, columns] = pixels


def _window(centre: Floats, window: int, size: int) -> npt.NDArray[np.intp]:
    """The numbers ``(n, 1, window)`` of the pixels around a centre, all inside the image."""
    first = np.floor(centre - (REACH * size + 0.5)).clip(0, size - window).astype(np.intp)
    pixels: npt.NDArray[np.intp] = first + np.arange(window)
    return pixels


# Signed distances to the outlines at scale 1. They need to be exact near the outline only: further
# away a pixel is black or white.


def _square(x: Floats, y: Floats) -> Floats:
    half = np.float32(SQUARE_SIDE / 2)
    return np.maximum(np.abs(x), np.abs(y)) - half


def _ellipse(x: Floats, y: Floats) -> Floats:
    """To first order, f / |grad f| with f = (x/a)^2 + (y/b)^2, as ``k (k - 1) / |grad f / 2|``."""
    a, b = (np.float32(axis) for axis in ELLIPSE_AXES)
    tiny = np.float32(1e-9)  # the ratio at the centre is b and not 0 / 0
    u, v = (x / a) ** 2, (y / b) ** 2
    k = np.sqrt(u + v + tiny)
    distance = (k - 1) * k / np.sqrt(u / a**2 + v / b**2 + tiny / b**2)
    return distance.astype(np.float32)


def _heart(x: Floats, y: Floats) -> Floats:
    """The union of a square and two discs: the least of the three distances."""
    side = np.float32(HEART_SIDE)
    height = y / side + np.float32(_HEART_CENTROID - 1 / np.sqrt(2))
    aside = np.abs(x) / side  # the heart is symmetric
    root = np.float32(1 / np.sqrt(2))
    square = (aside + np.abs(height)) * root - np.float32(0.5)
    disc = np.hypot(aside - root / 2, height - root / 2) - np.float32(0.5)
    distance: Floats = np.minimum(square, disc) * side
    return distance


def _source(size: int) -> Source:
    def build(files: Files) -> Dataset:
        return generate(size)

    def preview(files: Files, n: int) -> Images:
        return render(sample_factors(n), size)

    return Source(
        name="sprites" if size == 32 else f"sprites-{size}",
        title=f"Square, ellipse and heart, {size} pixels",
        shape=(1, size, size),
        n_train=N_TRAIN,
        n_test=N_TEST,
        licence="MIT",
        source="Generated, on the factor grid of dSprites (Matthey and others, 2017)",
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        version=1,
        make=build,
        preview=preview,
    )


def _positions(files: Files) -> Dataset:
    return positions()


def _some_positions(files: Files, n: int) -> Images:
    return render(sample_positions(n))


ONLY_POSITIONS = Source(
    name="sprites-xy",
    title="One ellipse in every place, 32 pixels",
    shape=(1, 32, 32),
    n_train=N_POSITIONS[0],
    n_test=N_POSITIONS[1],
    licence="MIT",
    source="Generated; nothing but x and y varies",
    factor_names=POSITION_NAMES,
    factor_kinds=FACTOR_KINDS[3:],
    version=1,
    make=_positions,
    preview=_some_positions,
)

SOURCES = (_source(32), _source(64), ONLY_POSITIONS)
