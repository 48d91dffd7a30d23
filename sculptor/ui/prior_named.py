"""The named priors: a gallery of what they look like, and the parameters of the chosen one."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sculptor import priors
from sculptor.ui import cards, controls, errors, prior_preview, prior_sources, state, style
from sculptor.views import priors as drawings

Spec = dict[str, Any]

ICON = 350
"""Samples in the picture of a prior."""


def show() -> None:
    """Show the gallery, and the parameters of the chosen prior under it."""
    chosen: Spec = state.get("named")
    with st.container(key="gallery", horizontal=True, gap=None):
        for kind in prior_sources.NAMED:
            with cards.card(
                f"prior-{kind}",
                prior_sources.title(kind),
                kind == chosen["kind"],
                partial(_pick, kind),
            ):
                st.image(_icon(kind, style.theme()), alt="", width="stretch")
                st.html(f'<div class="card-kind">{prior_sources.title(kind)}</div>')
    table = priors.KINDS[chosen["kind"]]
    st.markdown(f"**{prior_sources.title(chosen['kind'])}** · {table.description}")
    controls.show(table.parameters, chosen, "named", lambda spec: state.set(named=spec))


def _pick(kind: str) -> None:
    if kind != state.get("named")["kind"]:
        state.set(named={"kind": kind}, move={})
        with errors.shown():
            prior_sources.fit_latents()


@st.cache_data(show_spinner=False)
def _icon(kind: str, theme: str) -> str:
    samples = prior_preview.draw({"kind": kind}, 2, ICON)
    facing = prior_preview.FACING.get(kind, (0, 1))
    return drawings.icon_svg(samples[:, facing], theme)
