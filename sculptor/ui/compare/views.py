"""What each run looks like beside the others: marginals, matrices, traversals, images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import streamlit as st

from sculptor.jobs import Run
from sculptor.training.snapshot import DRAWN
from sculptor.ui.app import errors
from sculptor.ui.app.style import theme
from sculptor.ui.plots import reader
from sculptor.ui.plots.sides import Side
from sculptor.views import marginals, matrices
from sculptor.views.priors import Span
from sculptor.views.svg import data_uri

LATENTS = 6
"""Latents whose marginals are shown, at most."""

Shown = Sequence[tuple[Side, int]]
"""Each run and the step of its snapshot."""

Drawn = bytes | str | None
"""A PNG or an SVG; None while there is none yet."""


def show(shown: Shown, representation: str) -> None:
    """Show all of it.

    Args:
        shown: The runs that have something to show.
        representation: ``mean`` or ``sample``: whose marginals and matrices.
    """
    with errors.shown("The marginals"):
        _marginals(shown, representation)
    with errors.shown("The matrices"):
        _matrices(shown, representation)
    _pictures(
        "Traversals",
        "traversal",
        "With two latents, the decoder on a grid over the central 98 % of the target. With more, "
        "in each row one latent moves over that range, and the others stay as they are for one "
        "image, the same in each run.",
        shown,
    )
    _pictures(
        "Inputs, and their reconstructions below",
        "reconstruction",
        "The same held-out images x for each run, and below each its reconstruction x_hat, with "
        "z = mean.",
        shown,
    )
    _pictures(
        "Samples of the prior, decoded",
        "samples",
        f"The decoder on {DRAWN} samples of the target: the same in each run of one target, and at "
        "every step.",
        shown,
    )


def _marginals(shown: Shown, representation: str) -> None:
    frames = [side.frame(step) for side, step in shown]
    pairs = [(frame.codes(representation), frame.target) for frame in frames]
    dims = marginals.worst(pairs, LATENTS)
    spans = marginals.shared_spans(pairs, dims)
    all_of = max(latents.shape[1] for latents, _ in pairs)
    about = (
        "Histograms of the latents (blue) over those of as many samples of the prior (orange), and "
        "quantiles of the latents against the prior's: on the diagonal the two agree."
    )
    if all_of > LATENTS:
        about += f" Of {all_of} latents, the {LATENTS} farthest from the prior in any run."
    drawn = [
        _marginal(side.opened.folder, step, representation, tuple(dims), tuple(spans), theme())
        for side, step in shown
    ]
    _section("Marginals and quantiles", about, shown, drawn)


@lru_cache(maxsize=64)
def _marginal(
    folder: Path,
    step: int,
    representation: str,
    dims: tuple[int, ...],
    spans: tuple[Span, ...],
    mode: str,
) -> str:
    frame = reader.frame(Run(folder), step)
    return marginals.marginals_svg(frame.codes(representation), frame.target, dims, spans, mode)


def _matrices(shown: Shown, representation: str) -> None:
    if all(side.frame(step).target.shape[1] < 2 for side, step in shown):
        return
    drawn = [
        _matrix_pair(side.opened.folder, step, representation, theme()) for side, step in shown
    ]
    about = (
        "Left: Pearson's correlation of each pair of latents. Right: who predicts whom, the R² of "
        "the latent of the row from that of the column alone, by its mean in 16 quantile bins, "
        "fitted on one half of the images and judged on the other. Unlike the LPS it sees no "
        "dependence on several latents together."
    )
    _section("Correlation, and predictability", about, shown, drawn)


@lru_cache(maxsize=64)
def _matrix_pair(folder: Path, step: int, representation: str, mode: str) -> str:
    return matrices.both_svg(reader.frame(Run(folder), step).codes(representation), mode)


def _pictures(title: str, kind: str, about: str, shown: Shown) -> None:
    pictures = [reader.image(side.opened, step, kind) for side, step in shown]
    if any(pictures):
        _section(title, about, shown, pictures)


# Layout -------------------------------------------------------------------------------------------


def _section(title: str, about: str, shown: Shown, drawn: Sequence[Drawn]) -> None:
    """A title, and a picture for each run in the order of the panels."""
    st.markdown(f"**{title}**", help=reader.about(about, *(side.opened for side, _ in shown)))
    with st.container(key=f"cells-{len(shown)}-{title.split()[0].strip(',').lower()}"):
        for (side, step), picture in zip(shown, drawn, strict=True):
            words = " · ".join(filter(None, (side.title, side.note)))
            if picture is None:
                st.caption(f"{errors.escape(words)}: {_absent(side, step)}")
            else:
                st.image(
                    data_uri(picture),
                    caption=errors.escape(words),
                    width="stretch",
                    alt=f"{title}, {words}",
                )


def _absent(side: Side, step: int) -> str:
    """Why a run has no picture."""
    if reader.image(side.opened, step, "traversal") is None:
        return "it comes with the first images."
    return "it was trained before these were kept."
