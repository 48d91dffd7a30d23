"""The gallery: pretrained pairs, KL beside MMD, alive before anything is trained.

Nothing here needs torch but the decoder, which is loaded when the first point is decoded.
"""

from __future__ import annotations

import streamlit as st

from sculptor import pretrained
from sculptor.errors import SculptorError
from sculptor.pretrained import PAIRS
from sculptor.ui.app import errors, state, style
from sculptor.ui.explore import choosing, make_yours, panels, shipped
from sculptor.ui.kit import cards
from sculptor.views import thumbnails

ABOUT = (
    "Each point is a picture that was not trained on, where the encoder puts it, over the target. "
    "On the left a VAE, whose KL divergence pulls the posterior of each picture onto a density; on "
    "the right MMD, which pulls the whole cloud onto samples. All else is the same. "
    "**Move the pointer over a cloud to decode what is there.**"
)

CARDS = 750
"""Width of the cards in CSS pixels."""


def show() -> None:
    """Show the pairs, and the one that is chosen."""
    with st.container(key="explore", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.subheader("Give a latent space the shape that you draw", anchor=False)
            choosing.of_runs()
        st.markdown(ABOUT)
        with errors.shown("The pretrained models"):
            if pretrained.names():
                st.fragment(_gallery)()
            else:
                shipped.pair(state.get("pair"))


def _gallery() -> None:
    """The pairs to choose from, and the chosen one; runs again by itself for what is chosen."""
    pair = PAIRS[state.get("pair")]
    with st.container(key="pair-head", horizontal=True, vertical_alignment="bottom"):
        strip = st.container(width=CARDS)
        with st.container(
            horizontal=True, horizontal_alignment="right", vertical_alignment="center"
        ):
            make_yours.show(pair)
    with errors.shown(f"The pair {pair.title}"):
        panels.show(pair, shipped.pair(pair.name))
    # Last: a new user waits for the pair, and the pictures of all pairs take a while at first.
    with strip:
        pairs = {
            other.name: cards.Card(other.title, _thumbnail(other.name, style.theme()))
            for other in PAIRS.values()
        }
        cards.choose("pair", "Pair", pairs, pair.name, lambda name: state.put(pair=name))


@st.cache_data(show_spinner=False)
def _thumbnail(name: str, theme: str) -> bytes | None:
    """The MMD side of a pair over its target; None if its files cannot be read."""
    try:
        view = shipped.side(PAIRS[name].mmd).view
    except SculptorError:
        return None
    return thumbnails.cloud_png(view.latents["mean"], view.target, theme)
