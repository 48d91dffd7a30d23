"""The named priors: a gallery of what they look like, and the parameters of the chosen one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sculptor import priors
from sculptor.ui.app import errors, state, style
from sculptor.ui.kit import cards, controls
from sculptor.ui.prior import preview, sources
from sculptor.views import priors as drawings

Spec = dict[str, Any]

ICON = 350
"""Samples in the picture of a prior."""


def show() -> None:
    """Show the gallery, and the parameters of the chosen prior under it."""
    chosen: Spec = state.get("named")
    gallery = {
        kind: cards.Card(sources.title(kind), _icon(kind, style.theme()))
        for kind in priors.kinds.named()
    }
    cards.choose("prior", "Named prior", gallery, chosen["kind"], _pick)
    table = priors.KINDS[chosen["kind"]]
    st.markdown(f"**{sources.title(chosen['kind'])}** · {table.description}")
    controls.show(table.parameters, chosen, "named", lambda spec: state.put(named=spec))


def _pick(kind: str) -> None:
    state.put(named={"kind": kind}, move={})
    with errors.shown():
        sources.fit_latents()


@st.cache_data(show_spinner=False)
def _icon(kind: str, theme: str) -> str:
    samples = preview.draw({"kind": kind}, 2, ICON)
    facing = preview.FACING.get(kind, (0, 1))
    return drawings.icon_svg(samples[:, facing], theme)
