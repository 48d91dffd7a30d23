"""A pretrained pair side by side: both clouds in one plane, their scores, what is decoded."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from sculptor.exports.formats import FOLDER, FORMATS
from sculptor.pretrained import Pair
from sculptor.ui.app import state
from sculptor.ui.explore import shipped
from sculptor.ui.explore.shipped import Side
from sculptor.ui.frontend.cloud import PLANES, Cloud, colouring, project, under
from sculptor.ui.frontend.encoding import Extent
from sculptor.ui.frontend.scatter import Decoded, fit
from sculptor.ui.kit import actions, choices, describe, figures, taking
from sculptor.ui.kit.choices import REPRESENTATIONS
from sculptor.ui.plots import colours, decode
from sculptor.ui.plots.scatter import scatter
from sculptor.views import grids
from sculptor.views.svg import data_uri

HEIGHT = 470
"""Of a cloud, in CSS pixels, at most."""

LOADING = "The nearest picture of the test set, while the decoder is being loaded."


def show(pair: Pair, sides: tuple[Side, Side]) -> None:
    """Show what a pair is, how it is shown, and both of its models."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.markdown(pair.about, width="stretch")
        _controls(sides)
    clouds = [_cloud(side) for side in sides]
    shown = [points for cloud in clouds for points in (cloud.latents, cloud.target)]
    extent = fit(*shown)
    with st.container(key="pair-sides"):
        for column, side, cloud in zip(st.columns(2, gap="medium"), sides, clouds, strict=True):
            with column:
                _panel(side, cloud, extent)


def _controls(sides: tuple[Side, Side]) -> None:
    """Show how the clouds are shown; what makes no difference is left out."""
    side, dim = sides[0], sides[0].frame.target.shape[1]
    colours.choose(side.view.colours, side.model.card["target"], side.model.name, 140)
    if any("sample" in side.frame.latents for side in sides):
        choices.choice("representation", "Representation", REPRESENTATIONS, "explore", 120)
    if dim > 2:
        choices.choice("view", "View", PLANES, "explore", 190)
        if _view() == "axes":
            choices.axes(dim, "explore")


def _view() -> str:
    view: str = state.get("view")
    return view if view in PLANES else "axes"


def _cloud(side: Side) -> Cloud:
    cloud = project(side.frame, _view(), state.get("axes"), state.get("representation"))
    assert cloud is not None  # every view of `PLANES` is in the files
    return cloud


def _panel(side: Side, cloud: Cloud, extent: Extent) -> None:
    """One model: what it is, its cloud, its scores, and the pictures that it decodes."""
    name, config = side.model.name, side.model.config
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{describe.objective(config.objective)}** :gray[{_trained_on(side)}]")
        if st.button(
            "Explore",
            icon=":material/travel_explore:",
            key=f"explore-{name}",
            help="Open this space: pins, sliders, traversals, samples and what is wrong with it.",
        ):
            actions.explore(model=name)
        taking.show(name, name, [each for each in FORMATS if each != FOLDER])
    columns = side.view.colours
    colour = colours.chosen(columns, side.model.card["target"])
    scatter(
        f"cloud-{name}",
        points=cloud.latents,
        target=cloud.target,
        names=cloud.names,
        extent=extent,
        colour=colouring(colour, columns.get(colour), side.view.label_names),
        decode=_decoder(side, cloud),
        identity=f"{name}-{_view()}-{cloud.dims}-{state.get('representation')}",
        step=config.steps,
        height=HEIGHT,
    )
    rows = [{"step": config.steps, **side.frame.metrics}]
    n = len(side.view.images)
    figures.show(rows, config.steps, config.latent_dim, n, "test", key=f"watch-figures-{name}")
    with st.expander("Traversal" if config.latent_dim > 2 else "Decoded plane"):
        st.image(
            data_uri(_traversal(name)), width="stretch", alt="Pictures decoded over the target."
        )


def _trained_on(side: Side) -> str:
    """The target of the training, where it is not the one that is shown."""
    if side.model.config.prior == side.model.card["target"]:
        return "towards the target"
    return "towards N(0, I), shown over the target"


def _decoder(side: Side, cloud: Cloud) -> Callable[[float, float], Decoded]:
    """What is under a point: the decoder's picture, or the nearest one until torch is there."""

    def decoded(x: float, y: float) -> Decoded:
        if not decode.ready(wait=False):
            distances = np.square(cloud.latents - np.array([x, y], np.float32)).sum(axis=1)
            nearest = side.view.images[int(distances.argmin())]
            return Decoded(grids.image_png(nearest, decode.SIDE), LOADING, soon=True)
        z, note = under(cloud, x, y)
        return Decoded(decode.picture(shipped.network(side.model.name), z), note)

    return decoded


@st.cache_data(show_spinner=False)
def _traversal(name: str) -> bytes:
    """The traversal of a shipped model as a PNG."""
    side = shipped.side(name)
    return grids.traversal_png(side.view.traversal, side.model.config.latent_dim)
