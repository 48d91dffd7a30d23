"""The scatter of a pair of latents: the step function has two ends a bin."""

import numpy as np

from sculptor.views.space.pairs import POINTS, predicted


def test_points_and_the_steps_that_were_fitted() -> None:
    x = np.linspace(0, 1, 5_000)
    chart = predicted(x, x, np.array([0, 0.5, 1]), np.array([0.25, np.nan]), ("z₁", "z₂"))
    points, steps = (layer["data"]["values"] for layer in chart["layer"])
    assert len(points) == POINTS
    assert steps == [{"x": 0.0, "y": 0.25}, {"x": 0.5, "y": 0.25}]
    assert chart["layer"][0]["encoding"]["x"]["title"] == "z₁"
