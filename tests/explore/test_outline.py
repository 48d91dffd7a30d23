"""Points within an outline: right values on paper."""

import numpy as np

from sculptor.explore.outline import inside


def test_an_outline_that_bends_inwards_holds_an_l() -> None:
    outline = [(0, 0), (4, 0), (4, 2), (2, 2), (2, 4), (0, 4)]
    points = np.array([[1, 1], [3, 1], [1, 3], [3, 3], [5, 1], [np.nan, 1]])
    assert inside(points, outline).tolist() == [True, True, True, False, False, False]


def test_a_disc_holds_its_share() -> None:
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    outline = [(float(x), float(y)) for x, y in zip(np.cos(angles), np.sin(angles), strict=True)]
    points = np.random.default_rng(0).uniform(-1, 1, (20_000, 2))
    assert abs(inside(points, outline).mean() - np.pi / 4) < 0.01


def test_fewer_than_three_corners_hold_nothing() -> None:
    points = np.zeros((3, 2))
    assert not inside(points, []).any()
    assert not inside(points, [(0, 0), (1, 1)]).any()
