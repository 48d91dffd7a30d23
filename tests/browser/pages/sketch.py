"""A page with one sketch pad, and what Python knows of it."""

import json

import numpy as np
import streamlit as st

from sculptor.ui.frontend.sketch import to_png
from sculptor.ui.plots.sketch import sketch

state = st.session_state
state.setdefault("rev", 0)
state.setdefault("png", None)
state.setdefault("kept", 0)


def keep(drawing):
    state.png = drawing.png
    state.kept += 1


def preset():
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    ring = np.exp(-(((np.hypot(x, y) - 0.55) / 0.09) ** 2))
    state.png = to_png((255 * ring).astype(np.uint8))
    state.rev += 1


disabled = st.toggle("Disabled")
shown = st.toggle("Shown", True)
st.button("Preset", on_click=preset)
if shown:
    dots = np.random.default_rng(0).normal(0, 0.8, (300, 2)) if st.toggle("Dots") else None
    drawing = sketch(
        "pad", png=state.png, rev=state.rev, disabled=disabled, dots=dots, on_change=keep
    )
    density = drawing.density.astype(int)
    rows, columns = np.nonzero(density > 40)
    box = (
        [int(v) for v in (columns.min(), columns.max(), rows.min(), rows.max())]
        if len(rows)
        else []
    )
    facts = {
        "sum": int(density.sum()),
        "most": int(density.max()),
        "box": box,
        "rev": drawing.rev,
        "kept": state.kept,
    }
    st.text(json.dumps(facts))
