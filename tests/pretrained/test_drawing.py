"""The pen: full on the stroke, and soft beside it."""

from itertools import pairwise

import numpy as np

from sculptor import priors
from sculptor.pretrained.drawing import (
    EXTENT,
    FAR,
    HEART,
    NEAR,
    PEN,
    SIDE,
    density,
    drawing,
    flower,
)


def test_the_ink_falls_off_with_the_distance_to_the_stroke() -> None:
    found = density(((-10.0, 0.0), (10.0, 0.0))).astype(float)
    assert found.shape == (SIDE, SIDE)
    assert (found == found[:, :1]).all()
    rows = EXTENT[3] - (np.arange(SIDE) + 0.5) * (EXTENT[3] - EXTENT[2]) / SIDE
    np.testing.assert_allclose(found[:, 0], 255 * np.exp(-(rows**2) / (2 * PEN**2)), atol=0.5)


def test_the_first_row_is_on_top() -> None:
    assert density(((0.0, 2.0), (0.5, 2.0))).argmax() // SIDE < SIDE / 2


def test_a_flower_has_a_petal_for_each_class_the_first_on_top_and_the_next_to_its_right() -> None:
    prior = priors.from_spec(flower(("north", "east", "south", "west")))
    middles = [part.sample(2_000, 0).mean(0) for part in prior.parts[:4]]
    away = (NEAR + FAR) / 2
    expected = [[0, away], [away, 0], [0, -away], [-away, 0]]
    np.testing.assert_allclose(middles, expected, atol=0.05)


def test_samples_of_the_drawing_lie_on_the_stroke() -> None:
    points = priors.from_spec(drawing()).sample(2_000, 0)
    corners = np.array(HEART)
    fine = np.concatenate([np.linspace(a, b, 20) for a, b in pairwise(corners)])
    nearest = np.linalg.norm(points[:, None] - fine, axis=-1).min(axis=1)
    assert np.quantile(nearest, 0.95) < 2.5 * PEN
