"""Drawings of priors: what is in them, read back from the SVG."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from sculptor.views import priors
from sculptor.views.palette import DARK, LIGHT


def dots(svg: str) -> np.ndarray:
    """The places of the points in a drawing, in its own units."""
    return np.array(re.findall(r"M([-\d.]+) ([-\d.]+)h0", svg), float)


def normal(n: int, d: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(n, d))


def test_points_lie_where_the_axes_say() -> None:
    corners = np.array([[-priors.HALF, -priors.HALF], [priors.HALF, priors.HALF], [0, 0]])
    placed = dots(priors.joint_svg(corners))
    left, right = priors.EDGE, priors.EDGE + priors.SIZE
    top, bottom = priors.STRIP, priors.STRIP + priors.SIZE
    middle = [(left + right) / 2, (top + bottom) / 2]
    np.testing.assert_allclose(placed, [[left, bottom], [right, top], middle], atol=0.06)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_drawing_is_xml_in_the_colour_of_the_target(theme: str) -> None:
    samples = normal(500, 7)
    names = [f"z{index} <&>" for index in range(7)]
    for svg in (
        priors.joint_svg(samples[:, :2], names[:2], theme),
        priors.line_svg(samples[:, :1], names[0], theme),
        priors.marginals_svg(samples, names, theme),
        priors.icon_svg(samples, theme),
        priors.icon_svg(samples[:, :1], theme),
    ):
        ElementTree.fromstring(svg)
        assert (DARK if theme == "dark" else LIGHT).target in svg


def test_all_samples_are_drawn() -> None:
    assert len(dots(priors.joint_svg(normal(333, 2)))) == 333


def test_the_marginals_have_one_histogram_a_dimension() -> None:
    svg = priors.marginals_svg(normal(100, 12), [str(index) for index in range(12)])
    assert svg.count("fill-opacity") == 12
    assert svg.count("<text") == 12


def test_a_frame_holds_what_it_has_to_and_stays_put_for_unit_scale() -> None:
    assert priors.frame(normal(2000, 1)[:, 0]) == (-priors.HALF, priors.HALF)
    for values in (5 * normal(2000, 1)[:, 0], 100 + normal(2000, 1)[:, 0], np.full(9, 40.0)):
        low, high = priors.frame(values)
        inside = ((values >= low) & (values <= high)).mean()
        assert inside >= 2 * priors.INSIDE - 1
        assert priors.ticks(low, high)


def test_what_lies_outside_is_counted() -> None:
    samples = np.zeros((1000, 2))
    samples[:4, 1] = 50
    assert priors.outside(samples) == pytest.approx(0.004)
    assert priors.outside(normal(10, 2)) == 0


def test_principal_components_find_the_plane_that_holds_the_variance() -> None:
    plane = normal(400, 2) @ np.random.default_rng(1).normal(size=(2, 6))
    projected, share = priors.principal(plane + 5)
    assert share == pytest.approx(1)
    assert np.cov(projected.T)[0, 1] == pytest.approx(0, abs=1e-9)
    assert projected.var(axis=0).sum() == pytest.approx(plane.var(axis=0).sum())
    assert projected[:, 0].var() >= projected[:, 1].var()


def test_constant_and_empty_samples_are_drawn() -> None:
    for samples in (np.zeros((5, 2)), np.zeros((0, 2)), np.full((3, 2), 1e9)):
        ElementTree.fromstring(priors.joint_svg(samples))
    assert priors.principal(np.ones((5, 3)))[1] == 1
