"""Films: every image in its order, there and back."""

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from sculptor.errors import SculptorError
from sculptor.views.space.film import FORMATS, SIDE, film


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("channels", [1, 3])
def test_a_film_shows_each_image_there_and_back(form: str, channels: int) -> None:
    images = np.stack([np.full((channels, 8, 8), grey, np.uint8) for grey in (10, 120, 250)])
    with Image.open(io.BytesIO(film(images, form, pace=70))) as made:
        frames = [np.asarray(each.convert("L"))[0, 0] for each in ImageSequence.Iterator(made)]
        assert made.size == (SIDE, SIDE)
        assert made.info["loop"] == 0
    assert frames == pytest.approx([10, 120, 250, 120], abs=2)


def test_one_image_is_no_film() -> None:
    with pytest.raises(SculptorError, match="two images or more"):
        film(np.zeros((1, 1, 8, 8), np.uint8))
