"""The images of a snapshot: traversal, reconstructions beside their inputs, decoded samples."""

from __future__ import annotations

import streamlit as st

from sculptor.jobs import Run
from sculptor.training.snapshot import DRAWN
from sculptor.ui.plots import reader
from sculptor.views.svg import data_uri

BARS = (
    "One bar a column, from its centre, in units of its scale; categories are stacked bars of "
    "their probabilities. Rows of many columns are lines."
)

ROWS = (
    "Each column in its own units while one latent moves over the central 98 % of the target, from "
    "left to right; the others stay as they are for one row, and of two latents in the middle. "
    "Categories are stacked bars of their probabilities. Of two latents the rows on an even grid "
    "over the plane stand below: z₁ grows to the right, z₂ upwards."
)


def traversal(run: Run, step: int, latent_dim: int) -> None:
    """The traversal of the last snapshot with images at or before a step."""
    if latent_dim == 2:
        title, about = (
            "Decoded plane",
            "The decoder on an even grid over the central 98 % of the target: z₁ grows to the "
            "right, z₂ upwards.",
        )
    else:
        title, about = (
            "Latent traversal",
            "In each row one latent moves over the central 98 % of the target, from left to right; "
            "the others stay as they are for one image.",
        )
    if reader.layout(run) is not None:
        title, about = "Latent traversal", ROWS
    _image(run, step, "traversal", title, about)


def reconstructions(run: Run, step: int) -> None:
    """Inputs and their reconstructions in the last snapshot with images at or before a step."""
    about = "Held-out images x, and below each its reconstruction x_hat, with z = mean."
    about = reader.about(about, run)
    if reader.layout(run) is not None:
        about = f"{about} {BARS}"
    _image(run, step, "reconstruction", "Inputs, and their reconstructions below", about)


def samples(run: Run, step: int) -> None:
    """Decoded samples of the prior in the last snapshot with images at or before a step."""
    about = (
        f"The decoder on {DRAWN} samples of the target: the same samples at every step, and in "
        "every run of that target."
    )
    if reader.layout(run) is not None:
        about = f"{about} {BARS}"
    _image(run, step, "samples", "Samples of the prior, decoded", about, f"n = {DRAWN}, ")


def _image(run: Run, step: int, kind: str, title: str, about: str, n: str = "") -> None:
    png = reader.image(run, step, kind)
    if png is None:
        return
    shown = reader.pictured(run, step, kind)
    since = f" :gray[{n}at step {shown:,}]" if n or shown not in (None, step) else ""
    st.markdown(f"**{title}**{since}", help=about)
    st.image(data_uri(png), width="stretch", alt=about)
