"""3D Shapes: 480,000 solids in rooms in colour, every combination of six factors, from its HDF5."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.data import kept
from sculptor.data.dataset import Dataset, Images
from sculptor.data.sets.scenes3d import FACTOR_KINDS, FACTOR_NAMES
from sculptor.data.source import AGAIN, Files, RemoteFile, Source, reading
from sculptor.errors import SculptorError

SHAPE = (3, 64, 64)
N, N_TEST = 480_000, 48_000
MAX_CHUNK = 1 << 30
"""Bytes of a piece that is compressed by itself, at most."""
DAMAGE = (OSError, KeyError, ValueError, RuntimeError, TypeError)
"""What h5py raises of a file that is damaged, or none of HDF5's."""


def build(files: Files) -> Dataset:
    """All images in an order that is the same each time, a tenth of them as the test split.

    Hues, published from 0 to 0.9 of the colour circle, are in radians; orientations in degrees.

    Raises:
        SculptorError: The file is damaged or not that of 3D Shapes, or h5py is not installed.
    """
    with _opened(files) as (images, labels):
        n = len(images)
        factors = np.empty((n, 6), np.float32)
        order = kept.shuffled(n)
        factors[order] = _factors(labels[()], files)
    return Dataset(
        name="shapes3d",
        images=kept.mapped("shapes3d-1", files, (n, *SHAPE), lambda: _blocks(files), order),
        train=n - n // 10,
        factors=factors,
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
    )


def preview(files: Files, n: int) -> Images:
    """Images from all over the file."""

    def chosen() -> Iterator[Images]:
        with _opened(files) as (images, _):
            for row in np.linspace(len(images) // 100, len(images) - 1, n).astype(int):
                yield images[row : row + 1].transpose(0, 3, 1, 2)

    return kept.mapped("shapes3d-1-few", files, (n, *SHAPE), chosen)


def count(files: Files) -> tuple[int, int]:
    """Images in both splits, by the file's own table of contents."""
    with _opened(files) as (images, _):
        return len(images) - len(images) // 10, len(images) // 10


def _blocks(files: Files) -> Iterator[Images]:
    with _opened(files) as (images, _):
        for start in range(0, len(images), kept.BLOCK):
            yield images[start : start + kept.BLOCK].transpose(0, 3, 1, 2)


@contextmanager
def _opened(files: Files) -> Iterator[tuple[Any, Any]]:
    """The tables of images ``(n, 64, 64, 3)`` and of factors ``(n, 6)``, not read yet.

    Only tables within the file are read: HDF5 can also name other files.
    """
    try:
        import h5py
    except ImportError as error:
        raise SculptorError(
            "Expected h5py, with which HDF5 files are read, but it is not installed. Install it: "
            "pip install h5py."
        ) from error
    path = files["images"]
    with reading(path, "3D Shapes' whole HDF5 file", DAMAGE), h5py.File(path, "r") as file:
        images, labels = (_table(file, name, path) for name in ("images", "labels"))
        fits = images.shape[1:] == (64, 64, 3) and images.dtype == np.uint8
        if not fits or not 10 <= len(images) <= N or labels.shape != (len(images), 6):
            raise SculptorError(
                f"Expected 10 to {N:,} colour images of 64 x 64 pixels with six factors each in "
                f"{path}, received images {images.dtype} {images.shape} and labels {labels.shape}. "
                "Put 3D Shapes' own file there."
            )
        yield images, labels


def _table(file: Any, name: str, path: Any) -> Any:
    import h5py

    link = file.get(name, getlink=True)
    table = file[name] if isinstance(link, h5py.HardLink) else None
    if not isinstance(table, h5py.Dataset) or table.external or table.is_virtual:
        raise SculptorError(
            f"Expected a table called {name} within {path}, but there is none. {AGAIN}."
        )
    piece = math.prod(table.chunks or (0,)) * table.dtype.itemsize
    if piece > MAX_CHUNK:  # each is unpacked as a whole
        raise SculptorError(
            f"Expected pieces of at most {MAX_CHUNK:,} bytes in {name} of {path}, received some of "
            f"{piece:,}. {AGAIN}."
        )
    return table


def _factors(labels: npt.NDArray[Any], files: Files) -> npt.NDArray[np.float32]:
    values = np.asarray(labels, np.float32)
    fits = (np.isfinite(values)).all(1) & ((values[:, :3] >= 0) & (values[:, :3] <= 1)).all(1)
    if not fits.all():
        row = int(np.argmin(fits))
        raise SculptorError(
            f"Expected finite factors, hues from 0 to 1, in labels of {files['images']}, received "
            f"{values[row].tolist()} in row {row}. {AGAIN}."
        )
    values[:, :3] *= 2 * np.pi
    return values


SOURCES = (
    Source(
        name="shapes3d",
        title="Solids in a room, in colour: all of 3D Shapes",
        shape=SHAPE,
        n_train=N - N_TEST,
        n_test=N_TEST,
        licence="Apache 2.0",
        source="3D Shapes (Burgess and Kim, 2018)",
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        make=build,
        preview=preview,
        files=(
            RemoteFile(
                key="images",
                names=("3dshapes.h5",),
                urls=("https://storage.googleapis.com/3d-shapes/3dshapes.h5",),
                size=267_573_662,
                checksum="sha256:0a0f6ed98baff276a50f3a081a7434d788da63cb135a98189b2a5b5769be1785",
            ),
        ),
        count=count,
    ),
)
