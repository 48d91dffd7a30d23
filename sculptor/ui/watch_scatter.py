"""The live scatter of the Watch page: the aggregate posterior over the target."""

from __future__ import annotations

import streamlit as st

from sculptor.runs import Run
from sculptor.ui import watch_reader


def count(run: Run, step: int) -> int:
    """How many images a snapshot shows."""
    return len(watch_reader.frame(run, step).latents["mean"])


def show(run: Run, step: int) -> None:
    st.html('<div style="aspect-ratio:1;background:#8882;border-radius:8px">scatter</div>')
