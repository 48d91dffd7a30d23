"""The sketch pad of the Watch page: the target of a live run, redrawn by hand."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from sculptor import data, priors
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs.folder import SAMPLES
from sculptor.ui.app import errors
from sculptor.ui.frontend.sketch import EXTENT, SIDE, SketchResult, as_prior, to_png
from sculptor.ui.plots import paintings, presets, reader
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

    try:
        names = classes(run, spec)
    except SculptorError as error:
        st.info(errors.escape(str(error)), icon=":material/palette:")
        return

    def took(drawing: SketchResult) -> None:
        drawn = repainted(drawing, names, spec) if names else to_prior(drawing)
        if not drawing.empty and drawn is not None:
            st.session_state[sent] = drawn
            changed(drawn)

    drawing = sketch(
        f"resculpt-sketch-{run.id}",
        png=picture(spec, run),
        rev=rev,
        live=False,
        classes=[*names, paintings.OTHERS] if names else (),
        others=bool(names),
        on_change=took,
    )
    if drawing.empty:
        st.caption("Nothing is drawn, so the target stays as it was.")


def classes(run: Run, spec: Spec) -> tuple[str, ...]:
    """The classes that have a brush each: those of the data, where the target is one by label."""
    if spec["kind"] != "by-label":
        return ()
    return paintings.brushes(data.describe(reader.config(run).dataset).label_names, spec)


def repainted(drawing: SketchResult, names: tuple[str, ...], before: Spec) -> Spec | None:
    """A target by label in which what was drawn on is changed; None where no class is left."""
    return paintings.spec_of(drawing.density, names, before.get("labels", 1.0), before)


def to_prior(drawing: SketchResult) -> Spec:
    """A drawing as a prior."""
    return as_prior(drawing.png, drawing.extent)


def picture(spec: Spec, run: Run) -> bytes:
    """A target of two dimensions as a drawing: its own, or the density of its samples."""
    if names := classes(run, spec):
        return to_png(paintings.drawings(spec, names).reshape(-1, SIDE))
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
