"""What a run starts from: its own beginning, a pretrained model, or an earlier run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import streamlit as st

from sculptor import home as places
from sculptor import pretrained
from sculptor.errors import SculptorError
from sculptor.jobs import starts
from sculptor.runs import index
from sculptor.runs.folder import MODEL
from sculptor.training.config import STARTS
from sculptor.ui.app import state
from sculptor.ui.kit.choices import called

RECENT = 10
"""Earlier runs that are offered, at most."""

TITLES = {
    "spectral": "Spectral",
    "ica": "Independent components",
    "neighbours": "Neighbours",
    "random": "Random",
}


def show() -> None:
    """Show the choice. A model comes with its network, which the page then takes over."""
    now = state.get("start")
    titles = offered()
    st.selectbox(
        "Start",
        [*titles, *([] if now in titles else [now])],
        format_func=lambda start: titles.get(start, start),
        help="Spectral begins with the principal components of the images; independent components "
        "are the same, turned; neighbours begins with what changes least from an image to those "
        "like it, such as where a thing is; random with the usual random network. A pretrained "
        "model or an earlier run of the same data and latents is a warm start: a changed target is "
        "copied in seconds. The same for every objective.",
        **state.bind("start", then=_follow),
    )


def offered() -> dict[str, str]:
    """The starts that the data set and the latents of the page allow, and what they are called."""
    dataset, latent_dim = state.get("dataset"), state.get("latent_dim")
    titles = dict(TITLES)
    for name in pretrained.names():
        if _card(name) == (dataset, latent_dim):
            titles[f"pretrained:{name}"] = f"Pretrained: {name}"
    titles |= dict(islice(_earlier(dataset, latent_dim), RECENT))
    return titles


def _earlier(dataset: str, latent_dim: int) -> Iterator[tuple[str, str]]:
    """The runs of a data set and so many latents that can be started from, the newest first."""
    home = places.home()
    for run in index.summaries(home):
        alike = (run.setup.dataset, run.setup.latent_dim) == (dataset, latent_dim)
        if alike and not run.problem and not run.state.live and (home / run.id / MODEL).exists():
            with contextlib.suppress(SculptorError):
                starts.find_source(f"run:{run.id}")
                yield f"run:{run.id}", f"Run: {called(run)}"


def _follow() -> None:
    """Take over the network of the model that was chosen."""
    if state.get("start") in STARTS:
        return
    try:
        source = starts.find_source(state.get("start"))
    except SculptorError:
        return  # said beneath the button
    if source is not None:
        state.put(network=source.config.network)


@lru_cache(maxsize=64)
def _card(name: str) -> tuple[str, int] | None:
    """The data set and the latents of a pretrained model; None if its card is damaged."""
    try:
        config = pretrained.load(name).config
    except SculptorError:
        return None
    return config.dataset, config.latent_dim
