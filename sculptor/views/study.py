"""Charts of a study: reconstruction against LPS, match to the prior, generation, LPS by latent.

Each takes rows as `sculptor.studies.report.results` gives them and returns one Altair chart, with a
panel for each data set, prior, number of latents and start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from typing import Any

import altair as alt
import pandas as pd

from sculptor import words
from sculptor.errors import SculptorError
from sculptor.views import palette

GROUP = ["dataset", "prior", "latent_dim", "start", "levels", "labels"]

WIDTH, HEIGHT = 320, 240
"""Pixels of a panel."""

_WHOLE = 0
"""The `labelLimit` that cuts no name; Vega's own leaves 160 pixels."""

_LEGEND = alt.Legend(title=None, orient="bottom", columns=4, labelLimit=_WHOLE)

KNOWN = {
    ("class_accuracy", "sample"): "classes in place",
    ("tied_mcc", "mean"): "MCC of tied latents",
    ("tied_circular", "mean"): "tied angle",
    ("tied_accuracy", "mean"): "tied categories in place",
}
"""Figures of what is known of items, with the codes that they are of, as panels call them."""

FAINT, LPS_TICKS = 0.01, [0, 0.01, 0.03, 0.1, 0.3, 1]
"""LPS up to which its axis is even, beyond it is logarithmic; and the labels of the axis."""

SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"]
"""As many as share no factor with the colours, so that no two objectives have the same of both."""

TICKS = [-10, -3, -1, 0, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000]
"""Labels of the symmetric logarithmic axis, as far as they lie on it."""


def front(
    summary: pd.DataFrame, representation: str = "mean", theme: str = "light"
) -> alt.TopLevelMixin:
    """Squared error against LPS, a line an objective from weight to weight; bars are one std.

    Args:
        summary: Means over seeds, from `sculptor.studies.report.results.summary`.
        representation: ``mean`` or ``sample``: whose LPS.
        theme: ``light`` or ``dark``.

    Raises:
        SculptorError: No run has both figures.
    """
    x = _of(summary, "squared_error", "mean", "x")
    y = _of(summary, "lps", representation, "y")
    rows = x.merge(y, on=[*GROUP, "objective", "weight"], sort=False)
    _check(rows, "squared error and LPS")
    rows["order"] = range(len(rows))
    base = alt.Chart().encode(
        # Both reach over decades: one objective that fails must not press the others together.
        x=alt.X("x:Q", title="squared error", scale=alt.Scale(type="log", nice=False, padding=12)),
        y=alt.Y(
            "y:Q",
            title=f"LPS of {representation}s",
            scale=alt.Scale(type="symlog", constant=FAINT, domainMin=0),
            axis=alt.Axis(values=LPS_TICKS, format="~r"),
        ),
        color=_colour(rows, theme),
    )
    shape = alt.Shape("objective:N", scale=_scale(rows, SHAPES), legend=_LEGEND)
    label = base.mark_text(align="left", dx=6, dy=-5, fontSize=9).encode(text="weight:N")
    panels = alt.layer(
        base.mark_line(strokeWidth=1.2, opacity=0.6).encode(order="order:Q"),
        base.mark_rule(opacity=0.5).encode(x="x_low:Q", x2="x_high:Q"),
        base.mark_rule(opacity=0.5).encode(y="y_low:Q", y2="y_high:Q"),
        base.mark_point(filled=True, size=45, opacity=1).encode(shape=shape),
        label,
    ).properties(width=WIDTH, height=HEIGHT)
    return _framed(panels, rows, theme, x="independent")


def match(
    summary: pd.DataFrame, metric: str = "mmd2_ratio", title: str = "MMD² ÷ floor",
    theme: str = "light",
) -> alt.TopLevelMixin:  # fmt: skip
    """A measure of the distance from the aggregate posterior to the prior, a row an objective.

    Means are hollow and samples full. Of the ratio to the floor, 1 is marked.

    Args:
        summary: Means over seeds, from `sculptor.studies.report.results.summary`.
        metric: Its name in there.
        title: Of the axis.
        theme: ``light`` or ``dark``.

    Raises:
        SculptorError: No run has the figure.
    """
    parts = [_of(summary, metric, kind, "x").assign(codes=kind) for kind in ("mean", "sample")]
    rows = _named(pd.concat(parts))
    _check(rows, metric)
    ratio = metric == "mmd2_ratio"
    scale = alt.Scale(type="symlog", constant=1) if ratio else alt.Scale()
    axis = alt.Axis(values=TICKS, format="~r") if ratio else alt.Axis()
    base = alt.Chart().encode(
        x=alt.X("x:Q", title=title, scale=scale, axis=axis),
        y=_rows(rows),
        color=_colour(rows, theme, legend=False),
    )
    layers: list[Any] = [
        base.mark_rule(opacity=0.5).encode(x="x_low:Q", x2="x_high:Q"),
        base.transform_filter("datum.codes == 'mean'").mark_point(size=55, filled=False),
        base.transform_filter("datum.codes == 'sample'").mark_point(size=55, filled=True),
    ]
    if ratio:
        mark = alt.Chart().mark_rule(strokeDash=[4, 3], color=palette.colours(theme).muted)
        layers.insert(0, mark.encode(x=alt.datum(1)))
    return _framed(alt.layer(*layers).properties(width=WIDTH), rows, theme)


