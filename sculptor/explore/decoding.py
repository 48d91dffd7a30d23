"""What is decoded of codes, as numbers and as pictures, and how much each latent changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sculptor.explore.dimensions import influence
from sculptor.explore.opened import Explored
from sculptor.views import grids, tabular

if TYPE_CHECKING:
    from sculptor.models import Autoencoder


def decode(model: Autoencoder, codes: npt.ArrayLike) -> npt.NDArray[Any]:
    """What a model makes of codes ``(n, latent_dim)``: images of bytes, or rows of numbers."""
    from sculptor.measure.pictures import drawn

    return drawn(model, np.asarray(codes, np.float32))


def png(explored: Explored, image: npt.NDArray[Any], side: int = 96) -> bytes:
    """An image, so many pixels wide at least, or a row of a table, as a PNG."""
    if explored.layout is not None:
        return tabular.row_png(image, explored.layout)
    return grids.image_png(image, side)


def influences(explored: Explored, model: Autoencoder) -> tuple[float, ...]:
    """How much each latent changes the output; see `sculptor.explore.dimensions.influence`."""

    def made(codes: npt.NDArray[np.float32]) -> npt.NDArray[np.floating]:
        images = decode(model, codes)
        return images if explored.layout is not None else images.astype(np.float32) / 255

    return tuple(influence(made, explored.items.of("mean")).tolist())
