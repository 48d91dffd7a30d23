"""Scenes: a solid on the floor of a room in colour, drawn from six known factors.

The grid of factors is that of 3D Shapes (Burgess and Kim, "3D Shapes Dataset", 2018): 10 hues each
of floor, wall and object, 8 scales, 4 shapes and 15 orientations of the room, 480,000 combinations.
The scenes are ray-cast here, by `sculptor.data.sets.rays`, with soft shadows; the fourth shape is a
cone, where 3D Shapes has a capsule.

Light is linear, so a scene is a sum over its surfaces of how much of each a pixel shows, times the
surface's colour:

    pixel = sRGB( F c(floor) + W c(wall) + O c(object) + S )

F, W and O, and S, what has no hue (the sky and the highlight), depend on scale, shape and
orientation only. So the grid has 480 of each, which are cast once, and its 480,000 images are sums.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import Dataset, FactorKind, Images
from sculptor.data.progress import report
from sculptor.data.sets import grid, rays
from sculptor.data.source import Files, Source
from sculptor.errors import SculptorError

Floats = npt.NDArray[np.float32]

SIDE = 64
SHAPES = rays.SHAPES
"""The shapes, by the value of the factor ``shape``: 0, 1, 2, 3."""
FACTOR_NAMES = ("floor hue", "wall hue", "object hue", "scale", "shape", "orientation")
FACTOR_KINDS: tuple[FactorKind, ...] = (
    *("circular", "circular", "circular", "linear", "categorical", "linear"),
)
_HUES = np.arange(10) * (2 * np.pi / 10)
GRID = (
    *(_HUES, _HUES, _HUES),
    np.linspace(0.75, 1.25, 8),
    np.arange(4.0),
    np.linspace(-30, 30, 15),
)
"""The values of each factor: hues in radians around the colour circle, orientations in degrees."""

N_TRAIN, N_TEST = 20_000, 4_000
SEED = 0
BLOCK = 256
"""Images that are summed at once: they fit into the processor's cache."""

LIGHTNESS = (0.80, 0.62, 0.70)
CHROMA = (0.09, 0.10, 0.115)
"""Of floor, wall and object in Oklab; a hue changes neither. All hues are within sRGB."""


def render(factors: npt.ArrayLike, size: int = SIDE) -> Images:
    """Draw scenes from any values of their factors.

    Args:
        factors: ``(n, 6)``, in the order of `FACTOR_NAMES`: the hues of floor, wall and object in
            radians around Oklab's colour circle; scale in [0.5, 1.5]; shape (0 cube, 1 cylinder, 2
            sphere, 3 cone); orientation, the degrees by which the room with all that is in it is
            turned about the vertical through its centre, from -45 to 45.
        size: Height and width of an image in pixels, 8 or more.

    Returns:
        ``(n, 3, size, size)`` uint8, sRGB.

    Raises:
        SculptorError: The factors have another shape, or are out of range.

    >>> image = render([[0.0, 3.1, 1.6, 1.0, 2, 0.0]])[0]
    >>> image[:, 60, 32] > image[:, 60, 32].mean()  # the floor in front is reddish
    array([ True, False, False])
    """
    values = grid.checked(factors, FACTOR_NAMES, _ranges)
    if size < 8:
        raise SculptorError(f"Expected a size of 8 pixels or more, received {size}.")
    images = np.empty((len(values), 3, size, size), np.uint8)
    forms, which = np.unique(values[:, [5, 4, 3]], axis=0, return_inverse=True)
    colours = np.stack(
        [_colour(values[:, i], LIGHTNESS[i], CHROMA[i]) for i in range(3)], axis=1
    )  # (n, surface, channel)
    turned, done = None, 0
    for number, (orientation, shape, scale) in enumerate(forms):
        if orientation != turned:
            turned, room = orientation, rays.empty(float(orientation), size)
        layers = rays.cast(room, int(shape), float(scale))
        rows = np.flatnonzero(which.reshape(-1) == number)
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            light = colours[block].transpose(0, 2, 1) @ layers.surfaces.reshape(3, -1)
            light += layers.rest.reshape(3, -1)
            images[block] = _srgb(light).reshape(-1, 3, size, size)
        done += len(rows)
        report(done, len(images))
    return images


def generate(n_train: int = N_TRAIN, n_test: int = N_TEST, seed: int = SEED) -> Dataset:
    """Scenes of distinct factors: a sample without replacement from the grid.

    Args:
        n_train: Images in the training split.
        n_test: Images in the test split; none has the factors of a training image.
        seed: Of the sample.

    Returns:
        Images ``(n_train + n_test, 3, 64, 64)`` with their six factors.
    """
    factors = sample_factors(n_train + n_test, seed)
    return Dataset(
        name="scenes3d",
        images=render(factors),
        train=n_train,
        factors=factors,
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
    )


def sample_factors(n: int, seed: int = SEED) -> Floats:
    """Distinct combinations of the grid's values, ``(n, 6)``.

    Raises:
        SculptorError: The grid has fewer than ``n``.
    """
    return grid.sample(GRID, n, seed, "scenes")


def _ranges(values: Floats) -> dict[str, Any]:
    """What is expected of each row, and whether it is so."""
    return {
        "finite hues": np.isfinite(values[:, :3]).all(1),
        "scale from 0.5 to 1.5": (values[:, 3] >= 0.5) & (values[:, 3] <= 1.5),
        "shape 0, 1, 2 or 3": np.isin(values[:, 4], range(len(SHAPES))),
        "orientation from -45 to 45": np.abs(values[:, 5]) <= 45,
    }


# Colours ------------------------------------------------------------------------------------------

_TO_CONE = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.291485548],
    ]
)
_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
"""From Oklab to linear sRGB (Ottosson, "A perceptual color space for image processing", 2020)."""


def _colour(hue: Floats, lightness: float, chroma: float) -> Floats:
    """Linear sRGB ``(n, 3)`` of hues in radians; one cone response after the other is cubed."""
    lab = np.stack(
        [np.full(len(hue), lightness), chroma * np.cos(hue), chroma * np.sin(hue)], axis=1
    )
    colours: Floats = ((lab @ _TO_CONE.T) ** 3 @ _TO_RGB.T).astype(np.float32)
    return colours


_TABLE = np.linspace(0, 1, 1 << 14)
_TABLE = np.where(_TABLE <= 0.0031308, 12.92 * _TABLE, 1.055 * _TABLE ** (1 / 2.4) - 0.055)
_BYTES = np.rint(255 * _TABLE).astype(np.uint8)


def _srgb(light: npt.NDArray[np.floating[Any]]) -> Images:
    """Bytes of linear light in [0, 1], by a table whose steps are finer than a byte's."""
    steps = light * np.float32(len(_BYTES) - 1) + np.float32(0.5)
    return _BYTES[steps.clip(0, len(_BYTES) - 1).astype(np.int16)]


def _build(files: Files) -> Dataset:
    return generate()


def _preview(files: Files, n: int) -> Images:
    return render(sample_factors(n))


SOURCES = (
    Source(
        name="scenes3d",
        title="Solids in a room, in colour",
        shape=(3, SIDE, SIDE),
        n_train=N_TRAIN,
        n_test=N_TEST,
        licence="MIT",
        source="Generated, on the factor grid of 3D Shapes (Burgess and Kim, 2018)",
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        version=1,
        make=_build,
        preview=_preview,
    ),
)
