"""The curves of a run."""

from __future__ import annotations

import math

import streamlit as st

from sculptor.runs import Run
from sculptor.ui import watch_reader
from sculptor.ui.style import theme
from sculptor.views import curves

PER_ROW = 4
"""Charts side by side, at most."""


def show(run: Run, steps: int, here: int | None) -> None:
    """Show every curve that the run has figures for, in even rows.

    Args:
        run: The run.
        steps: Of the run in all.
        here: The step that the page shows, None if it is the newest.
    """
    tables = {name: watch_reader.curve(run, name, here) for name in curves.CURVES}
    known = {name: table for name, table in tables.items() if table is not None}
    if not known:
        return
    wide = math.ceil(len(known) / math.ceil(len(known) / PER_ROW))
    with st.container(key="watch-curves"):
        for place, (name, table) in enumerate(known.items()):
            if place % wide == 0:
                columns = st.columns(wide, gap="medium")
            curve = curves.CURVES[name]
            with columns[place % wide]:
                st.markdown(f"**{curve.name}**", help=curve.about)
                st.vega_lite_chart(
                    table,
                    curves.specification(name, steps, theme()),
                    width="stretch",
                    key=f"curve-{name}",
                    alt=f"{curve.name} over the steps of the run",
                )