def generation(summary: pd.DataFrame, theme: str = "light") -> alt.TopLevelMixin:
    """How far decoded samples of the prior are from held-out images, a row an objective.

    The Fréchet distance, with bars of one std; dashed where as many training images are.

    Args:
        summary: Means over seeds, from `sculptor.studies.report.results.summary`.
        theme: ``light`` or ``dark``.

    Raises:
        SculptorError: No run has the figure.
    """
    metric = "generation_frechet"
    real = _of(summary, f"{metric}_floor", "mean", "real")
    keys = [*GROUP, "objective", "weight"]
    rows = _named(_of(summary, metric, "mean", "x").merge(real, on=keys, how="left", sort=False))
    _check(rows, metric)
    base = alt.Chart().encode(
        x=alt.X("x:Q", title="Fréchet distance of samples", scale=alt.Scale(domainMin=0)),
        y=_rows(rows),
        color=_colour(rows, theme, legend=False),
    )
    dashed = alt.Chart().mark_rule(strokeDash=[4, 3], color=palette.colours(theme).muted)
    panels = alt.layer(
        dashed.encode(x="mean(real):Q"),
        base.mark_rule(opacity=0.5).encode(x="x_low:Q", x2="x_high:Q"),
        base.mark_point(size=55, filled=True),
    ).properties(width=WIDTH)
    return _framed(panels, rows, theme, x="independent")


def rate(summary: pd.DataFrame, theme: str = "light") -> alt.TopLevelMixin:
    """Bits a code against squared error, a line an objective from few levels to many.

    Dashed: the same objective whose codes are not rounded.

    Args:
        summary: Means over seeds, from `sculptor.studies.report.results.summary`.
        theme: ``light`` or ``dark``.

    Raises:
        SculptorError: No run has rounded codes.
    """
    keys = [*GROUP, "objective", "weight"]
    error = _named(_of(summary, "squared_error", "mean", "y"))
    bits = _of(summary, "bits", "mean", "x")
    rounded = error.merge(bits, on=keys, sort=False)
    _check(rounded, "bits")
    rows = pd.concat([rounded, error[error["levels"].eq(0)]])
    base = alt.Chart().encode(
        y=alt.Y("y:Q", title="squared error", scale=alt.Scale(type="log", nice=False, padding=12)),
        color=_colour(rows, theme),
        detail="weight:N",
    )
    at = base.encode(x=alt.X("x:Q", title="bits a code", scale=alt.Scale(domainMin=0)))
    panels = alt.layer(
        base.transform_filter("datum.levels == 0").mark_rule(strokeDash=[4, 3], opacity=0.7),
        at.mark_line(strokeWidth=1.2, opacity=0.6).encode(order="levels:Q"),
        at.mark_rule(opacity=0.5).encode(y="y_low:Q", y2="y_high:Q"),
        at.mark_point(filled=True, size=45, opacity=1),
        at.mark_text(align="left", dx=6, dy=-5, fontSize=9).encode(text="levels:N"),
    ).properties(width=WIDTH, height=HEIGHT)
    return _framed(panels, rows, theme, x="independent", apart=_but("levels"))


