"""What a drawing can begin with: letters, and named priors."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from sculptor import SculptorError
from sculptor.ui.frontend import sketch
from sculptor.ui.plots import presets


def test_letters_are_drawn_large_and_upright() -> None:
    bar = np.argwhere(presets.letters("I") > 128)
    assert np.ptp(bar[:, 0]) > 3 * np.ptp(bar[:, 1])
    for text in ("A", "gy", "8"):
        density = presets.letters(text)
        assert density.shape == (sketch.SIDE,) * 2
        rows, columns = np.nonzero(density > 128)
        assert max(np.ptp(rows), np.ptp(columns)) / sketch.SIDE == pytest.approx(0.72, abs=0.05)


@pytest.mark.parametrize("text", ["\u00e9", "\u6f22", "A\u03a9", "\U0001f600"])
def test_letters_that_the_font_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(SculptorError, match="can be drawn"):
        presets.letters(text)


def test_a_named_prior_becomes_a_drawing_the_right_way_up() -> None:
    density = presets.planar({"kind": "gaussian", "shift": [1.0, 2.0], "scale": 0.2})
    rows, columns = np.nonzero(density > 100)
    left, right, _, top = sketch.EXTENT
    cell = (right - left) / sketch.SIDE
    assert left + columns.mean() * cell == pytest.approx(1, abs=0.15)
    assert top - rows.mean() * cell == pytest.approx(2, abs=0.15)


def test_a_prior_of_more_pixels_than_any_that_is_made_is_not_decoded() -> None:
    buffer = io.BytesIO()
    Image.new("L", (5000, 5000)).save(buffer, "PNG")
    png = base64.b64encode(buffer.getvalue()).decode()
    with pytest.raises(SculptorError, match="megapixels"):
        presets.picture({"kind": "image", "extent": [-3, 3, -3, 3], "png": png})
