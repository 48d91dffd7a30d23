"""What a stamp of a run shows, and where."""

import io

import numpy as np
import pytest
from PIL import Image

from sculptor.errors import SculptorError
from sculptor.views.palette import LIGHT
from sculptor.views.thumbnails import EXTENT, SIDE, cloud_png


def pixels(latents: list, target: list) -> np.ndarray:
    png = cloud_png(np.array(latents, np.float32), np.array(target, np.float32))
    return np.asarray(Image.open(io.BytesIO(png)))


def place(x: float, y: float) -> tuple[int, int]:
    """Row and column of a point; the second coordinate grows upwards."""
    scale = SIDE / (2 * EXTENT)
    return int((EXTENT - y) * scale), int((EXTENT + x) * scale)


def colour(text: str) -> list[int]:
    return [int(text[i : i + 2], 16) for i in (1, 3, 5)]


def test_points_are_at_their_place_in_their_colour() -> None:
    found = pixels([[2.0, 2.0]] * 9, [[-1.5, 0.7]] * 9)
    assert found[place(2.0, 2.0)][:3].tolist() == colour(LIGHT.posterior)
    assert found[place(-1.5, 0.7)][:3].tolist() == colour(LIGHT.target)
    assert (found[..., 3] > 0).sum() == 8


def test_the_posterior_lies_over_the_target() -> None:
    found = pixels([[0.5, 0.5]] * 50, [[0.5, 0.5]] * 50)[place(0.5, 0.5)]
    blue, orange = np.array(colour(LIGHT.posterior)), np.array(colour(LIGHT.target))
    assert np.abs(found[:3] - blue).sum() < np.abs(found[:3] - orange).sum()


def test_more_points_cover_more() -> None:
    opacity = [pixels([[0, 0]] * n, [[3, 3]])[place(0, 0)][3] for n in (1, 2, 8)]
    assert opacity == sorted(set(opacity))


def test_one_dimension_is_a_line_and_points_outside_are_left_out() -> None:
    found = pixels([[-2.0], [2.0], [40.0]], [[0.0]])
    rows, columns = np.nonzero(found[..., 3])
    assert set(rows) <= {SIDE // 2 - 1, SIDE // 2, SIDE // 2 + 1}
    assert len(set(columns)) == 6


def test_anything_else_is_refused() -> None:
    with pytest.raises(SculptorError, match="points"):
        cloud_png(np.zeros(3, np.float32), np.zeros((3, 2), np.float32))