def labels(summary: pd.DataFrame, theme: str = "light") -> alt.TopLevelMixin:
    """How closely held-out codes follow what is known of them, by how many labels were known.

    A panel for each of `KNOWN`: the part in the place of their own class, and of ties to factors
    what `sculptor.measure.ties` measures.

    Args:
        summary: Means over seeds, from `sculptor.studies.report.results.summary`.
        theme: ``light`` or ``dark``.

    Raises:
        SculptorError: No run has classes with a place each, or ties to factors.
    """
    each = [
        _of(summary, metric, codes, "y").assign(figure=title)
        for (metric, codes), title in KNOWN.items()
    ]
    rows = _named(pd.concat(each, ignore_index=True))
    rows = rows[rows["labels"].gt(0)]
    _check(rows, "classes or factors")
    # Shares and numbers are no points of one axis, so that these are words in their order.
    rows = rows.assign(known=rows["labels"].map(words.labels))
    shares, numbers = rows["labels"][rows["labels"] <= 1], rows["labels"][rows["labels"] > 1]
    order = [words.labels(each) for each in (*sorted({*shares}), *sorted({*numbers}))]
    base = alt.Chart().encode(
        x=alt.X("known:N", title="known", sort=order, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("y:Q", title=None, scale=alt.Scale(domain=[min(0.0, rows["y_low"].min()), 1])),
        color=_colour(rows, theme),
        detail="weight:N",
    )
    panels = alt.layer(
        base.mark_line(strokeWidth=1.2, opacity=0.6),
        base.mark_rule(opacity=0.5).encode(y="y_low:Q", y2="y_high:Q"),
        base.mark_point(filled=True, size=45, opacity=1),
        base.mark_text(dy=-10, fontSize=9).encode(text=alt.Text("y:Q", format=".2f")),
    ).properties(width=WIDTH, height=HEIGHT)
    return _framed(panels, rows, theme, x="independent", apart=["figure", *_but("labels")])


def latents(
    table: pd.DataFrame, representation: str = "mean", theme: str = "light"
) -> alt.TopLevelMixin:
    """The LPS of every latent of every seed, a row an objective and weight.

    Args:
        table: A row a run and figure, from `sculptor.studies.report.results.table`.
        representation: ``mean`` or ``sample``: of which codes.
        theme: ``light`` or ``dark``.

    Raises:
        SculptorError: No run has the figure.
    """
    chosen = (table["metric"] == "lps") & (table["representation"] == representation)
    rows = _named(table[chosen & table["latent"].notna() & table["value"].notna()])
    _check(rows, "LPS")
    rows["latent"] = rows["latent"].astype(int)
    chart = (
        alt.Chart()
        .mark_tick(thickness=1.5, opacity=0.55)
        .encode(
            x=alt.X(
                "value:Q",
                title=f"LPS of each latent, {representation}s",
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=_rows(rows),
            color=_colour(rows, theme, legend=False),
            tooltip=["latent:O", "seed:O", alt.Tooltip("value:Q", format=".3f")],
        )
        .properties(width=WIDTH)
    )
    kept = [*GROUP, "objective", "row", "latent", "seed", "value"]
    return _framed(chart, rows[kept], theme)


def _of(summary: pd.DataFrame, metric: str, representation: str, axis: str) -> pd.DataFrame:
    """One figure as the columns of an axis, with one standard deviation to each side."""
    chosen = summary["metric"].eq(metric) & summary["representation"].eq(representation)
    rows = summary[chosen & summary["mean"].notna()]
    std = rows["std"].fillna(0)
    points = rows[[*GROUP, "objective", "weight"]].copy()
    points[axis] = rows["mean"]
    points[f"{axis}_low"], points[f"{axis}_high"] = rows["mean"] - std, rows["mean"] + std
    return points


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """With the objective and its weight as one text."""
    return rows.assign(row=(rows["objective"] + " " + rows["weight"]).str.strip())


def _check(rows: pd.DataFrame, what: str) -> None:
    if rows.empty:
        raise SculptorError(
            f"Expected runs with figures of {what}, but there are none yet. Let the study train."
        )


def _rows(rows: pd.DataFrame) -> alt.Y:
    axis = alt.Axis(labelLimit=_WHOLE)
    return alt.Y("row:N", title=None, axis=axis, sort=list(dict.fromkeys(rows["row"])))


def _colour(rows: pd.DataFrame, theme: str, legend: bool = True) -> alt.Color:
    """The same colour for an objective in every chart of a study."""
    scale = _scale(rows, palette.colours(theme).configurations)
    return alt.Color("objective:N", scale=scale, legend=_LEGEND if legend else None)


def _scale(rows: pd.DataFrame, looks: Sequence[str]) -> alt.Scale:
    """From objectives to their looks, which begin anew where there are more objectives."""
    names = list(dict.fromkeys(rows["objective"]))
    return alt.Scale(domain=names, range=list(islice(cycle(looks), len(names))))


def _but(axis: str) -> list[str]:
    """What panels stand apart in where one coordinate is an axis."""
    return [name for name in GROUP if name != axis]


def _title(place: Mapping[str, Any]) -> str:
    """Of a panel."""
    told = [place["figure"]] if "figure" in place else []
    told += [place["dataset"], place["prior"], f"{place['latent_dim']} latents", place["start"]]
    told += [f"{place['levels']} levels"] if place.get("levels") else []
    told += [words.labels(place["labels"])] if place.get("labels") else []
    return " · ".join(map(str, told))


def _framed(
    panels: Any,
    rows: pd.DataFrame,
    theme: str,
    x: str = "shared",
    apart: Sequence[str] = GROUP,
) -> alt.TopLevelMixin:
    """A panel for each group of rows, in the palette's colours."""
    titles = [
        _title(dict(zip(apart, place, strict=True)))
        for place in zip(*(rows[name] for name in apart), strict=True)
    ]
    colours = palette.colours(theme)
    chart = panels.facet(
        facet=alt.Facet("panel:N", title=None, sort=list(dict.fromkeys(titles))),
        columns=3,
        data=rows.assign(panel=titles),
    )
    framed: alt.TopLevelMixin = (
        chart.resolve_scale(x=x)
        .configure(background=colours.background)
        .configure_view(stroke=colours.grid)
        .configure_axis(
            gridColor=colours.grid,
            domainColor=colours.muted,
            tickColor=colours.muted,
            labelColor=colours.text,
            titleColor=colours.text,
            titleFontWeight="normal",
        )
        .configure_header(labelColor=colours.text)
        .configure_legend(labelColor=colours.text, symbolStrokeWidth=0)
    )
    return framed
