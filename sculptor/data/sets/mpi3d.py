"""MPI3D's simulated part: 1,036,800 pictures of a robot arm that holds an object, from its NPZ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from sculptor.data import kept, npz
from sculptor.data.dataset import Dataset, FactorKind, Images
from sculptor.data.source import Files, RemoteFile, Source
from sculptor.errors import SculptorError

SHAPE = (3, 64, 64)
FACTOR_NAMES = (
    *("object colour", "object shape", "object size", "camera height", "background colour"),
    *("horizontal axis", "vertical axis"),
)
FACTOR_KINDS: tuple[FactorKind, ...] = (
    *("categorical", "categorical", "linear", "linear", "categorical", "linear", "linear"),
)
GRIDS = {
    1_036_800: (6, 6, 2, 3, 3, 40, 40),
    460_800: (4, 4, 2, 3, 3, 40, 40),  # the edition that the challenge of NeurIPS 2019 handed out
}
"""The values of each factor, by how many images there are; the last factor changes fastest."""
N, N_TEST = 1_036_800, 103_680


def build(files: Files) -> Dataset:
    """All images in an order that is the same each time, a tenth of them as the test split.

    Factors are counted from 0; the two axes turn by equal steps, not around.

    Raises:
        SculptorError: The file is damaged, or not that of MPI3D.
    """
    n, sizes = _sizes(files)
    order = kept.shuffled(n)
    factors = np.empty((n, len(sizes)), np.float32)
    factors[order] = np.stack(np.unravel_index(np.arange(n), sizes), axis=1)
    return Dataset(
        name="mpi3d-toy",
        images=kept.mapped("mpi3d-toy-1", files, (n, *SHAPE), lambda: _blocks(files, n), order),
        train=n - n // 10,
        factors=factors,
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
    )


def preview(files: Files, n: int) -> Images:
    """Images of one object, from the beginning of the file: all of it has 12.7 GB."""
    total, sizes = _sizes(files)
    part = int(np.prod(sizes[2:]))
    wanted = np.linspace(part // 50, part - 1 - part // 50, n).astype(int)
    first = int(wanted[-1]) // kept.BLOCK + 1
    return kept.mapped(
        "mpi3d-toy-1-few",
        files,
        (n, *SHAPE),
        lambda: kept.picked(islice(_blocks(files, total), first), wanted),
    )


def count(files: Files) -> tuple[int, int]:
    """Images in both splits, by the header in the file."""
    n, _ = _sizes(files)
    return n - n // 10, n // 10


def _sizes(files: Files) -> tuple[int, tuple[int, ...]]:
    path = files["images"]
    shape = npz.shape_of(path, "images")
    if len(shape) != 4 or shape[1:] != (64, 64, 3) or shape[0] not in GRIDS:
        raise SculptorError(
            f"Expected {' or '.join(f'{n:,}' for n in GRIDS)} colour images of 64 x 64 pixels in "
            f"images of {path}, received the shape {shape}. Put MPI3D's own file there."
        )
    return shape[0], GRIDS[shape[0]]


def _blocks(files: Files, n: int) -> Iterator[Images]:
    for block in npz.blocks(files["images"], "images", (n, 64, 64, 3), kept.BLOCK):
        yield block.transpose(0, 3, 1, 2)


SOURCES = (
    Source(
        name="mpi3d-toy",
        title="A robot arm that holds an object, simulated",
        shape=SHAPE,
        n_train=N - N_TEST,
        n_test=N_TEST,
        licence="CC BY 4.0",
        source="MPI3D (Gondal and others, On the Transfer of Inductive Bias from Simulation to the "
        "Real World, 2019)",
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        make=build,
        preview=preview,
        files=(
            RemoteFile(
                key="images",
                names=("mpi3d_toy.npz",),
                urls=(
                    "https://storage.googleapis.com/disentanglement_dataset/Final_Dataset/"
                    "mpi3d_toy.npz",
                ),
                size=12_740_000_000,  # about: its length is not published, its MD5 is by two
                checksum="md5:55889cb7c7dfc655d6e0277beee88868",
            ),
        ),
        count=count,
    ),
)
