"""Of how many training items labels or factors are known: one control for all priors of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from sculptor import data
from sculptor.priors.labelled import known_of
from sculptor.ui.app import state
from sculptor.words import count

SHARES = (1.0, 0.1, 0.05, 0.01, 0.001)
"""Parts of the labels that can be chosen to be known."""


def show(what: str = "labels") -> None:
    """Show the control, and how many items that is.

    Args:
        what: Is known: labels or factors.
    """
    known = state.get("labels")
    st.select_slider(
        f"{what.capitalize()} known",
        sorted({*SHARES, known}),
        format_func=_said,
        help=f"Of how many of the training images the {what} are told to the training, drawn once "
        "by the seed. Of the others, those that are much like known ones are guessed; all others "
        "count in the whole of the prior only.",
        **state.bind("labels"),
    )
    n = data.describe(state.get("dataset")).n_train
    told = known_of(known, n)
    if told < n:
        st.caption(
            f"The {what} of {count(told, 'image')} of {n:,} are used, drawn by seed "
            f"{state.get('seed')}."
        )
    if _untold(state.get("dataset"), what):
        st.caption(
            f":orange[:material/info:] None of the held-out images has {what}, so that it is not "
            "measured whether codes are where they say."
        )


def _untold(dataset: str, what: str) -> bool:
    """Whether only the images that are trained on have labels, or factors."""
    found = data.known(dataset)
    if found is None:
        return False
    held_out = found.split(found.live)
    if what == "labels":
        return held_out.labels is None or not (held_out.labels >= 0).any()
    return held_out.factors is None or not np.isfinite(held_out.factors).any()


def _said(share: float) -> str:
    return f"{100 * share:g} %" if share <= 1 else f"{share:,.0f}"
