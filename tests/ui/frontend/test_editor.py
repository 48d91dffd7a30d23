"""The editor of a code: what the browser is told."""

import base64

from sculptor.ui.frontend.editor import Slider, content, read


def test_densities_travel_as_a_byte_a_bar_the_prior_first() -> None:
    sliders = [Slider(-1, 1, [0, 1], [0.5, 0.2], "80%")]
    told = content([0.25], sliders, [0], rev=3, png=b"png", about="0.25")
    assert told["code"] == [0.25]
    assert told["rev"] == 3
    (only,) = told["dims"]
    assert only["name"] == "z₁"
    assert list(base64.b64decode(only["densities"])) == [0, 255, 128, 51]


def test_codes_that_are_none_are_left_out() -> None:
    assert read({"z": [1.0, float("inf")], "n": 1}, 2) is None
    assert read({"z": [1.0, 2.0], "n": -1}, 2) is None
    assert read({"z": "12", "n": 1}, 2) is None
