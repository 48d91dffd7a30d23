"""The sketch pad of the Watch page: the target of a live run, redrawn by hand."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from sculptor import priors
from sculptor.jobs import Run
from sculptor.runs.folder import SAMPLES
from sculptor.ui.frontend.sketch import EXTENT, SIDE, SketchResult, to_png
from sculptor.ui.plots import presets
from sculptor.ui.plots.sketch import sketch

Spec = dict[str, Any]

DRAWN = 20_000
"""Samples from which the pad draws a target that was not drawn by hand."""


def show(run: Run, spec: Spec, changed: Callable[[Spec], None]) -> None:
    """Show the pad with the target on it; each stroke is a new target.

    Args:
        run: The run.
        spec: The target that it is held to.
        changed: Called with the new target.
    """
    # What the pad itself has sent comes back as the target; anything else is put onto the pad.
    held, sent = f"pad-{run.id}", f"pad-sent-{run.id}"
    before, rev = st.session_state.get(held, (None, 0))
    if spec not in (before, st.session_state.get(sent)):
        before, rev = spec, rev + 1
        st.session_state[held] = (before, rev)

    def took(drawing: SketchResult) -> None:
        if not drawing.empty:
            st.session_state[sent] = drawn = to_prior(drawing)
            changed(drawn)

    drawing = sketch(
        f"resculpt-sketch-{run.id}",
        png=picture(spec, run),
        rev=rev,
        live=False,
        on_change=took,
    )
    if drawing.empty:
        st.caption("Nothing is drawn, so the target stays as it was.")


def to_prior(drawing: SketchResult) -> Spec:
    """A drawing as a prior."""
    png = base64.b64encode(drawing.png).decode()
    return {"kind": "image", "extent": list(drawing.extent), "png": png}


def picture(spec: Spec, run: Run) -> bytes:
    """A target of two dimensions as a drawing: its own, or the density of its samples."""
    if spec["kind"] == "image" and spec.keys() <= {"kind", "extent", "png", "dim"}:
        return base64.b64decode(spec["png"])
    return _density(json.dumps(spec, sort_keys=True), str(run.folder / SAMPLES))


@st.cache_data(show_spinner=False, max_entries=32)
def _density(spec: str, samples: str) -> bytes:
    """A smoothed histogram of the samples of a prior, as a grey PNG."""
    prior = priors.from_spec(json.loads(spec), dim=2, samples=Path(samples))
    points = prior.sample(DRAWN, 0)
    left, right, bottom, top = EXTENT
    counts, _, _ = np.histogram2d(
        points[:, 1], points[:, 0], bins=SIDE, range=((bottom, top), (left, right))
    )
    return to_png(presets.smoothed(counts[::-1], (1, 2, 1)))
