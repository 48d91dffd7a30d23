"""Scenes: their grid, and images as sums over surfaces."""

import numpy as np
import pandas as pd
import pytest

from sculptor import SculptorError, data, spec
from sculptor.data.sets import rays, scenes3d

SCENE = [1.0, 2.0, 4.0, 1.0, 0, -6.0]


def changed(**factors: float) -> list[float]:
    names = [name.replace(" ", "_") for name in scenes3d.FACTOR_NAMES]
    return [factors.get(name, value) for name, value in zip(names, SCENE, strict=True)]


def linear(image: np.ndarray) -> np.ndarray:
    """Light by bytes of sRGB."""
    x = image / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def test_a_sample_is_on_the_grid_distinct_seeded_and_split_apart() -> None:
    one, same = scenes3d.generate(40, 20), scenes3d.generate(40, 20)
    assert one.digest == same.digest
    assert not np.array_equal(one.factors, scenes3d.generate(40, 20, seed=1).factors)
    assert len(np.unique(one.factors, axis=0)) == 60
    train, test = (set(map(tuple, one.split(name).factors)) for name in ("train", "test"))
    assert (len(train), len(test), len(train & test)) == (40, 20, 0)
    for column, values in zip(one.factors.T, scenes3d.GRID, strict=True):
        assert np.isin(column, values.astype(np.float32)).all()


def test_the_whole_grid_is_that_of_3d_shapes() -> None:
    assert [len(values) for values in scenes3d.GRID] == [10, 10, 10, 8, 4, 15]
    assert not pd.DataFrame(scenes3d.sample_factors(480_000)).duplicated().any()
    with pytest.raises(SculptorError, match="480,000"):
        scenes3d.sample_factors(480_001)


def test_kinds_say_how_values_compare() -> None:
    kinds = dict(zip(scenes3d.FACTOR_NAMES, scenes3d.FACTOR_KINDS, strict=True))
    assert {name for name, kind in kinds.items() if kind == "circular"} == {
        *("floor hue", "wall hue", "object hue")
    }
    assert (kinds["shape"], kinds["scale"], kinds["orientation"]) == (
        *("categorical", "linear", "linear"),
    )
    assert all(values.max() < 2 * np.pi for values in scenes3d.GRID[:3])
    around = scenes3d.render([SCENE, changed(floor_hue=1.0 + 2 * np.pi)])
    assert np.abs(around[0].astype(int) - around[1]).max() <= 1  # a turn further is the same hue


def test_an_image_is_the_sum_over_its_surfaces() -> None:
    layers = rays.cast(rays.empty(SCENE[5], 64), SCENE[4], SCENE[3])
    colours = np.stack(
        [
            scenes3d._colour(np.float32([hue]), lightness, chroma)[0]
            for hue, lightness, chroma in zip(
                SCENE[:3], scenes3d.LIGHTNESS, scenes3d.CHROMA, strict=True
            )
        ]
    )
    light = np.einsum("sc,shw->chw", colours, layers.surfaces) + layers.rest
    assert linear(scenes3d.render([SCENE])[0]) == pytest.approx(light.clip(0, 1), abs=0.006)


@pytest.mark.parametrize("surface", range(3))
def test_a_hue_changes_its_own_surface_only(surface: int) -> None:
    name = ("floor_hue", "wall_hue", "object_hue")[surface]
    one, other = scenes3d.render([SCENE, changed(**{name: SCENE[surface] + 2})]).astype(int)
    layers = rays.cast(rays.empty(SCENE[5], 64), SCENE[4], SCENE[3])
    differs = (one != other).any(0)
    assert not differs[layers.surfaces[surface] == 0].any()
    assert differs[layers.surfaces[surface] > 0.2].all()


def test_the_larger_an_object_the_more_pixels_it_has() -> None:
    areas = [
        (rays.cast(rays.empty(0.0, 64), 2, scale).surfaces[2] > 0.05).sum()
        for scale in scenes3d.GRID[3]
    ]
    assert areas == sorted(areas)
    assert areas[-1] / areas[0] == pytest.approx((1.25 / 0.75) ** 2, rel=0.15)


def test_colours_are_those_of_oklab() -> None:
    grey = scenes3d._colour(np.zeros(1, np.float32), 0.5, 0.0)[0]
    assert grey == pytest.approx([0.125] * 3, abs=1e-4)  # the cube of the lightness
    red = scenes3d._colour(np.float32([np.deg2rad(29.234)]), 0.62796, 0.25768)[0]
    assert red == pytest.approx([1, 0, 0], abs=2e-3)
    for lightness, chroma in zip(scenes3d.LIGHTNESS, scenes3d.CHROMA, strict=True):
        colours = scenes3d._colour(np.linspace(0, 7, 500, dtype=np.float32), lightness, chroma)
        assert 0 <= colours.min() < colours.max() <= 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"scale": 0.2}, "scale"),
        ({"shape": 4}, "shape 0, 1, 2 or 3"),
        ({"orientation": 90}, "orientation"),
        ({"wall_hue": np.nan}, "finite hues"),
    ],
)
def test_factors_out_of_range_are_said(wrong: dict[str, float], told: str) -> None:
    with pytest.raises(SculptorError, match=told):
        scenes3d.render([SCENE, changed(**wrong)])
    with pytest.raises(SculptorError, match="row 1"):
        scenes3d.render([SCENE, changed(**wrong)])


def test_it_is_listed_with_its_factors_and_shown() -> None:
    info = data.describe("scenes3d")
    assert (info.shape, info.n_train, info.n_test) == ((3, 64, 64), 18_000, 4_000)
    assert info.available
    assert isinstance(data.SOURCES["scenes3d"], spec.Dataset)
    assert info.factor_names == scenes3d.FACTOR_NAMES
