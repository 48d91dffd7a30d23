"""A prior painted by label: a brush for each class of the chosen data."""

from __future__ import annotations

import streamlit as st

from sculptor.ui.app import errors
from sculptor.ui.app.widgets import follow
from sculptor.ui.frontend.sketch import BRUSHES, SketchResult
from sculptor.ui.plots.paintings import OTHERS
from sculptor.ui.plots.sketch import sketch
from sculptor.ui.prior import known, painted

UNLABELLED = "These data have no labels. Choose data with classes, such as digits or MNIST."


def show() -> None:
    """Show the pad, and below it how many labels are known."""
    names = painted.all_classes()
    if not names:
        st.info(UNLABELLED, icon=":material/palette:")
        return
    if painted.many():
        st.multiselect(
            "Classes to paint",
            names,
            max_selections=BRUSHES - 1,
            placeholder=f"Search among {len(names):,} classes",
            help=f"Each has a brush, up to {BRUSHES - 1} at once; all others share one.",
            **follow("paint-classes", [*painted.classes()], painted.choose),
        )
        if not painted.classes():
            st.info("Choose the classes that are to have a place of their own.")
            return
    sketch(
        "paint-pad",
        png=painted.png(),
        rev=painted.rev(),
        classes=[*painted.classes(), OTHERS],
        others=True,
        on_change=_keep,
    )
    if said := painted.unpainted():
        st.caption(said)
    known.show()


def _keep(drawing: SketchResult) -> None:
    with errors.shown("Keeping the painting"):
        painted.keep(drawing.png)
