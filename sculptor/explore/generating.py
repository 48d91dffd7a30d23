"""Samples of a space: of the prior, a region or a class, and how far they are from data."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.explore.listing import listing
from sculptor.explore.opened import Explored
from sculptor.explore.outline import inside
from sculptor.explore.planes import Map, Plane
from sculptor.views import grids
from sculptor.words import count

if TYPE_CHECKING:
    from sculptor.models import Autoencoder

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]

MOST = 1_000
"""Samples that are shown, at most."""

MEASURED = 2_000
"""Samples by which figures are taken."""

LEAST = 50
"""Held-out items that figures need."""

DRAWS = 200_000
"""Samples of the prior out of which those in a region are taken, at most."""

NEIGHBOURS = 5
"""Of an item in its class, towards one of which a sample of the class lies."""

TRAINING = 12_000
"""Training items out of which the nearest is found, at most."""


@dataclass(frozen=True)
class Source:
    """Where samples come from.

    Attributes:
        kind: ``prior``, ``region`` or ``class``.
        outline: Of a region, its corners in the plane.
        plane: Of a region, the plane.
        label: Of a class, its number.
    """

    kind: str = "prior"
    outline: tuple[tuple[float, float], ...] = ()
    plane: Plane | Map | None = None
    label: int = -1


def sample(explored: Explored, source: Source, n: int, seed: int) -> Floats:
    """Codes ``(n, latent_dim)``.

    Of a region: samples of the prior that lie in it. Of a class: for an item z_i of the class at
    random and one of its five nearest of the class, z_j, the code z_i + u (z_j - z_i) with u even
    in [0, 1] (SMOTE: Chawla et al. 2002), since no prior is known of a class.

    Raises:
        SculptorError: The region has next to no mass, or the class no items.
    """
    generator = np.random.default_rng(seed)
    if source.kind == "class":
        return _of_class(explored, source.label, n, generator)
    prior = explored.prior()
    if source.kind == "prior":
        return prior.sample(n, generator)
    assert source.plane is not None
    found: list[Floats] = []
    drawn = 0
    while sum(map(len, found)) < n and drawn < DRAWS:
        codes = prior.sample(DRAWS // 10, generator)
        found.append(codes[inside(source.plane.place(codes), source.outline)])
        drawn += len(codes)
    kept = np.concatenate(found)
    if len(kept) < min(n, 2):
        raise SculptorError(
            f"Expected a region with some of the prior in it, but of {drawn:,} samples "
            f"{count(len(kept), 'sample')} lay there. Draw a larger one, or where the target is."
        )
    return kept[:n]


def _of_class(explored: Explored, label: int, n: int, generator: np.random.Generator) -> Floats:
    from scipy.spatial import cKDTree

    labels = explored.items.columns.get("label")
    codes = explored.items.of("mean")
    own = codes[labels == label] if labels is not None else codes[:0]
    if len(own) < 2:
        raise SculptorError(
            f"Expected a class with two items or more, received one with {len(own)}. Choose "
            "another, or the prior."
        )
    k = min(NEIGHBOURS, len(own) - 1)
    _, nearest = cKDTree(own).query(own, k=[*range(2, k + 2)])
    chosen = generator.integers(len(own), size=n)
    others = own[nearest[chosen, generator.integers(k, size=n)]]
    share = generator.random((n, 1), dtype=np.float32)
    made: Floats = own[chosen] + share * (others - own[chosen])
    return made


# How far they are from data -----------------------------------------------------------------------


class Neighbours:
    """The training items of a space, among which the nearest to an image is found.

    Args:
        explored: The space.
    """

    def __init__(self, explored: Explored) -> None:
        from sculptor.measure.spaces import pixel_components

        train = explored.dataset.split("train")
        self._rows = np.sort(np.random.default_rng(0).permutation(len(train))[:TRAINING])
        self._components = pixel_components(explored.dataset)
        self._images = train.images
        self._labels = train.labels
        self.found = self.features(np.ascontiguousarray(train.images[self._rows]))

    @property
    def n(self) -> int:
        """Training items among which is looked."""
        return len(self._rows)

    def features(self, images: Any) -> Floats:
        """The leading principal components ``(n, k)`` of the pixels of images, or of rows."""
        import torch

        from sculptor.measure.spaces import features, in_units

        found: Floats = features({"": self._components}, in_units(images, torch.device("cpu")))[""]
        return found

    def nearest(self, images: Any) -> tuple[Any, Rows]:
        """The training item nearest to each image, and its row in the training split.

        By the distance in the leading principal components.
        """
        from scipy.spatial import cKDTree

        _, nearest = cKDTree(self.found).query(self.features(images))
        rows = self._rows[nearest]
        return np.ascontiguousarray(self._images[rows]), rows

    def of_class(self, label: int) -> Floats:
        """The features of the training items of a class."""
        assert self._labels is not None
        own: Floats = self.found[self._labels[self._rows] == label]
        return own


@dataclass(frozen=True)
class Distance:
    """How far samples are from held-out items, and how far as many training items are.

    Attributes:
        energy: Energy distance in the leading principal components; unbiased, it can be negative.
        precision: Part of the samples within the support of the held-out items.
        recall: Part of the held-out items within the support of the samples.
        chance: The same three of training items in the place of the samples.
        n: On each side.
        what: The held-out items, in words.
    """

    energy: float
    precision: float
    recall: float
    chance: tuple[float, float, float]
    n: int
    what: str


def distance(
    explored: Explored, model: Autoencoder, neighbours: Neighbours, source: Source, seed: int
) -> Distance:
    """How far samples of a source are from the held-out items of that source.

    Energy distance (Székely & Rizzo 2013), precision and recall (Kynkäänniemi et al. 2019) in the
    leading principal components of the pixels. Of a class and of a region both sides are of it;
    chance is what the training items of the class, or of the whole, come to.

    Raises:
        SculptorError: There are too few held-out items.
    """
    from sculptor.measure.pictures import drawn

    chosen, what = _held_out(explored, source)
    if len(chosen) < LEAST:
        raise SculptorError(
            f"Expected {LEAST} held-out items of this {source.kind} or more to measure with, "
            f"received {len(chosen)}."
        )
    real = neighbours.features(np.ascontiguousarray(explored.images[chosen]))
    made = neighbours.features(drawn(model, sample(explored, source, MEASURED, seed)))
    train = neighbours.of_class(source.label) if source.kind == "class" else neighbours.found
    n = min(len(real), len(made), len(train), MEASURED)
    order = np.random.default_rng(seed).permutation(len(train))
    found, chance = (_figures(side[:n], real[:n]) for side in (made, train[order]))
    return Distance(*found, chance=chance, n=n, what=what)


def _held_out(explored: Explored, source: Source) -> tuple[Rows, str]:
    """The rows of the held-out items of a source, and what they are."""
    if source.kind == "class":
        labels = explored.items.columns["label"]
        return np.flatnonzero(labels == source.label), "held-out items of the class"
    if source.kind == "region" and source.plane is not None:
        places = source.plane.place(explored.items.of("mean"))
        return np.flatnonzero(inside(places, source.outline)), "held-out items of the region"
    return np.arange(len(explored.items)), "held-out items"


def _figures(made: Floats, real: Floats) -> tuple[float, float, float]:
    from sculptor.metrics.generation.likeness import likeness

    if not np.isfinite(made).all():
        return (float("nan"),) * 3
    found = likeness(made, real)
    return found["energy"], found["precision"], found["recall"]


# To take along ------------------------------------------------------------------------------------

ROW = "nearest_training_row"
"""The column of the nearest training items."""


def npz(codes: Floats, images: npt.NDArray[Any], nearest: Rows) -> bytes:
    """Codes, what is decoded of them, and the rows of the nearest training items, as NPZ."""
    file = io.BytesIO()
    np.savez_compressed(file, codes=codes, decoded=images, nearest_training_row=nearest)
    return file.getvalue()


def archive(codes: Floats, images: npt.NDArray[np.uint8], nearest: Rows) -> bytes:
    """A ZIP of a PNG an image, ``0001.png`` on, and ``codes.csv`` with a row each."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for i, image in enumerate(images, 1):
            made.writestr(f"{i:04d}.png", grids.image_png(image, 1))
        files = [f"{i:04d}.png" for i in range(1, len(codes) + 1)]
        made.writestr("codes.csv", listing(codes, {"file": files}, {ROW: nearest.tolist()}))
    return file.getvalue()


def parquet(codes: Floats, nearest: Rows) -> bytes:
    """The codes and the rows of the nearest training items as a Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet as format

    columns = {f"z{i}": column for i, column in enumerate(codes.T, 1)}
    file = io.BytesIO()
    format.write_table(pa.table({**columns, ROW: nearest}), file)
    return file.getvalue()
