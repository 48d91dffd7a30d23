"""What a prior means, at once: its samples, its marginals and its number of dimensions."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor import priors
from sculptor.ui.app import errors, style
from sculptor.views import priors as drawings
from sculptor.words import count, latent

Spec = dict[str, Any]
Samples = npt.NDArray[np.float32]

N = 2000
"""Samples that a preview draws."""

SEED = 0
FRESH = 20
"""Seconds after which the samples of another run are read again: it may still be training."""

MARGINALS = 15
"""Marginals of a prior of many dimensions that are shown."""

VIEWS = {"pair": "Pair", "pca": "PCA"}
"""Two dimensions that are chosen, or the principal components."""

FACING = {"swiss-roll": (0, 2), "s-curve": (0, 2)}
"""The two dimensions that show what a prior is, where they are not the first two."""


def show(spec: Spec, latent_dim: int) -> None:
    """Show a prior; what is wrong with it is said in its place."""
    with errors.shown("The preview"):
        samples = draw(spec, latent_dim)
        dimensions = samples.shape[1]
        if dimensions == 1:
            picture = drawings.line_svg(samples, latent(0), style.theme())
            st.image(picture, alt="Histogram of the prior", width="stretch")
        elif dimensions == 2:
            _joint(samples, (latent(0), latent(1)))
        else:
            _of_many(samples, FACING.get(spec["kind"], (0, 1)))
            _marginals(samples)
        st.caption(_about(samples))


def draw(spec: Spec, latent_dim: int, n: int = N) -> Samples:
    """Samples of a prior, the same ones every time.

    Raises:
        SculptorError: The prior cannot be made.
    """
    text = json.dumps(spec, sort_keys=True)
    return _draw_fresh(text, latent_dim, n) if '"run"' in text else _draw(text, latent_dim, n)


def _of_many(samples: Samples, facing: tuple[int, int]) -> None:
    """The view of more than two dimensions that is asked for: a pair, or the widest plane."""
    dimensions = samples.shape[1]
    names = [latent(index) for index in range(dimensions)]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        view = st.segmented_control(
            "View",
            list(VIEWS),
            format_func=VIEWS.__getitem__,
            default="pair",
            required=True,
            key="preview-view",
            label_visibility="collapsed",
        )
        if view == "pca":
            plane, share = drawings.principal(samples)
            axes = (f"PC 1 and 2: {share:.0%} of the variance", "")
        else:
            across, up = (
                _axis(title, first, names)
                for title, first in zip(("Across", "Up"), facing, strict=True)
            )
            plane, axes = samples[:, [across, up]], (names[across], names[up])
    _joint(plane, axes)


def _axis(title: str, first: int, names: list[str]) -> int:
    return st.selectbox(
        title,
        range(len(names)),
        index=first,
        format_func=names.__getitem__,
        key=f"preview-{title}-{first}-{len(names)}",
        label_visibility="collapsed",
        width=84,
    )


def _joint(plane: Samples, axes: tuple[str, str]) -> None:
    picture = drawings.joint_svg(plane, axes, style.theme())
    about = f"Samples of the prior over {' and '.join(filter(None, axes))}, with their marginals"
    st.image(picture, alt=about, width="stretch")


def _marginals(samples: Samples) -> None:
    shown = samples[:, :MARGINALS]
    names = [latent(index) for index in range(shown.shape[1])]
    picture = drawings.marginals_svg(shown, names, style.theme())
    st.image(picture, alt="The marginal of each dimension", width="stretch")


def _about(samples: Samples) -> str:
    n, dimensions = samples.shape
    parts = [f"{n:,} samples in {count(dimensions, 'dimension')}"]
    if dimensions > MARGINALS:
        parts.append(f"marginals of the first {MARGINALS}")
    if (share := drawings.outside(samples)) >= 0.0005:
        parts.append(f"{share:.1%} lie outside the frame")
    return " · ".join(parts)


def _make(text: str, latent_dim: int, n: int) -> Samples:
    prior = priors.from_spec(json.loads(text), dim=latent_dim)
    return np.asarray(prior.sample(n, SEED), np.float32)


@st.cache_data(show_spinner=False, max_entries=256)
def _draw(text: str, latent_dim: int, n: int) -> Samples:
    return _make(text, latent_dim, n)


@st.cache_data(show_spinner=False, max_entries=16, ttl=FRESH)
def _draw_fresh(text: str, latent_dim: int, n: int) -> Samples:
    return _make(text, latent_dim, n)
