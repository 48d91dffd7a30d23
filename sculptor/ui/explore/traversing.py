"""Traversals: one latent a row, between quantiles of the prior, and where the images change."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.explore.opened import Explored
from sculptor.explore.traversals import Traversal, sentence, traverse
from sculptor.ui.explore import editing, reading
from sculptor.views import grids
from sculptor.views.space.film import film
from sculptor.views.svg import data_uri
from sculptor.words import latent

ROWS = 6
"""Latents that are traversed at first: those that change the output most."""

MOST = 20
"""Latents that are traversed, at most."""


def show(explored: Explored) -> None:
    """Show the traversals from the code that is edited."""
    order = sorted(range(explored.dim), key=lambda i: -reading.influences(explored)[i])
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        dims = st.multiselect(
            "Latents",
            order,
            default=order[:ROWS],
            format_func=latent,
            max_selections=MOST,
            key=f"traversed-{explored.key}",
            width=420,
        )
        low, high = st.slider(
            "Quantiles of the prior",
            0.0,
            1.0,
            (0.02, 0.98),
            0.01,
            width=280,
            help="From where to where each latent goes, in steps of equal mass of the prior.",
        )
    st.caption(
        "All else as in the editor. Right: where the images change. A dot marks a code that is "
        "farther from every item than 95 % of the prior's samples are from each other."
    )
    code = tuple(editing.code(explored).tolist())
    for dim in dims:
        _row(explored, _traversal(explored, code, dim, low, high))


def _row(explored: Explored, found: Traversal) -> None:
    name = latent(found.dim)
    marks = "".join("●" if empty else "·" for empty in found.empty)
    strip = reading.tiles(explored, found.images, len(found.images))
    with st.container(key=f"traversal-{found.dim}", gap=None):
        told, images, heat, film_ = st.columns([0.5, 7, 0.9, 0.9], vertical_alignment="center")
        told.markdown(f"**{name}**")
        gaps = int(found.empty.sum())
        where = f"; {gaps} of {len(found.empty)} where there is no data" if gaps else ""
        low, high = found.codes[[0, -1], found.dim]
        alt = f"{name} from {low:.2f} to {high:.2f}, decoded{where}."
        images.image(data_uri(strip), width="stretch", alt=alt)
        if gaps:
            images.caption(f"`{marks}` {gaps} of {len(found.empty)} where there is no data")
        if found.difference is not None:
            bytes_ = np.rint(255 * found.difference).astype(np.uint8)
            heat.image(
                data_uri(grids.image_png(bytes_[None])),
                width=64,
                alt=f"Where the images change along {name}: bright is much.",
            )
            film_.download_button(
                "GIF",
                lambda: film(found.images),
                f"{latent(found.dim)}.gif",
                "image/gif",
                on_click="ignore",
                key=f"traversal-gif-{found.dim}",
            )
        words = _sentence(explored, found.dim)
        if words:
            images.caption(words)


@lru_cache(maxsize=64)
def _traversal(
    explored: Explored, code: tuple[float, ...], dim: int, low: float, high: float
) -> Traversal:
    def decode(codes: npt.NDArray[np.float32]) -> npt.NDArray[np.floating]:
        return reading.decode(explored, codes)

    start = np.array(code, np.float32)
    return traverse(
        decode, start, dim, explored.target, explored.items.of("sample"), low, max(high, low + 0.01)
    )


@lru_cache(maxsize=256)
def _sentence(explored: Explored, dim: int) -> str:
    return sentence(dim, explored.items)
