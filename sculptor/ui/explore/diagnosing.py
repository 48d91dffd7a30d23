"""What is wrong with the space, by its numbers, and what to try next."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.explore.diagnosis import CHANCE, Diagnosis, diagnose, errors
from sculptor.explore.opened import Explored
from sculptor.ui.app.errors import escape
from sculptor.ui.app.style import theme
from sculptor.ui.explore import reading
from sculptor.views import matrices
from sculptor.views.space import pairs
from sculptor.views.svg import data_uri
from sculptor.words import count, latent

WORST = 16
"""Items that are shown: those that fit worst, and those off the prior."""


def show(explored: Explored) -> None:
    """Show the diagnosis of a space."""
    found = _found(explored)
    st.markdown("**What to try next**")
    st.markdown("\n".join(f"- {escape(step.found)} **{escape(step.do)}**" for step in found.advice))
    _figures(explored, found)
    if explored.dim > 1:
        _predictions(explored, found)
    _items(explored, found)


def _figures(explored: Explored, found: Diagnosis) -> None:
    figures = [
        (
            "Effective dimension",
            f"{found.effective:.1f}",
            f"prior {found.effective_target:.1f} of {explored.dim}",
        ),
        ("Collapsed latents", f"{len(found.collapsed)}", f"of {explored.dim}"),
        ("Prior without data", f"{found.empty_share:.0%}", f"{CHANCE:.0%} by chance"),
        ("Data off the prior", f"{found.off_share:.0%}", f"{CHANCE:.0%} by chance"),
    ]
    told = explored.figures
    if isinstance(told.get("lps"), float):
        own = f"target {told['lps_target']:.2f}, " if "lps_target" in told else ""
        figures.insert(0, ("LPS", f"{told['lps']:.2f}", f"{own}floor {told['lps_floor']:.2g}"))
    with st.container(horizontal=True, gap="medium", key="diagnosis-figures"):
        for label, value, note in figures:
            st.metric(label, value, note, delta_color="off", delta_arrow="off", width="content")


def _predictions(explored: Explored, found: Diagnosis) -> None:
    left, right = st.columns([1.5, 1], gap="medium")
    z = explored.items.of("mean")
    with left:
        st.markdown(
            "**Who predicts whom**",
            help="Left: Pearson's correlation. Right: how well the latent of a row is predicted "
            "from that of a column alone (held-out R² of a step function of 16 quantile bins).",
        )
        st.image(_matrices(explored, theme()), width="stretch")
        if explored.dim > matrices.MOST:
            st.caption(f"The first {matrices.MOST} of {explored.dim} latents.")
    with right:
        pair = found.worst
        if pair is None:
            st.caption("No latent is predicted from another one alone.")
            return
        st.markdown(
            f"**{latent(pair.of)} from {latent(pair.by)}: R² {pair.r2:.2f}**",
            help="The pair of which one is best predicted from the other, with the fitted "
            "predictor: the mean within each of 16 quantile bins.",
        )
        names = latent(pair.by), latent(pair.of)
        x, y = z[:, pair.by], z[:, pair.of]
        chart = pairs.predicted(x, y, pair.edges, pair.means, names, theme())
        st.vega_lite_chart(chart, width="stretch", key="worst-pair")


def _items(explored: Explored, found: Diagnosis) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        rows, apart, decoded = _worst(explored)
        st.markdown("**Items that fit worst**", help="Squared error, summed over the item.")
        images = np.concatenate([explored.images[rows], decoded])
        st.image(
            data_uri(reading.tiles(explored, images, WORST)),
            caption=f"Above as they are, below decoded; squared error {apart[0]:.3g} to "
            f"{apart[-1]:.3g}, of all {_errors(explored).mean():.3g} on average here",
            width="stretch",
            alt="The items with the largest squared error, and what is decoded of their codes",
        )
    with right:
        st.markdown("**Items off the prior**", help="Whose code is far from every sample of it.")
        if not len(found.off):
            st.caption("None.")
            return
        even = np.linspace(0, len(found.off) - 1, min(WORST, len(found.off)))
        shown = found.off[even.astype(int)]
        st.image(
            data_uri(reading.tiles(explored, explored.images[shown], WORST)),
            caption=f"{count(len(found.off), 'item')} in all",
            width="stretch",
            alt="Items whose codes lie off the prior",
        )


@lru_cache(maxsize=4)
def _found(explored: Explored) -> Diagnosis:
    return diagnose(explored)


@lru_cache(maxsize=4)
def _matrices(explored: Explored, theme: str) -> str:
    return matrices.both_svg(explored.items.of("mean"), theme, _found(explored).matrix)


@lru_cache(maxsize=4)
def _worst(explored: Explored) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], Any]:
    """The items with the largest errors: their rows, their errors, and what is decoded."""
    apart = _errors(explored)
    rows = np.argsort(-apart, kind="stable")[:WORST]
    return rows, apart[rows], reading.decode(explored, explored.items.of("mean")[rows])


@lru_cache(maxsize=4)
def _errors(explored: Explored) -> npt.NDArray[np.float64]:
    """The squared error of each item."""
    return errors(explored.images, reading.decode(explored, explored.items.of("mean")))
