"""The curves of all runs in one chart a figure, seeds as bands."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs.folder import METRICS
from sculptor.studies import Study
from sculptor.studies.report import results
from sculptor.ui.app import errors
from sculptor.ui.app.style import theme
from sculptor.ui.plots import reader
from sculptor.ui.plots.sides import Group
from sculptor.views import bands, curves
from sculptor.views import study as study_views
from sculptor.views.palette import colours

Named = tuple[tuple[str, tuple[Path, ...]], ...]
"""The title of each configuration and the folders of its runs."""


def show(groups: Sequence[Group], align: str) -> None:
    """Show the curves that any run has figures for.

    Args:
        groups: The runs by configuration.
        align: ``step`` or ``seconds``, along the charts.
    """
    named = tuple(
        (group.title, tuple(side.run.folder for side in group.sides if side.run))
        for group in groups
    )
    seen_of = [folder for _, all_of in named for folder in all_of]
    seen = tuple(reader.stamp(folder / METRICS) for folder in seen_of)
    tables = {name: _table(name, named, align, seen) for name in bands.SHOWN}
    filled = {name: table for name, table in tables.items() if table is not None}
    if not filled:
        return
    titles = [title for title, _ in named]
    _legend(titles)
    with st.container(key="compare-curves"):
        for column, (name, table) in zip(st.columns(len(filled)), filled.items(), strict=True):
            with column:
                about = reader.about(curves.CURVES[name].about, *map(Run, seen_of))
                st.markdown(f"**{curves.CURVES[name].name}**", help=about)
                st.vega_lite_chart(
                    table,
                    bands.specification(name, titles, align, theme()),
                    width="stretch",
                    key=f"compare-curve-{name}",
                    alt=f"{curves.CURVES[name].name} of all runs",
                )


def front(study: Study) -> None:
    """Show reconstruction against LPS, if an objective of the study has several weights."""
    weights: dict[str, set[object]] = {}
    for cell in study.cells:
        if cell.config is not None:
            objective = str(cell.coordinates["objective"])
            weights.setdefault(objective, set()).add(cell.coordinates["weight"])
    if all(len(values) < 2 for values in weights.values()):
        return
    st.markdown(
        "**Reconstruction against LPS**",
        help="A line for each objective from weight to weight, of the encoder's means. Lower left "
        "is better on both axes, but for targets with an LPS of their own; bars are one standard "
        "deviation over the seeds.",
    )
    _drawn(study, study_views.front, "compare-front")


def labels(study: Study) -> None:
    """Show how closely codes follow what is known, if priors are told several numbers of labels."""
    known = {cell.coordinates["labels"] for cell in study.cells if cell.config is not None} - {0}
    if len(known) < 2:
        return
    st.markdown(
        "**Classes and factors by labels known**",
        help="Of held-out items. Classes, and categories that a block is tied to, are in place "
        "where the code lies nearest to a sample of their own target; tied latents and angles have "
        "their correlation with the factor. Bars are one standard deviation over the seeds.",
    )
    _drawn(study, study_views.labels, "compare-labels")


def _drawn(study: Study, view: Callable[..., Any], key: str) -> None:
    try:
        chart = view(results.summary(results.table(study)), theme=theme())
    except SculptorError as error:
        st.caption(errors.escape(str(error)))
        return
    st.vega_lite_chart(chart.to_dict(), key=key)


@lru_cache(maxsize=12)
def _table(name: str, named: Named, align: str, seen: tuple[reader.Stamp, ...]) -> pa.Table | None:
    groups = {title: [reader.rows(Run(folder)) for folder in all_of] for title, all_of in named}
    table = bands.table(name, groups, align)
    return None if table.empty else pa.Table.from_pandas(table, preserve_index=False)


def _legend(titles: Sequence[str]) -> None:
    """The colour of each configuration in the curves."""
    wheel = colours(theme()).configurations
    parts = "".join(
        f'<span><i style="background:{wheel[i % len(wheel)]}"></i>{html.escape(title)}</span>'
        for i, title in enumerate(titles)
    )
    st.html(f'<div class="names">{parts}</div>')
