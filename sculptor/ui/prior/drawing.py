"""A prior drawn by hand, with letters, named priors and pictures to start from."""

from __future__ import annotations

import streamlit as st

from sculptor import priors
from sculptor.ui.app import errors
from sculptor.ui.frontend.sketch import Density, SketchResult, to_png
from sculptor.ui.plots import presets
from sculptor.ui.plots.sketch import sketch
from sculptor.ui.prior import sources

_PICTURE = "sketch:picture"


def show() -> None:
    """Show the pad, and above it what a drawing can start from."""
    with st.container(horizontal=True, key="sketch-starts"):
        with st.popover("Start from", icon=":material/auto_awesome:", width="content"):
            _letters()
            _named()
            _picture()
        if sources.sketch_before() is not None:
            st.button(
                "Bring back the drawing before",
                icon=":material/undo:",
                type="tertiary",
                on_click=sources.bring_back,
            )
    png = sources.sketch_png()
    if png is None and (problem := sources.sketch_problem()):
        st.info(problem, icon=":material/draw:")
    sketch(
        "sculpt-pad",
        png=png,
        rev=sources.sketch_rev(),
        on_change=_keep,
    )


def _keep(drawing: SketchResult) -> None:
    with errors.shown("Keeping the drawing"):
        sources.keep_sketch(drawing.png)


def _put(density: Density) -> None:
    sources.put_sketch(to_png(density))


def _letters() -> None:
    def changed() -> None:
        with errors.shown("The letters"):
            _put(presets.letters(st.session_state["sketch-letters"]))

    st.text_input(
        "A letter or two",
        max_chars=presets.LETTERS,
        placeholder="A",
        key="sketch-letters",
        on_change=changed,
    )


def _named() -> None:
    def changed() -> None:
        kind = st.session_state["sketch-named"]
        if kind is not None:
            with errors.shown("The start"):
                _put(presets.planar({"kind": kind}))
            st.session_state["sketch-named"] = None

    st.selectbox(
        "A named prior",
        [name for name in priors.kinds.named() if priors.KINDS[name].dim in (2, None)],
        index=None,
        format_func=sources.title,
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
        _put(presets.picture(priors.from_image(file.getvalue()).spec))
        st.session_state[_PICTURE] = file.file_id
        st.rerun()
