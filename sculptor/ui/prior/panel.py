"""Step 2 of the Sculpt page, which prior: six ways to say it, and what it looks like at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sculptor.priors import transform
from sculptor.ui.app import errors, state
from sculptor.ui.prior import (
    compose,
    copy,
    drawing,
    library,
    move,
    named,
    painting,
    preview,
    sources,
    suggest,
    upload,
)

Spec = dict[str, Any]

WAYS = {
    "sketch": ("Sketch", "draw"),
    "paint": ("By label", "palette"),
    "named": ("Named", "category"),
    "upload": ("Upload", "upload_file"),
    "compose": ("Compose", "stacks"),
    "copy": ("Copy a run", "content_copy"),
    "suggest": ("Suggest", "lightbulb"),
}

_PANELS = {
    "sketch": drawing.show,
    "paint": painting.show,
    "named": named.show,
    "upload": upload.show,
    "compose": compose.show,
    "copy": copy.show,
}


def show() -> Spec | None:
    """Show the panel and return the prior that it says, None while it says none."""
    with errors.shown("Taking the prior over"):
        sources.take()
    st.segmented_control(
        "How the prior is given",
        list(WAYS),
        format_func=lambda way: f":material/{WAYS[way][1]}: {WAYS[way][0]}",
        required=True,
        label_visibility="collapsed",
        width="stretch",
        wrap=True,
        **state.bind("source", then=_entered),
    )
    if state.get("source") == "suggest":
        suggest.show()
        return None  # until it is used, and so held by another way
    held: Spec | None = None
    left, right = st.columns(2, gap="medium")
    with left:
        with errors.shown("This way of giving a prior"):
            _PANELS[state.get("source")]()
        with errors.shown("The prior"):
            held = sources.held(state.get("source"))
    spec = None if held is None else transform.add(held, state.get("move"))
    with right:
        if spec is None:
            st.html('<div class="absent">Nothing yet</div>')
        else:
            preview.show(spec, state.get("latent_dim"))
        with errors.shown("Shift, scale and rotation"):
            if held is not None:
                # Not of the moved one: a move that does not fit it can be undone here.
                move.show(sources.dimensions(held, state.get("latent_dim")))
        library.show(spec, _load)
    return spec


def _entered() -> None:
    """Fit the latent space to the prior of the way that was just opened, which is not moved yet."""
    state.put(move={})
    with errors.shown():
        sources.fit_latents()


def _load(name: str, spec: Spec) -> None:
    with errors.shown(f"Loading {name}"):
        sources.hold(spec)
