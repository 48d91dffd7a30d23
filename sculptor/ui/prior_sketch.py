"""A prior drawn by hand, with letters, named priors and pictures to start from."""

from __future__ import annotations

import numpy as np
import streamlit as st

from sculptor import priors
from sculptor.ui import errors, prior_sources, sketch_presets
from sculptor.ui.sketch_presets import Density

PLANAR = tuple(name for name in prior_sources.NAMED if priors.KINDS[name].dim in (2, None))
"""The named priors that a drawing can start from."""

_PICTURE = "sketch:picture"


def show() -> None:
    """Show the pad, and above it what a drawing can start from."""
    with st.popover("Start from", icon=":material/auto_awesome:", width="content"):
        _letters()
        _named()
        _picture()
    _pad(density())
    st.caption("Draw where the latents should lie: the denser, the more of them.")


def density() -> Density:
    """The drawing of the page; nothing drawn if there is none yet."""
    png = prior_sources.sketch_png()
    if png is None:
        return np.zeros((sketch_presets.SIDE, sketch_presets.SIDE), np.uint8)
    return sketch_presets.from_png(png)


def keep(drawn: Density) -> None:
    """Keep what was drawn."""
    prior_sources.keep_sketch(sketch_presets.to_png(drawn))


def _pad(drawn: Density) -> None:
    st.image(drawn, width="stretch")


def _letters() -> None:
    def changed() -> None:
        with errors.shown("The letters"):
            keep(sketch_presets.letters(st.session_state["sketch-letters"]))

    st.text_input(
        "A letter or two",
        max_chars=sketch_presets.LETTERS,
        placeholder="A",
        key="sketch-letters",
        on_change=changed,
    )


def _named() -> None:
    def changed() -> None:
        kind = st.session_state["sketch-named"]
        if kind is not None:
            with errors.shown("The start"):
                keep(sketch_presets.planar({"kind": kind}))
            st.session_state["sketch-named"] = None

    st.selectbox(
        "A named prior",
        PLANAR,
        index=None,
        format_func=prior_sources.title,
        placeholder="Choose one",
        key="sketch-named",
        on_change=changed,
    )


def _picture() -> None:
    """A picture becomes the drawing when it is dropped; what is wrong with it is said below it."""
    file = st.file_uploader("A picture", ["png", "jpg", "jpeg"], key="sketch-picture")
    if file is None or st.session_state.get(_PICTURE) == file.file_id:
        return
    with errors.shown("The picture"):
        keep(sketch_presets.picture(priors.from_image(file.getvalue()).spec))
        st.session_state[_PICTURE] = file.file_id
        st.rerun()
