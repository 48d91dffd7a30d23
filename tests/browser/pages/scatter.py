"""A page with two live scatters, as the Watch page has one."""

import io
import time

import numpy as np
import streamlit as st
from PIL import Image

from sculptor.ui.frontend.colouring import by_label, by_value
from sculptor.ui.frontend.scatter import Decoded
from sculptor.ui.plots.scatter import scatter

N = int(st.query_params.get("n", 2000))
PANELS = int(st.query_params.get("panels", 1))
live = st.toggle("Live", "live" in st.query_params)
kind = st.segmented_control("Colour", ["one", "label", "value"], default="one")


@st.cache_data
def clouds(n):
    generator = np.random.default_rng(0)
    angle = generator.uniform(0, 2 * np.pi, n)
    ring = 2 * np.column_stack([np.cos(angle), np.sin(angle)])
    return ring + generator.normal(0, 0.12, (n, 2)), generator.normal(0, 1, (n, 2)), angle


def decode(x, y):
    grey = np.full((16, 16), int(np.clip((x + 3) / 6 * 255, 0, 255)), np.uint8)
    grey[:, int(np.clip((y + 3) / 6 * 15, 0, 15))] = 255
    buffer = io.BytesIO()
    Image.fromarray(grey).save(buffer, "PNG")
    return Decoded(buffer.getvalue(), "a note")


@st.fragment(run_every=0.5 if live else None)
def panels():
    began = time.perf_counter()
    state = st.session_state
    state.step = state.get("step", -1) + (1 if live or "step" not in state else 0)
    state.step += st.button("Step")
    target, noise, angle = clouds(N)
    share = 1 - 0.97**state.step
    points = share * target + (1 - share) * noise
    colour = {
        "one": None,
        "label": by_label((angle / 2 / np.pi * 10).astype(int), name="digit"),
        "value": by_value(angle, "orientation"),
    }[kind]
    for column, i in zip(st.columns(PANELS), range(PANELS), strict=True):
        with column:
            scatter(
                f"cloud{i}",
                points=points,
                target=target[::-1],
                colour=colour,
                extent=(-3, 3, -3, 3),
                identity="run",
                step=state.step,
                decode=None if "plain" in st.query_params else decode,
            )
    took = 1000 * (time.perf_counter() - began)
    st.caption(f"{took:.1f} ms")


panels()
