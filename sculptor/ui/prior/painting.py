"""A prior painted by label: a brush for each class of the chosen data."""

from __future__ import annotations

import streamlit as st

from sculptor.ui.app import errors
from sculptor.ui.frontend.sketch import SketchResult
from sculptor.ui.plots.sketch import sketch
from sculptor.ui.prior import known, painted


def show() -> None:
    """Show the pad, and below it how many labels are known."""
    if why := painted.obstacle():
        st.info(why, icon=":material/palette:")
        return
    sketch(
        "paint-pad",
        png=painted.png(),
        rev=painted.rev(),
        classes=[*painted.classes(), painted.OTHERS],
        others=True,
        on_change=_keep,
    )
    if said := painted.unpainted():
        st.caption(said)
    known.show()


def _keep(drawing: SketchResult) -> None:
    with errors.shown("Keeping the painting"):
        painted.keep(drawing.png)
