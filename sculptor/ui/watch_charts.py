"""The curves of a run."""

from __future__ import annotations

import streamlit as st

from sculptor.runs import Run
from sculptor.ui import watch_reader
from sculptor.ui.style import theme
from sculptor.views import curves


def show(run: Run, steps: int, here: int | None) -> None:
    """Show every curve that the run has figures for, side by side.

    Args:
        run: The run.
        steps: Of the run in all.
        here: The step that the page shows, None if it is the newest.
    """
    tables = {name: watch_reader.curve(run, name, here) for name in curves.CURVES}
    known = {name: table for name, table in tables.items() if table is not None}
    if not known:
        return
    with st.container(key="watch-curves"):
        columns = st.columns(len(known), gap="medium")
        for column, (name, table) in zip(columns, known.items(), strict=True):
            curve = curves.CURVES[name]
            with column:
                st.markdown(f"**{curve.name}**", help=curve.about)
                st.vega_lite_chart(
                    table,
                    curves.specification(name, steps, theme()),
                    width="stretch",
                    key=f"curve-{name}",
                    alt=f"{curve.name} over the steps of the run",
                )
