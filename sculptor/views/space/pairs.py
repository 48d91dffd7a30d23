"""One latent against another, with what predicts it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.views.palette import colours

Floats = npt.NDArray[np.floating[Any]]

POINTS = 1_500
"""Points that are drawn, at most."""

HEIGHT = 260


def predicted(
    x: Floats,
    y: Floats,
    edges: Floats,
    means: Floats,
    names: tuple[str, str],
    theme: str = "light",
) -> dict[str, Any]:
    """A scatter of a latent over the one that predicts it, with the step function fitted.

    Args:
        x: The latent that predicts, ``(n,)``.
        y: The latent that is predicted, ``(n,)``.
        edges: Of the bins of x, ``(bins + 1,)``.
        means: The prediction in each, ``(bins,)``.
        names: Of both.
        theme: ``light`` or ``dark``.

    Returns:
        A Vega-Lite specification with its data.
    """
    palette = colours(theme)
    chosen = np.random.default_rng(0).permutation(len(x))[:POINTS]
    points = [{"x": float(x[i]), "y": float(y[i])} for i in chosen]
    steps = [
        {"x": float(edge), "y": float(value)}
        for low, high, value in zip(edges[:-1], edges[1:], means, strict=True)
        for edge in (low, high)
        if np.isfinite(value)
    ]
    across = {"field": "x", "type": "quantitative", "title": names[0], "scale": {"zero": False}}
    up = {"field": "y", "type": "quantitative", "title": names[1], "scale": {"zero": False}}
    return {
        "height": HEIGHT,
        "layer": [
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "size": 10, "color": palette.posterior},
                "encoding": {"x": across, "y": up, "opacity": {"value": 0.5}},
            },
            {
                "data": {"values": steps},
                "mark": {"type": "line", "color": palette.target, "strokeWidth": 3},
                "encoding": {"x": across, "y": up},
            },
        ],
    }
