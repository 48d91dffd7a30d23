"""Rows as pictures: each column in its own units, whatever it is called."""

import io

import numpy as np
import pytest
from PIL import Image

from sculptor.columns import Column, Layout
from sculptor.views import tabular

MIXED = Layout((Column("age", 40.0, 12.0), Column("kind", levels=("cat", "dog"))))
WIDE = Layout(tuple(Column(f"e {place}") for place in range(384)))


def opened(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


@pytest.mark.parametrize("layout", [MIXED, WIDE])
@pytest.mark.parametrize("dim", [1, 2, 5])
def test_every_picture_of_every_layout_is_drawn(layout: Layout, dim: int) -> None:
    rng = np.random.default_rng(0)
    shape = (11, 11) if dim == 2 else (dim, 9)
    tiles = rng.random((*shape, 1, 1, layout.width))
    inputs = tiles.reshape(-1, 1, 1, layout.width)[:9].copy()
    inputs[0] = np.nan
    for png in (
        tabular.traversal_png(tiles, layout, dim),
        tabular.reconstruction_png(inputs, inputs, layout),
        tabular.tiles_png(inputs, layout, 4),
        tabular.row_png(inputs[1], layout, [inputs[2], inputs[0]]),
    ):
        assert opened(png)[..., 3].any()


def test_a_bar_is_as_high_as_the_value_is_far_from_the_centre() -> None:
    layout = Layout((Column("x"),))
    rows = np.array([1.5, -3.0, 0.0])[:, None, None, None]
    pixels = opened(tabular.tiles_png(rows, layout, 3))
    blue = (pixels[..., :3] == tabular.LINE[:3]).all(-1)
    height = tabular.TILE * tabular.SCALE
    tops = [blue[:, start : start + height].any(1) for start in (0, 2 * 47, 4 * 47)]
    heights = [int(each.sum()) for each in tops]
    assert heights[0] == pytest.approx(height / 4, abs=2)
    assert heights[1] == pytest.approx(height / 2, abs=2)
    assert heights[2] <= 2
    assert tops[0].argmax() < height / 2 <= tops[1].argmax()


def test_a_stack_is_divided_by_probability() -> None:
    layout = Layout((Column("kind", levels=("a", "b")),))
    pixels = opened(tabular.tiles_png(np.array([0.25, 0.75])[None, None, None], layout, 1))
    column = pixels[:, pixels.shape[1] // 2, :3]
    first = (column == tabular.STACK[0][:3]).all(-1).sum()
    second = (column == tabular.STACK[1][:3]).all(-1).sum()
    assert first / (first + second) == pytest.approx(0.25, abs=0.03)


def test_names_of_foreign_origin_are_drawn_as_they_are() -> None:
    names = ("<script>", "$x$", ":red[x]", "\u202eabc", "名前" * 100, "")
    layout = Layout(tuple(Column(name) for name in names))
    tiles = np.random.default_rng(0).random((3, 9, 1, 1, len(names)))
    assert tabular.traversal_png(tiles, layout, 3)
    assert tabular.row_png(tiles[0, 0], layout)
