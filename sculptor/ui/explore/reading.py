"""What the Explore page has read and computed of a space: each thing once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sculptor import jobs
from sculptor.errors import SculptorError
from sculptor.explore import decoding, mapping, opened
from sculptor.explore.dimensions import Density, densities
from sculptor.explore.opened import Explored, Items
from sculptor.explore.planes import Map, Plane, along, principal, principal_directions
from sculptor.runs.folder import CONFIG, EVENTS, MODEL
from sculptor.ui.frontend.encoding import Extent
from sculptor.ui.frontend.scatter import fit
from sculptor.ui.plots import decode as decoder
from sculptor.ui.plots import reader
from sculptor.views import grids, tabular
from sculptor.views.space.atlas import Atlas, atlas

if TYPE_CHECKING:
    from sculptor.models import Autoencoder

Floats = npt.NDArray[np.float32]

MAPS = 4
"""Maps that are remembered, about."""

TILE = 32
"""Pixels of an item in the place of a dot."""

PICTURES = 2_000
"""Items that can be shown as pictures: the first ones that have room."""


def space(key: str, step: int | None) -> Explored:
    """A space.

    Args:
        key: ``run:ID`` or ``model:NAME``.
        step: Of a run, the snapshot at which it was opened; another one opens it anew.

    Raises:
        SculptorError: There is none, or it has nothing to show yet.
    """
    kind, _, name = key.partition(":")
    if kind != "run":
        return _space(key, None)
    folder = jobs.open_run(name).folder
    return _space(key, (step, *(reader.stamp(folder / each) for each in (CONFIG, EVENTS))))


@lru_cache(maxsize=8)
def _space(key: str, seen: object) -> Explored:
    return opened.open_space(key)


def newest(key: str) -> int | None:
    """The step of the newest snapshot of a run; None of a model."""
    kind, _, name = key.partition(":")
    steps = reader.steps(jobs.open_run(name)) if kind == "run" else []
    return steps[-1] if steps else None


def model(explored: Explored) -> Autoencoder:
    """The model of a space, with the weights of its last checkpoint; this imports torch.

    Raises:
        SculptorError: There are no weights, or they do not fit.
    """
    return _model(explored, _written(explored))


def _written(explored: Explored) -> object:
    """When the weights of a run were; what is made of them is another one after that."""
    kind, _, name = explored.key.partition(":")
    return reader.stamp(jobs.open_run(name).folder / MODEL) if kind == "run" else None


@lru_cache(maxsize=4)
def _model(explored: Explored, written: object) -> Autoencoder:
    return explored.model()


def obstacle(explored: Explored) -> str:
    """Why nothing can be decoded, in words: there are no weights, or torch is on its way.

    Empty where it can.
    """
    if not decoder.ready(wait=False):
        return decoder.LOADING
    try:
        model(explored)
    except SculptorError as error:
        return str(error)
    return ""


def decode(explored: Explored, codes: npt.ArrayLike) -> npt.NDArray[Any]:
    """What is decoded of codes ``(n, latent_dim)``: images of bytes, or rows of numbers."""
    return decoding.decode(model(explored), codes)


def picture(explored: Explored, code: npt.ArrayLike, side: int) -> bytes:
    """What is decoded of one code ``(latent_dim,)`` as a PNG, so many pixels wide at least.

    It is remembered: codes that are edited and pinned stay while the pointer moves elsewhere.
    """
    values = tuple(np.asarray(code, np.float32).tolist())
    return _picture(explored, _written(explored), values, side)


@lru_cache(maxsize=64)
def _picture(explored: Explored, written: object, code: tuple[float, ...], side: int) -> bytes:
    image = decoding.decode(_model(explored, written), [code])[0]
    return decoding.png(explored, image, side)


def tiles(explored: Explored, images: npt.NDArray[Any], columns: int) -> bytes:
    """Images, or rows of a table, in a grid as one PNG."""
    if explored.layout is not None:
        return tabular.tiles_png(images, explored.layout, columns)
    return grids.tiles_png(images, columns)


@lru_cache(maxsize=8)
def items(explored: Explored, everything: bool) -> Items:
    """The held-out items of every snapshot, or all of the data set, encoded now."""
    return explored.everything(model(explored)) if everything else explored.items


def plane(explored: Explored, view: str, axes: tuple[int, int]) -> Plane | Map | None:
    """The plane that is asked for; two latents where another makes no sense.

    None of a map that has not been made.
    """
    if view == "umap" and explored.dim > 2:
        return _map(explored)
    return _plane(explored, view, axes)


_maps: dict[Explored, Map] = {}
"""The maps of the spaces that are open: one that has been made stays."""


def _map(explored: Explored) -> Map | None:
    if explored not in _maps:
        found = mapping.read(explored)
        if found is None:
            return None
        if len(_maps) > MAPS:
            _maps.clear()
        _maps[explored] = found
    return _maps[explored]


@lru_cache(maxsize=16)
def _plane(explored: Explored, view: str, axes: tuple[int, int]) -> Plane:
    dim = explored.dim
    pair = axes if max(axes) < dim else (0, 1)
    if view == "pca" and dim > 2:
        return principal(pair, _directions(explored))
    return along(pair, dim)


@lru_cache(maxsize=4)
def _directions(explored: Explored) -> Floats:
    return principal_directions(explored.items.of("mean"), explored.target)


@lru_cache(maxsize=8)
def placed(
    explored: Explored, shown: Plane | Map, everything: bool, representation: str
) -> tuple[Floats, Floats, Extent]:
    """Items and target in a plane, and its extent; one latent is spread over a band."""
    points = shown.place(items(explored, everything).of(representation))
    target = shown.place(explored.target)
    if explored.dim == 1:
        spread = np.random.default_rng(0).uniform(0.15, 2.0, max(len(points), len(target)))
        points[:, 1], target[:, 1] = spread[: len(points)], -spread[: len(target)]
    return points, target, fit(points, target)


@lru_cache(maxsize=4)
def sliders(explored: Explored) -> list[Density]:
    """Where each latent is likely to lie."""
    return densities(explored.items.of("mean"), explored.target)


@lru_cache(maxsize=4)
def influences(explored: Explored) -> tuple[float, ...]:
    """How much each latent changes the output."""
    return decoding.influences(explored, model(explored))


@lru_cache(maxsize=4)
def pictures(explored: Explored, everything: bool) -> Atlas:
    """Items as small pictures, the first ones of those that are shown."""
    if not everything:
        return atlas(explored.images[:PICTURES], TILE)
    ids = items(explored, everything).ids
    assert ids is not None
    return atlas(np.ascontiguousarray(explored.dataset.images[ids[:PICTURES]]), TILE)


def images_of(explored: Explored, everything: bool, rows: npt.NDArray[np.intp]) -> Any:
    """Some of the items that are shown, as they are.

    Raises:
        SculptorError: The data set is not on this machine any more.
    """
    if not everything:
        return explored.images[rows]
    ids = items(explored, everything).ids
    if ids is None:
        raise SculptorError("Expected the data set of these items, but it is another one now.")
    return np.ascontiguousarray(explored.dataset.images[ids[rows]])
