"""Codes to start from."""

import io

import numpy as np
import pytest
from PIL import Image

from sculptor.errors import SculptorError
from sculptor.explore import starting
from sculptor.explore.opened import open_space

SPACE = "model:digits-mmd"


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_an_image_of_ones_own_has_the_code_that_the_data_give_it() -> None:
    space = open_space(SPACE)
    model, image = space.model(), space.images[0]
    found = starting.of_image(model, png(image[0]))
    assert np.allclose(found, model.encode(image[None]).numpy()[0], atol=1e-6)
    # Larger and in colour, it is made small and grey first.
    large = png(np.repeat(np.repeat(image[0], 8, 0), 8, 1)[..., None].repeat(3, axis=2))
    assert np.linalg.norm(starting.of_image(model, large) - found) < 0.3


@pytest.mark.parametrize(
    ("content", "said"), [(b"not an image", "no image"), (b"<svg/>", "SVG"), (b"", "received")]
)
def test_what_is_no_image_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(SculptorError, match=said):
        starting.of_image(open_space(SPACE).model(), content)


def test_a_sample_and_an_item_are_such_and_the_same_for_the_same_seed() -> None:
    space = open_space(SPACE)
    item = starting.of_item(space, 3)
    assert (space.items.of("mean") == item).all(axis=1).any()
    assert np.array_equal(starting.of_item(space, 3), item)
    sample = starting.of_prior(space, 3)
    assert sample.shape == (2,)
    assert np.array_equal(starting.of_prior(space, 3), sample)
