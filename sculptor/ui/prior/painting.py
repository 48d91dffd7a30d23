"""A prior painted by label: a brush for each class of the chosen data."""

from __future__ import annotations

import streamlit as st

from sculptor.ui.app import errors, state
from sculptor.ui.app.widgets import follow
from sculptor.ui.frontend.sketch import BRUSHES, SketchResult
from sculptor.ui.plots.paintings import OTHERS
from sculptor.ui.plots.sketch import sketch
from sculptor.ui.prior import painted

UNLABELLED = "These data have no labels. Choose data with classes, such as digits or MNIST."

SHARES = (1.0, 0.1, 0.05, 0.01, 0.001)
"""Parts of the labels that can be chosen to be known."""


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
    known = state.get("labels")
    st.select_slider(
        "Labels known",
        sorted({*SHARES, known}),
        format_func=_said,
        help="How many of the training images' labels are told to the training, drawn once by the "
        "seed. Of the others, those that are much like labelled ones are guessed; all others count "
        "in the whole of the drawing only.",
        **state.bind("labels"),
    )


def _said(share: float) -> str:
    return f"{100 * share:g} %" if share <= 1 else f"{share:,.0f}"


def _keep(drawing: SketchResult) -> None:
    with errors.shown("Keeping the painting"):
        painted.keep(drawing.png)
