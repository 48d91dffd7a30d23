"""Curves of several runs in one chart: a line a configuration, a band over its seeds.

As in `sculptor.views.curves`, a specification is made once and holds no data; the table has one row
a place: ``x``, ``value``, ``low``, ``high`` (over the seeds), ``name`` and ``text``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import cycle, islice
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from sculptor.views import palette
from sculptor.views.curves import CURVES, Rows, layered, values, vertical

SHOWN = ("reconstruction", "mmd2", "lps", "generation")
"""The curves that runs are compared by."""

PLACES = 80
"""Places at which seeds are brought together; their snapshots lie at steps of their own."""

COLUMNS = ["x", "value", "low", "high", "name", "text"]


def table(name: str, groups: Mapping[str, Sequence[Rows]], x: str = "step") -> pd.DataFrame:
    """The lines of a curve.

    Args:
        name: Out of `sculptor.views.curves.CURVES`.
        groups: What each configuration is called, and the figures of each of its seeds.
        x: ``step`` or ``seconds``.

    Returns:
        Columns `COLUMNS`. Of several seeds the value is the mean and the band runs from the least
        to the largest, over the range that all of them have come to; one seed has no band.
    """
    parts = []
    for title, seeds in groups.items():
        lines = [line for rows in seeds if len(line := values(name, rows, x))]
        if lines:
            parts.append(_one(title, lines[0]) if len(lines) == 1 else _many(title, lines))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _one(title: str, line: np.ndarray[Any, Any]) -> pd.DataFrame:
    return _frame(title, line[:, 0], line[:, 1], line[:, 1], line[:, 1], "")


def _many(title: str, lines: Sequence[np.ndarray[Any, Any]]) -> pd.DataFrame:
    first, last = max(line[0, 0] for line in lines), min(line[-1, 0] for line in lines)
    places = np.linspace(first, last, PLACES) if last > first else np.array([last])
    values = np.array([np.interp(places, line[:, 0], line[:, 1]) for line in lines])
    words = f", mean of {len(lines)} seeds"
    return _frame(title, places, values.mean(0), values.min(0), values.max(0), words)


def _frame(title: str, x: Any, value: Any, low: Any, high: Any, words: str) -> pd.DataFrame:
    texts = [f"{title}: {y:.4g}{words}" for y in value]
    parts = zip(x, value, low, high, [title] * len(x), texts, strict=True)
    return pd.DataFrame(list(parts), columns=COLUMNS)


def specification(
    name: str, titles: Sequence[str], x: str = "step", theme: str = "light"
) -> dict[str, Any]:
    """The Vega-Lite specification of a curve, without data; do not change it.

    Args:
        name: Out of `sculptor.views.curves.CURVES`.
        titles: Of the configurations, in the order of their colours.
        x: ``step`` or ``seconds``.
        theme: ``light`` or ``dark``.
    """
    return _specification(name, tuple(titles), x, theme)


@lru_cache
def _specification(name: str, titles: tuple[str, ...], x: str, theme: str) -> dict[str, Any]:
    curve = CURVES[name]
    wheel = islice(cycle(palette.colours(theme).configurations), len(titles))
    scale = alt.Scale(domain=list(titles), range=list(wheel))
    colour = alt.Color("name:N", legend=None, scale=scale)
    across = alt.X(
        "x:Q",
        title="seconds of training" if x == "seconds" else None,
        axis=alt.Axis(format="~s", tickCount=4, grid=False),
        scale=alt.Scale(nice=False, zero=True),
    )
    base = alt.Chart(alt.NamedData("curve")).encode(x=across, color=colour)
    band = base.mark_area(opacity=0.22, clip=True).encode(y=vertical(curve, "low:Q"), y2="high:Q")
    line = base.mark_line(
        strokeWidth=2, clip=True, point=alt.OverlayMarkDef(size=12, filled=True)
    ).encode(y=vertical(curve), tooltip=alt.Tooltip("text:N"))
    return layered(band, line)
