"""Codes to start from: a sample of the prior, an item of the data, an image of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sculptor.data.images.picture import Shape, Unreadable, decode, fitted, pixels_of
from sculptor.errors import SculptorError
from sculptor.explore.opened import Explored

if TYPE_CHECKING:
    from sculptor.models import Autoencoder

Floats = npt.NDArray[np.float32]

MOST = 50_000_000
"""Bytes of an image of one's own, at most."""


def of_mean(explored: Explored) -> Floats:
    """The mean code of the item nearest to the mean of q(z), ``(latent_dim,)``."""
    codes = explored.items.of("mean")
    away = np.square(codes - codes.mean(axis=0)).sum(axis=1)
    nearest: Floats = codes[int(away.argmin())]
    return nearest


def of_prior(explored: Explored, seed: int | None = None) -> Floats:
    """One sample of the prior that a space is held to, ``(latent_dim,)``."""
    sample: Floats = explored.prior().sample(1, np.random.default_rng(seed))[0]
    return sample


def of_item(explored: Explored, seed: int | None = None) -> Floats:
    """The mean code of one of the items at random, ``(latent_dim,)``."""
    codes = explored.items.of("mean")
    code: Floats = codes[int(np.random.default_rng(seed).integers(len(codes)))]
    return code


def of_image(model: Autoencoder, content: bytes) -> Floats:
    """The mean code of an image of one's own, ``(latent_dim,)``.

    It is turned upright, cut to the sides of the model's images and made as large as they are.

    Args:
        model: Whose encoder it is, of images.
        content: Of a file: PNG, JPEG, WebP, TIFF, BMP or GIF.

    Raises:
        SculptorError: It is no image that can be read, or the model is one of rows.
    """
    if model.layout is not None:
        raise SculptorError(
            "Expected a model of images for an image, received one of rows of a table. Start from "
            "an item instead."
        )
    if len(content) > MOST:
        raise SculptorError(
            f"Expected an image of up to {MOST:,} bytes, received {len(content):,}."
        )
    channels, height, width = model.image_shape
    shape = Shape((height, width), channels, background="black")
    try:
        image, _ = decode(content, shape)
        pixels = pixels_of(fitted(image, shape), shape)
    except Unreadable as error:
        raise SculptorError(f"Expected an image, received {error}. Choose another file.") from error
    code: Floats = model.encode(pixels.reshape(1, channels, height, width)).cpu().numpy()[0]
    return code
