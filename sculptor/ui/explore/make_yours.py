"""From a pretrained pair to a run of one's own: the button "Make it yours"."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sculptor import pretrained
from sculptor.jobs import starts
from sculptor.pretrained import Pair
from sculptor.training.config import RunConfig
from sculptor.ui.kit import actions


def show(pair: Pair) -> None:
    """Show the button, and whether the run is to start from the weights of the model."""
    actions.show_problem()
    warm = st.toggle(
        "Start from its weights",
        value=True,
        key="explore-warm",
        help="Your run begins with this model, so that it copies a changed target in seconds. "
        "Otherwise it begins anew, with the principal components of the images.",
    )
    if st.button(
        "Make it yours",
        type="primary",
        icon=":material/draw:",
        help="Open the Sculpt page with the settings of the MMD side. Nothing is trained before "
        "you press Train.",
    ):
        actions.sculpt(configuration(pair, warm=warm))


def configuration(pair: Pair, *, warm: bool) -> RunConfig:
    """What the Sculpt page is to show: the MMD side of a pair, for any device.

    Args:
        pair: The pair.
        warm: Whether the run starts from the weights of that model.

    Raises:
        SculptorError: The model is not there.
    """
    config = replace(pretrained.load(pair.mmd).config, device="auto")
    return replace(config, start=f"pretrained:{pair.mmd}", steps=starts.STEPS) if warm else config
