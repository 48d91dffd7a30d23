"""Pictures as densities: ink, paper, depth of grey, and bytes that are no picture."""

import base64
import contextlib
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import stats

from sculptor import SculptorError, priors

N = 60_000


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def upper_left(points: np.ndarray) -> float:
    """The share of points in the upper left quarter."""
    return float(np.mean((points[:, 0] < 0) & (points[:, 1] > 0)))


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_nothing_is_seen_whatever_its_colour(ink: int) -> None:
    pixels = np.zeros((20, 20, 4), np.uint8)
    pixels[:10, :10] = [ink, ink, ink, 255]
    assert upper_left(priors.from_image(Image.fromarray(pixels)).sample(200, 0)) == 1


def test_sixteen_bits_of_grey_are_kept_in_proportion() -> None:
    values = np.zeros((10, 10), np.uint16)
    values[:5, :5], values[5:, 5:] = 45_000, 15_000
    prior = priors.from_image(encoded(Image.fromarray(values)))
    assert upper_left(prior.sample(20_000, 0)) == pytest.approx(0.75, abs=0.02)


def test_a_photograph_lies_as_the_camera_says() -> None:
    pixels = np.zeros((40, 40), np.uint8)
    pixels[:20, 20:] = 255  # upper right, and by a quarter turn back upper left
    exif = Image.Exif()
    exif[0x0112] = 8  # "rotated by 270 degrees clockwise to be upright"
    content = encoded(Image.fromarray(pixels), "JPEG", exif=exif)
    assert upper_left(priors.from_image(content).sample(500, 0)) > 0.95


def test_a_large_picture_is_averaged_down() -> None:
    values = np.zeros((1000, 500))
    values[:500] = 1
    prior = priors.from_image(values, extent=(-1, 1, -2, 2))
    png = Image.open(io.BytesIO(base64.b64decode(prior.spec["png"])))
    assert png.size == (128, 256)
    assert prior.sample(1000, 0)[:, 1].min() >= 0


def test_what_is_dense_can_be_said() -> None:
    values = np.full((10, 10), 200, np.uint8)
    values[:5, :5] = 0
    picture = Image.fromarray(values)
    assert upper_left(priors.from_image(picture).sample(100, 0)) > 0.4  # by its light border
    assert upper_left(priors.from_image(picture, dark_on_light=False).sample(100, 0)) == 0


@pytest.mark.parametrize(
    "image", [None, 7, "letter", [1, 2], [[1, "a"]], [[1], [2, 3]], np.full((2, 2), -1.0)]
)
def test_says_what_is_wrong_with_what_is_no_picture(image: Any) -> None:
    with pytest.raises(SculptorError, match="Expected"):
        priors.from_image(image)


@pytest.mark.parametrize("extent", [[0, 10**400, 0, 1], [0, 1e300, 0, 1], [0, 1], None, "abcd"])
def test_says_what_is_wrong_with_an_extent(extent: Any) -> None:
    spec = priors.from_image(np.eye(4)).spec
    with pytest.raises(SculptorError, match="extent"):
        priors.from_spec({**spec, "extent": extent})


def test_a_stored_drawing_larger_than_any_that_is_made_is_not_decoded() -> None:
    png = base64.b64encode(encoded(Image.new("L", (2000, 2000), 1))).decode()
    with pytest.raises(SculptorError, match="2,000 x 2,000"):
        priors.from_spec({"kind": "image", "png": png, "extent": [-1, 1, -1, 1]})


NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (20, 20), np.uint8))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=5),
    st.floats(0, 1),
)
def test_damaged_pictures_are_refused_or_read(kind: str, changes: list, length: float) -> None:
    content = bytearray(encoded(NOISE, kind))
    for where, value in changes:
        content[int(where * len(content))] = value
    with contextlib.suppress(SculptorError):
        priors.from_image(bytes(content[: int(length * len(content)) + 1]))


def test_a_drawing_is_sampled_as_dense_as_it_is_drawn() -> None:
    density = np.array([[0, 50, 255], [100, 0, 25], [10, 5, 200]], np.uint8)
    points = priors.from_image(density, extent=(0, 3, 0, 3)).sample(N, 0)
    counts, _, _ = np.histogram2d(3 - points[:, 1], points[:, 0], bins=3, range=[[0, 3], [0, 3]])
    drawn = density > 0
    assert counts[~drawn].sum() == 0
    expected = density[drawn] / density.sum() * N
    assert stats.chisquare(counts[drawn], expected).pvalue > 1e-4


def test_the_first_row_of_a_drawing_is_its_top() -> None:
    density = np.zeros((10, 10), np.uint8)
    density[0, :] = 255
    assert priors.from_image(density).sample(100, 0)[:, 1].min() > 2.3


def test_an_empty_drawing_invites_to_draw() -> None:
    with pytest.raises(SculptorError, match="Draw something"):
        priors.from_image(np.zeros((4, 4)))
