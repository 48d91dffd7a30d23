"""What Python makes of the sketch pad: drawings, presets, and drawings that come too late."""

import base64
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from sculptor.errors import SculptorError
from sculptor.ui.frontend import sketch
from sculptor.ui.frontend.sketch import SIDE, from_png, to_png


def drawing(value: int = 9, rev: int = 0, n: int = 1) -> dict[str, Any]:
    density = bytes([value]) * SIDE**2
    return {"drawing": {"density": base64.b64encode(density).decode(), "rev": rev, "n": n}}


def page() -> None:
    import numpy as np
    import streamlit as st

    from sculptor.ui.frontend.sketch import to_png
    from sculptor.ui.plots.sketch import sketch

    rev = st.session_state.get("rev", 0)
    found = sketch("pad", png=to_png(np.full((64, 64), rev, np.uint8)), rev=rev)
    st.session_state.found = found


def test_a_drawing_of_the_browser_is_told_once() -> None:
    app = AppTest.from_function(page).run()
    assert not app.exception
    assert app.session_state.found.empty
    app.session_state["pad"] = drawing(9)
    assert app.run().session_state.found.changed
    assert (app.session_state.found.density == 9).all()
    assert not app.run().session_state.found.changed
    assert (app.session_state.found.density == 9).all()


def test_a_drawing_that_began_before_the_preset_is_dropped() -> None:
    app = AppTest.from_function(page).run()
    app.session_state["pad"] = drawing(9, rev=0)
    app.session_state["rev"] = 5
    found = app.run().session_state.found
    assert not found.changed
    assert (found.density == 5).all()
    app.session_state["pad"] = drawing(7, rev=5, n=2)
    assert (app.run().session_state.found.density == 7).all()


@pytest.mark.parametrize(
    "state",
    [
        None,
        {},
        {"drawing": None},
        {"drawing": {"density": "AAAA", "rev": 0, "n": 1}},
        {"drawing": {"density": "not base64", "rev": 0, "n": 1}},
        {"drawing": {"density": 5, "rev": 0, "n": "one"}},
    ],
)
def test_nonsense_from_the_browser_is_no_drawing(state: Any) -> None:
    assert sketch.read((state or {}).get("drawing"), 0) is None


def test_a_density_survives_as_png() -> None:
    density = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE)).astype(np.uint8)
    np.testing.assert_array_equal(from_png(to_png(density)), density)


def test_a_larger_png_is_averaged_down() -> None:
    pixels = np.zeros((128, 128), np.uint8)
    pixels[:64] = 200
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    density = from_png(buffer.getvalue())
    assert (density[:32] == 200).all()
    assert not density[32:].any()


def test_a_png_that_is_none_or_a_bomb_is_refused() -> None:
    with pytest.raises(SculptorError, match="grey PNG, received 5 bytes"):
        from_png(b"hello")
    buffer = io.BytesIO()
    Image.new("L", (5000, 10)).save(buffer, "PNG")
    with pytest.raises(SculptorError, match="5000 x 10"):
        from_png(buffer.getvalue())


def test_a_density_of_another_shape_is_refused() -> None:
    with pytest.raises(SculptorError, match="64 x 64 bytes"):
        to_png(np.zeros((3, 3), np.uint8))
