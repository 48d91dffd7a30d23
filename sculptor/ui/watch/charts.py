"""The curves of a run."""

from __future__ import annotations

import math

import pyarrow as pa
import streamlit as st

from sculptor.jobs import Run
from sculptor.runs.folder import EVENTS, METRICS
from sculptor.ui.app.style import theme
from sculptor.ui.kit import describe
from sculptor.ui.plots import reader
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
    tables = {name: table(run, name, here) for name in curves.CURVES}
    filled = {name: rows for name, rows in tables.items() if rows is not None}
    if not filled:
        return
    wide = math.ceil(len(filled) / math.ceil(len(filled) / PER_ROW))
    with st.container(key="watch-curves"):
        for place, (name, rows) in enumerate(filled.items()):
            if place % wide == 0:
                columns = st.columns(wide, gap="medium")
            curve = curves.CURVES[name]
            with columns[place % wide]:
                st.markdown(f"**{curve.name}**", help=reader.about(curve.about, run))
                st.vega_lite_chart(
                    rows,
                    curves.specification(name, steps, theme()),
                    width="stretch",
                    key=f"curve-{name}",
                    alt=f"{curve.name} over the steps of the run",
                )


@reader.kept(METRICS, EVENTS, size=64)
def table(run: Run, name: str, here: int | None) -> pa.Table | None:
    """The table of a curve as the browser takes it; None if the run has no such figure."""
    changed = [(event.step, describe.change(event)) for event in reader.events(run)]
    rows = curves.table(name, reader.rows(run), changed, here)
    return None if rows.empty else pa.Table.from_pandas(rows, preserve_index=False)
