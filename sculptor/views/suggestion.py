"""The candidates of a suggestion as a chart: what it costs to reconstruct against generation."""

from __future__ import annotations

import altair as alt
import pandas as pd

from sculptor.views import palette

HEIGHT = 240
"""Pixels."""


def front(table: pd.DataFrame, recommended: str, theme: str = "light") -> alt.LayerChart:
    """Squared error against generation, less of both is better; the front is drawn.

    Args:
        table: As of `sculptor.suggest.answer.Answer.table`; those that are still compared.
        recommended: The name of the one that is.
        theme: ``light`` or ``dark``.
    """
    colours = palette.colours(theme)
    rows = table[["name", "squared_error", "generation", "holes", "score"]].copy()
    rows["generation"] = rows["generation"].clip(lower=0)
    rows["kind"] = ["recommended" if name == recommended else "other" for name in rows["name"]]
    edge = _edge(rows)
    across = alt.X(
        "squared_error:Q", title="squared error", scale=alt.Scale(zero=False, padding=24)
    )
    down = alt.Y(
        "generation:Q", title="generation: distance from real", scale=alt.Scale(padding=14)
    )
    line = (
        alt.Chart(edge)
        .mark_line(interpolate="step-after", color=colours.muted, strokeDash=[4, 3])
        .encode(x=across, y=down)
    )
    base = alt.Chart(rows).encode(x=across, y=down)
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(
                domain=["recommended", "other"], range=[colours.target, colours.posterior]
            ),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("name", title="prior"),
            alt.Tooltip("squared_error", title="squared error", format=".3~g"),
            alt.Tooltip("generation", format=".3~g"),
            alt.Tooltip("holes", format=".0%"),
            alt.Tooltip("score", format=".2f"),
        ],
    )
    labels = base.mark_text(dy=-11, fontSize=11, color=colours.text).encode(text="name:N")
    chart: alt.LayerChart = (
        alt.layer(line, points, labels)
        .properties(height=HEIGHT, width="container", background="transparent")
        .configure_axis(labelColor=colours.muted, titleColor=colours.muted, gridColor=colours.grid)
        .configure_view(strokeOpacity=0)
    )
    return chart


def _edge(rows: pd.DataFrame) -> pd.DataFrame:
    """Those that no other beats in both, from left to right."""
    order = rows.sort_values(["squared_error", "generation"])
    least = order["generation"].cummin()
    return order[order["generation"].eq(least) & ~least.duplicated()]
