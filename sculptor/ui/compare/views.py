"""What each run looks like beside the others: marginals, matrices, traversals, images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.runs import Frame
from sculptor.runs.folder import MODEL
from sculptor.ui.app import errors
from sculptor.ui.app.style import theme
from sculptor.ui.compare.sides import Side
from sculptor.ui.plots import decode, reader
from sculptor.views import grids, marginals, matrices
from sculptor.views.priors import Span

LATENTS = 6
"""Latents whose marginals are shown, at most."""

SAMPLES, COLUMNS = 40, 10
"""Samples decoded from the prior, and how many stand side by side."""

ASKED = "compare-samples-asked"

Floats = npt.NDArray[np.float32]
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
    with errors.shown("The samples"):
        _samples(shown)


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


def _samples(shown: Shown) -> None:
    """Samples of the prior, decoded once they are asked for, with the newest weights."""
    about = (
        "The decoder on samples of the target, with the newest weights: the same points for runs "
        "of one prior and seed."
    )
    if not st.session_state.get(ASKED):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**Samples decoded from the prior**", help=about, width="content")
            st.button(
                "Decode",
                icon=":material/shuffle:",
                on_click=lambda: st.session_state.update({ASKED: True}),
            )
        return
    if not decode.ready(wait=not any(side.live for side, _ in shown)):
        st.caption("The decoder is being loaded, which takes some seconds the first time.")
        return
    drawn = [_sampled(side.opened, side.frame(step)) for side, step in shown]
    _section("Samples decoded from the prior", about, shown, drawn)


def _sampled(run: Run, frame: Frame) -> Drawn:
    points = np.ascontiguousarray(frame.target[:SAMPLES])
    written = reader.stamp(run.folder / MODEL)
    try:
        return _decoded(run.folder, written, points.tobytes(), points.shape)
    except SculptorError:
        return None  # the weights come with the first images


@lru_cache(maxsize=32)
def _decoded(folder: Path, written: reader.Stamp, points: bytes, shape: tuple[int, int]) -> bytes:
    z = np.frombuffer(points, dtype=np.float32).reshape(shape).copy()
    images = decode.model(Run(folder)).decode(z).clamp(0, 1).mul(255).round().byte()
    return grids.tiles_png(images.cpu().numpy(), COLUMNS)


# Layout -------------------------------------------------------------------------------------------


def _section(title: str, about: str, shown: Shown, drawn: Sequence[Drawn]) -> None:
    """A title, and a picture for each run in the order of the panels."""
    st.markdown(f"**{title}**", help=about)
    with st.container(key=f"cells-{len(shown)}-{title.split()[0].strip(',').lower()}"):
        for (side, _), picture in zip(shown, drawn, strict=True):
            words = " · ".join(filter(None, (side.title, side.note)))
            if picture is None:
                st.caption(f"{errors.escape(words)}: it comes with the first images.")
            else:
                st.image(
                    picture, caption=errors.escape(words), width="stretch", alt=f"{title}, {words}"
                )
