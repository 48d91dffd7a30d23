"""Where every pixel of a stitched grid comes from."""

import io

import numpy as np
import pytest
from PIL import Image

from sculptor.errors import SculptorError
from sculptor.views.grids import GAP, READABLE, image_png, reconstruction_png, traversal_png


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


def test_images_with_opacity_keep_it_and_a_strip_stays_on_a_page() -> None:
    seen = np.full((2, 2, 4, 50, 60), 200, np.uint8)
    seen[0, 0, 3] = 10
    found = pixels(traversal_png(seen))
    assert found[0, 0].tolist() == [200, 200, 200, 10]
    assert found[-1, -1].tolist() == [200] * 4
    strip = pixels(traversal_png(np.zeros((1, 3, 1, 8, 200), np.uint8)))
    assert strip.shape[:2] == (16, 3 * (400 + GAP) - GAP)


def tiles(rows: int, columns: int, channels: int = 1, side: int = READABLE) -> np.ndarray:
    """Even tiles, each of a value of its own."""
    values = np.arange(rows * columns, dtype=np.uint8).reshape(rows, columns, 1, 1, 1)
    return np.broadcast_to(values, (rows, columns, channels, side, side))


def test_a_plane_keeps_its_tiles_in_place_with_transparent_gaps() -> None:
    found = pixels(traversal_png(tiles(3, 3)))
    step = READABLE + GAP
    assert found.shape == (3 * step - GAP, 3 * step - GAP, 2)
    assert found[::step, ::step, 0].ravel().tolist() == list(range(9))
    assert (found[::step, ::step, 1] == 255).all()
    assert not found[READABLE : READABLE + GAP].any()


def test_small_images_are_enlarged_by_repeating_their_pixels() -> None:
    image = np.arange(64, dtype=np.uint8).reshape(1, 8, 8)
    found = pixels(image_png(image, 40))
    assert np.array_equal(found, image[0].repeat(5, axis=0).repeat(5, axis=1))


def test_large_images_keep_their_size() -> None:
    image = np.zeros((3, 64, 80), dtype=np.uint8)
    assert pixels(image_png(image)).shape == (64, 80, 3)


def test_rows_that_move_one_latent_each_carry_its_name() -> None:
    plain, named = tiles(2, 5), traversal_png(tiles(2, 5), latent_dim=5)
    width = 5 * (READABLE + GAP) - GAP
    margin = pixels(named).shape[1] - width
    assert margin > 0
    assert pixels(named)[:READABLE, :margin, 1].any()
    assert np.array_equal(pixels(named)[:, margin:], pixels(traversal_png(plain)))


def test_colours_stay_colours() -> None:
    image = tiles(2, 2, channels=3).copy()
    image[0, 0, :, 0, 0] = (10, 20, 30)
    assert pixels(traversal_png(image))[0, 0].tolist() == [10, 20, 30, 255]


def test_inputs_are_above_their_reconstructions() -> None:
    inputs = np.full((4, 1, READABLE, READABLE), 7, dtype=np.uint8)
    found = pixels(reconstruction_png(inputs, inputs + 1))
    assert found[0, -1, 0] == 7
    assert found[-1, -1, 0] == 8


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((2, 2, 1, 8, 8)),
        np.zeros((2, 1, 8, 8), dtype=np.uint8),
        np.zeros((2, 2, 2, 8, 8), dtype=np.uint8),
        np.zeros((0, 2, 1, 8, 8), dtype=np.uint8),
        None,
    ],
)
def test_anything_else_is_refused(wrong: object) -> None:
    with pytest.raises(SculptorError, match="Expected images as uint8"):
        traversal_png(wrong)  # type: ignore[arg-type]


def test_pairs_must_match() -> None:
    inputs = np.zeros((4, 1, 8, 8), dtype=np.uint8)
    with pytest.raises(SculptorError, match="shape of the inputs"):
        reconstruction_png(inputs, inputs[:3])
