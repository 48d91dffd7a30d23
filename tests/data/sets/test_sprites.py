"""Sprites against plane geometry: areas, centroids, symmetries."""

import numpy as np
import pandas as pd
import pytest

from sculptor import SculptorError
from sculptor.data.sets import sprites

AREAS = {
    0: sprites.SQUARE_SIDE**2,
    1: np.pi * np.prod(sprites.ELLIPSE_AXES),
    2: (1 + np.pi / 4) * sprites.HEART_SIDE**2,  # a square, and half a disc on two of its sides
}


def draw(shape: int, scale=1.0, angle=0.0, x=0.5, y=0.5, size=64) -> np.ndarray:
    return sprites.render([[shape, scale, angle, x, y]], size)[0, 0] / 255


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max())


def test_a_sample_is_on_the_grid_distinct_seeded_and_split_apart() -> None:
    one, same = sprites.generate(32, 300, 60), sprites.generate(32, 300, 60)
    assert np.array_equal(one.images, same.images)
    assert not np.array_equal(one.factors, sprites.generate(32, 300, 60, seed=1).factors)
    assert len(np.unique(one.factors, axis=0)) == 360
    train, test = (set(map(tuple, one.split(name).factors)) for name in ("train", "test"))
    assert (len(train), len(test)) == (300, 60)
    assert not train & test
    for column, values in zip(one.factors.T, sprites.GRID, strict=True):
        assert np.isin(column, values.astype(np.float32)).all()
    assert one.factors[:, 2].max() < 2 * np.pi


def test_the_whole_grid_is_that_of_dsprites() -> None:
    assert not pd.DataFrame(sprites.sample_factors(737_280)).duplicated().any()
    with pytest.raises(SculptorError, match="737,280"):
        sprites.sample_factors(737_281)


@pytest.mark.parametrize("size", [32, 64])
@pytest.mark.parametrize("shape", [0, 1, 2])
def test_area_is_that_of_the_figure_at_every_angle(shape: int, size: int) -> None:
    for scale in (0.5, 0.7, 1.0):
        for angle in (0.0, 0.3, np.pi / 4, 2.0):
            area = draw(shape, scale, angle, 0.43, 0.61, size).sum() / size**2
            assert area == pytest.approx(AREAS[shape] * scale**2, rel=0.03)


@pytest.mark.parametrize("shape", [0, 1, 2])
def test_the_centroid_follows_x_and_y(shape: int) -> None:
    pixels = (np.arange(64) + 0.5) / 64
    for x, y in ((0.0, 0.0), (0.25, 0.9), (1.0, 0.5), (1.0, 1.0)):
        image = draw(shape, angle=0.7, x=x, y=y)
        centre = (image.sum(0) @ pixels, image.sum(1) @ pixels) / image.sum()
        assert centre == pytest.approx([0.25 + 0.5 * x, 0.25 + 0.5 * y], abs=0.002)


def test_one_ellipse_in_all_places_has_x_and_y_for_its_only_factors() -> None:
    data = sprites.positions(150, 50)
    assert data.factor_names == ("x", "y")
    assert len(np.unique(data.factors, axis=0)) == 200
    images = data.images[:, 0] / 255
    masses = images.sum((1, 2))
    assert masses == pytest.approx(AREAS[1] * 0.75**2 * 32**2, rel=0.03)
    pixels = (np.arange(32) + 0.5) / 32
    centres = np.column_stack([images.sum(1) @ pixels, images.sum(2) @ pixels]) / masses[:, None]
    assert centres == pytest.approx(0.25 + 0.5 * data.factors, abs=0.004)


def test_the_places_of_that_ellipse_are_uniform_and_independent() -> None:
    places = sprites.sample_positions(7_000)[:, 3:]
    for column in places.T:
        assert np.abs(np.sort(column) - np.linspace(0, 1, 7_000)).max() < 1.36 / np.sqrt(7_000)
    assert abs(np.corrcoef(places.T)[0, 1]) < 3 / np.sqrt(7_000)
    with pytest.raises(SculptorError, match="16,384 positions"):
        sprites.sample_positions(16_385)


def test_its_mirror_image_is_another() -> None:
    """So that its principal components are not x and y by symmetry alone."""
    image = sprites.render([[*sprites.ONE, 0.5, 0.5]])[0, 0] / 255
    assert difference(image, image[:, ::-1]) > 0.5
    assert difference(image, image[::-1, ::-1]) < 0.01


@pytest.mark.parametrize("size", [8, 32, 64, 65])
def test_no_sprite_is_cut_at_the_border(size: int) -> None:
    """Its mass at any corner of the range is that in the middle."""
    corners = [(x, y) for x in (0, 1) for y in (0, 1)]
    for shape in (0, 1, 2):
        for angle in np.linspace(0, 2 * np.pi, 9):
            middle = draw(shape, angle=angle, size=size).sum()
            for x, y in corners:
                mass = draw(shape, angle=angle, x=x, y=y, size=size).sum()
                assert mass == pytest.approx(middle, rel=0.05 if size == 8 else 0.015)


def test_symmetries_are_those_of_the_figures() -> None:
    quarter, half, whole = np.pi / 2, np.pi, 2 * np.pi
    turned = {shape: draw(shape, angle=0.4) for shape in (0, 1, 2)}
    assert difference(turned[0], draw(0, angle=0.4 + quarter)) < 0.01
    assert difference(turned[1], draw(1, angle=0.4 + half)) < 0.01
    assert difference(turned[1], draw(1, angle=0.4 + quarter)) > 0.9
    assert difference(turned[2], draw(2, angle=0.4 + half)) > 0.9
    assert difference(turned[2], draw(2, angle=0.4 + whole)) < 0.01


def test_an_upright_heart_is_its_own_mirror_image_with_its_tip_below() -> None:
    heart = draw(2)
    assert difference(heart, heart[:, ::-1]) < 0.01
    rows = np.flatnonzero(heart.max(1) > 0.5)
    assert (heart[rows[-2]] > 0).sum() < (heart[rows[1]] > 0).sum()


def test_orientation_is_counter_clockwise() -> None:
    """An eighth of a turn brings the tip of a heart from the bottom to the bottom right."""
    heart = draw(2, angle=np.pi / 4)
    far = np.argmax((heart > 0.5) * np.hypot(*np.indices((64, 64)) - 31.5))
    row, column = divmod(int(far), 64)
    assert row > 32
    assert column > 32


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        ([0, 1, 0, 0.5, 0.5], r"shape \(n, 5\)"),
        ([[0, 1, 0, 0.5]], r"shape \(n, 5\)"),
        ([[3, 1, 0, 0.5, 0.5]], "0, 1 or 2"),
        ([[0, 0, 0, 0.5, 0.5]], "scale"),
        ([[0, 1.5, 0, 0.5, 0.5]], "scale"),
        ([[0, 1, np.nan, 0.5, 0.5]], "orientation"),
        ([[0, 1, 0, 0.5, 0.5], [0, 1, 0, 0.5, 1.1]], "row 1"),
        ([[0, 1, 0, np.nan, 0.5]], "x and y"),
    ],
)
def test_factors_out_of_range_are_said(factors: list, expected: str) -> None:
    with pytest.raises(SculptorError, match=expected):
        sprites.render(factors)
