"""Drawn curves: what lies where, and that every axis has labels."""

import re

import pandas as pd
import pytest

from sculptor.views.bands import COLUMNS
from sculptor.views.lines import HEAD, HIGH, LEFT, WIDE, lines_svg
from sculptor.views.palette import LIGHT


def table(*values: float, name: str = "a", spread: float = 0.0) -> pd.DataFrame:
    """A line through some values at steps 0, 10, …"""
    rows = [(10 * i, v, v - spread, v + spread, name, "") for i, v in enumerate(values)]
    return pd.DataFrame(rows, columns=COLUMNS)


def points(drawing: str, colour: str) -> list[tuple[float, float]]:
    """The points of the line in a colour."""
    path = re.search(f'd="([^"]*)h0" stroke="{colour}"', drawing)
    assert path is not None
    found = re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path.group(1))
    return [(float(x), float(y)) for x, y in found]


def test_a_line_runs_from_edge_to_edge_and_higher_is_up() -> None:
    drawn = points(lines_svg("lps", table(0.0, 0.5, 1.0), ["a"]), LIGHT.configurations[0])
    assert [x for x, _ in drawn] == pytest.approx([LEFT, LEFT + WIDE / 2, LEFT + WIDE])
    # From 0 to 1 with a twentieth of room at either end.
    assert [y - HEAD for _, y in drawn] == pytest.approx(
        [HIGH * (1 - 0.05 / 1.1), HIGH / 2, HIGH * 0.05 / 1.1], abs=0.06
    )


def test_decades_are_equally_far_apart_on_a_logarithmic_axis() -> None:
    drawn = points(
        lines_svg("reconstruction", table(1.0, 10.0, 100.0), ["a"]), LIGHT.configurations[0]
    )
    (_, low), (_, middle), (_, high) = drawn
    assert low - middle == pytest.approx(middle - high, abs=0.11)


@pytest.mark.parametrize("name", ["reconstruction", "mmd2", "lps"])
@pytest.mark.parametrize("values", [(40.0, 41.0), (0.001, 500.0), (3.0,), (0.0, 0.0)])
def test_every_axis_has_labels(name: str, values: tuple[float, ...]) -> None:
    drawing = lines_svg(name, table(*values, spread=0.1), ["a"])
    assert drawing.count('text-anchor="end"') >= 2
    assert drawing.count('text-anchor="middle"') >= 2
    assert "nan" not in drawing


def test_a_configuration_keeps_its_colour_without_figures() -> None:
    drawing = lines_svg("lps", table(0.1, 0.2, name="b"), ["a", "b"])
    assert f'stroke="{LIGHT.configurations[0]}"' not in drawing
    assert points(drawing, LIGHT.configurations[1])


def test_a_figure_told_at_the_end_alone_lies_at_the_end() -> None:
    drawing = lines_svg("lps", table(0.0, 0.5, 1.0).tail(1), ["a"])
    ((x, _),) = points(drawing, LIGHT.configurations[0])
    assert x == pytest.approx(LEFT + WIDE)
