"""Figures and curves as text."""

import re

from sculptor.notebook.pictures import curve_svg, figures_html

ROWS = [
    {"step": 10, "mmd2": 0.5, "mmd2_floor": 0.1, "squared_error": 3.0},
    {"step": 20, "mmd2": 0.2, "mmd2_floor": 0.1, "squared_error": 2.0},
]


def test_figures_say_their_step_and_n() -> None:
    text = figures_html(ROWS, 20, 2, 1234)
    assert "<b>2.0 × floor</b>" in text  # noqa: RUF001
    assert "step 20, held-out images, n = 1,234" in text
    assert "first figures come" in figures_html([], 0, 2, 0)


def test_a_curve_is_drawn_and_one_without_figures_is_nothing() -> None:
    drawn = curve_svg("mmd2", ROWS, 100)
    assert drawn.startswith("<svg")
    assert "MMD²" in drawn
    assert 'stroke="currentColor"' in drawn  # so that it can be read in a dark cell too
    assert not {"#000", "#888", "#ddd"} & {*re.findall(r'"(#\w+)"', drawn)}
    assert curve_svg("kl", ROWS, 100) == ""
