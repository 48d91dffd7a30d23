"""Thumbnails: every image in its place, enlarged without smoothing, apart from its neighbours."""

import io

import numpy as np
import pytest
from PIL import Image

from sculptor.data.mosaic import GAP, SIDE, mosaic


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("size", "factor"), [(8, 8), (28, 2), (64, 1), (100, 1)])
def test_every_image_is_in_its_place(size: int, factor: int, channels: int) -> None:
    shape = (SIDE**2, channels, size, size)
    images = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    picture = np.asarray(Image.open(io.BytesIO(mosaic(images))))
    step = size * factor + GAP
    assert picture.shape == (SIDE * step - GAP, SIDE * step - GAP, channels + 1)
    for place, image in enumerate(images):
        top, left = place // SIDE * step, place % SIDE * step
        tile = picture[top : top + step - GAP, left : left + step - GAP]
        assert np.array_equal(tile[::factor, ::factor, :-1], image.transpose(1, 2, 0))
        assert np.array_equal(tile[factor - 1 :: factor, ::factor], tile[::factor, ::factor])
    assert (picture[..., -1] == 0).sum() == picture[..., 0].size - SIDE**2 * (size * factor) ** 2


def test_places_without_an_image_are_transparent() -> None:
    picture = Image.open(io.BytesIO(mosaic(np.zeros((3, 1, 8, 8), np.uint8))))
    assert (np.asarray(picture)[..., -1] == 255).sum() == 3 * 64**2
