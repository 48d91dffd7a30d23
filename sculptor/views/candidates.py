"""The chart of a suggestion's candidates: squared error against generation, with the front."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from sculptor.views import palette

WIDTH, HEIGHT = 320, 240
"""Pixels of the chart, about; it is as wide as its place."""

LEAST = 0.001
"""Where the axes of candidates begin, since less cannot be told from none."""

TALL = 12
"""Pixels of a line of text; a letter is half as wide."""

DECADES = [part * each for each in (0.001, 0.01, 0.1) for part in (1, 1.5, 2, 3, 5, 7)]
"""Labels of these axes, as far as they lie on them."""


def candidates(table: pd.DataFrame, recommended: str, theme: str = "light") -> alt.LayerChart:
    """Squared error against generation of a suggestion's candidates, with the front drawn.

    Named are those on the front and the recommended one, where names do not lie on one another;
    the others are told by their tooltips.

    Args:
        table: As of `sculptor.suggest.answer.Answer.table`; those that were dropped are faint.
        recommended: The name of the one that is.
        theme: ``light`` or ``dark``.
    """
    colours = palette.colours(theme)
    rows = table[["name", "squared_error", "generation", "holes", "score", "step"]].copy()
    axes = ["squared_error", "generation"]
    rows[axes] = rows[axes].clip(lower=LEAST)
    rows["kind"] = ["recommended" if name == recommended else "other" for name in rows["name"]]
    rows["shown"] = [1.0 if step == rows["step"].max() else 0.45 for step in rows["step"]]
    edge = _edge_of(rows[rows["shown"] == 1])
    scale = alt.Scale(type="log", nice=False, padding=28)
    axis = alt.Axis(values=DECADES, format=".2~r")
    base = alt.Chart(rows).encode(
        x=alt.X("squared_error:Q", title="squared error ÷ variance", scale=scale, axis=axis),
        y=alt.Y("generation:Q", title="generation: distance from real", scale=scale, axis=axis),
        opacity=alt.Opacity("shown:Q", scale=None),
    )
    kinds = {"recommended": colours.target, "other": colours.posterior}
    colour = alt.Scale(domain=[*kinds], range=[*kinds.values()])
    points = base.mark_point(filled=True, size=90).encode(
        color=alt.Color("kind:N", scale=colour, legend=None),
        tooltip=[
            alt.Tooltip("name", title="prior"),
            alt.Tooltip("squared_error", title="squared error", format=".3~g"),
            alt.Tooltip("generation", format=".3~g"),
            alt.Tooltip("holes", format=".0%"),
            alt.Tooltip("score", format=".2f"),
        ],
    )
    line = base.mark_line(interpolate="step-after", color=colours.muted, strokeDash=[4, 3])
    # From the top and to the right end, so that a front of one is seen, too.
    first = edge.iloc[[0]].assign(generation=rows["generation"].max())
    last = edge.iloc[[-1]].assign(squared_error=rows["squared_error"].max())
    reach = pd.concat([first, edge, last])
    named = _placed(rows[rows["name"].isin([recommended, *edge["name"]])], rows)
    labels = base.mark_text(
        align=alt.expr("datum.align"),
        dy=alt.expr("datum.dy"),
        fontSize=11,
        color=colours.text,
    ).encode(text="name:N")
    chart: alt.LayerChart = (
        alt.layer(line.properties(data=reach), points, labels.properties(data=named))
        .properties(height=HEIGHT, width="container", background="transparent")
        .configure_axis(labelColor=colours.muted, titleColor=colours.muted, gridColor=colours.grid)
        .configure_view(strokeOpacity=0)
    )
    return chart


def _edge_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Those that no other beats in both, from left to right."""
    order = rows.sort_values(["squared_error", "generation"])
    least = order["generation"].cummin()
    return order[order["generation"].eq(least) & ~least.duplicated()]


def _placed(named: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Those whose names have room above or below them, and where; the recommended one first."""
    axes = ["squared_error", "generation"]
    low, high = rows[axes].min().to_numpy(), rows[axes].max().to_numpy()
    reach = np.maximum(np.log(high / low), 1e-9)
    at = np.log(named[axes].to_numpy() / low) / reach * (WIDTH, HEIGHT)
    pixels = dict(zip(named.index, at.tolist(), strict=True))
    taken: list[tuple[float, float, float]] = []  # of names their ends and height, in pixels
    places: dict[Any, dict[str, Any]] = {}
    for row in named["kind"].sort_values(ascending=False).index:
        x, y = pixels[row]
        wide = TALL / 2 * len(named.loc[row, "name"])
        align, start = ("left", x) if x < WIDTH / 2 else ("right", x - wide)
        above, below = -TALL, TALL + 4
        for dy in (below, above) if places else (above, below):
            box = (start, start + wide, y - dy)
            if all(box[1] < a or b < box[0] or abs(box[2] - h) > TALL for a, b, h in taken):
                taken.append(box)
                places[row] = {"align": align, "dy": dy}
                break
    return named.loc[[*places]].assign(**pd.DataFrame(places).T)
