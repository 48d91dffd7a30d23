"""Cars 3D: 183 models of cars from 24 sides and 4 heights, from MATLAB files in their archive."""

from __future__ import annotations

import io
import re
import struct
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sculptor.data import kept
from sculptor.data.dataset import Dataset, FactorKind, Images
from sculptor.data.source import AGAIN, GZIP_DAMAGE, Files, RemoteFile, Source, reading
from sculptor.errors import SculptorError

SHAPE = (3, 64, 64)
CARS, AZIMUTHS, ELEVATIONS = 183, 24, 4
RENDERED = (128, 128, 3, AZIMUTHS, ELEVATIONS)
"""Of the pictures of one car."""

FACTOR_NAMES = ("elevation", "azimuth", "car")
FACTOR_KINDS: tuple[FactorKind, ...] = ("linear", "circular", "categorical")
MEMBER = re.compile(r"data/cars/[\w-]{1,60}\.mat")
MAX_MEMBER = 1 << 24
"""Bytes of the file of one car, packed or not, at most: a car has 7 MB and its masks 1.6 MB."""

COMPRESSED = 15
"""What begins a part of a MATLAB file that is compressed."""

DAMAGE = (tarfile.TarError, *GZIP_DAMAGE)
MAT_DAMAGE = (
    *(ValueError, TypeError, LookupError, OSError, EOFError, NotImplementedError, struct.error),
)
"""What SciPy raises of a file that is none of MATLAB's."""


def build(files: Files) -> Dataset:
    """All pictures at half their size, in an order that is the same each time, a tenth as the test.

    Each pixel is the mean of four. Elevations are counted from 0, azimuths are in radians, cars are
    numbered in the order of their files' names.

    Raises:
        SculptorError: The archive is damaged or not that of the cars.
    """
    names = _names(files["archive"])
    views = ELEVATIONS * AZIMUTHS
    n = len(names) * views
    order = kept.shuffled(n)
    factors = np.empty((n, 3), np.float32)
    factors[order] = np.stack(
        np.unravel_index(np.arange(n), (len(names), ELEVATIONS, AZIMUTHS)), axis=1
    )[:, [1, 2, 0]] * np.array([1, 2 * np.pi / AZIMUTHS, 1])
    rows = order.reshape(len(names), views)
    numbers = np.argsort(np.argsort(names))  # the archive has the cars in an order of its own
    return Dataset(
        name="cars3d",
        images=kept.mapped(
            "cars3d-1", files, (n, *SHAPE), lambda: _blocks(files), rows[numbers].ravel()
        ),
        train=n - n // 10,
        factors=factors,
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
    )


def preview(files: Files, n: int) -> Images:
    """The first car of the archive from all sides."""
    for block in _blocks(files):
        chosen: Images = block[np.linspace(0, len(block) - 1, n).astype(int)]
        return chosen
    raise SculptorError(f"Expected cars in {files['archive']}, but there are none.")


def count(files: Files) -> tuple[int, int]:
    """Pictures in both splits, by the names in the archive."""
    n = len(_names(files["archive"])) * ELEVATIONS * AZIMUTHS
    return n - n // 10, n // 10


def _names(path: Path) -> list[str]:
    """The files of the cars, in the order of the archive."""
    names = [name for name, _ in _members(path)]
    if not 1 <= len(names) <= CARS or len({*names}) < len(names):
        raise SculptorError(
            f"Expected 1 to {CARS} files such as data/cars/car_001_mesh.mat in {path}, received "
            f"{len(names)}. Put the archive of Deep Visual Analogy-Making there."
        )
    return names


def _blocks(files: Files) -> Iterator[Images]:
    """The pictures of one car after another: elevations, and azimuths of each."""
    for name, content in _members(files["archive"], contents=True):
        pictures = _pictures(content, f"{name} of {files['archive']}")
        quarters = pictures.reshape(64, 2, 64, 2, *pictures.shape[2:]).astype(np.uint16)
        halved = ((quarters.sum(axis=(1, 3)) + 2) // 4).astype(np.uint8)
        yield halved.transpose(4, 3, 2, 0, 1).reshape(-1, *SHAPE)


def _members(path: Path, contents: bool = False) -> Iterator[tuple[str, bytes]]:
    """The files of the cars with their contents, where these are asked for."""
    with reading(path, "a whole tar archive", DAMAGE), tarfile.open(path, "r|*") as archive:
        for member in archive:
            if not member.isfile() or not MEMBER.fullmatch(member.name.removeprefix("./")):
                continue
            if member.size > MAX_MEMBER:
                raise SculptorError(
                    f"Expected at most {MAX_MEMBER:,} bytes in {member.name} of {path}, received "
                    f"{member.size:,}. {AGAIN}."
                )
            file = archive.extractfile(member) if contents else None
            yield member.name.removeprefix("./"), file.read() if file else b""


def _pictures(content: bytes, where: str) -> npt.NDArray[np.uint8]:
    """The matrix ``im`` of a MATLAB file."""
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    _check_unpacked(content, where)
    try:
        found = loadmat(io.BytesIO(content), variable_names=["im"])["im"]
    except (*MAT_DAMAGE, MatReadError, zlib.error) as error:
        raise SculptorError(f"Expected a matrix im in {where}, but: {error}. {AGAIN}.") from error
    if found.shape != RENDERED or found.dtype != np.uint8:
        raise SculptorError(
            f"Expected pictures uint8 {RENDERED} in {where}, received {found.dtype} {found.shape}. "
            f"{AGAIN}."
        )
    pictures: npt.NDArray[np.uint8] = found
    return pictures


def _check_unpacked(content: bytes, where: str) -> None:
    """Refuse a file whose parts unpack to more than a car has; SciPy would unpack them.

    After a head of 128 bytes come parts, each with its type and its size in 32 bits.
    """
    place, total = 128, 0
    while place + 8 <= len(content):
        kind, size = struct.unpack_from("<II", content, place)
        part = content[place + 8 : place + 8 + size]
        if kind == COMPRESSED:
            with reading(Path(where), "whole parts", (zlib.error,)):
                total += len(zlib.decompressobj().decompress(part, MAX_MEMBER + 1))
        place += 8 + size
    if total > MAX_MEMBER:
        raise SculptorError(f"Expected at most {MAX_MEMBER:,} bytes in {where}, unpacked. {AGAIN}.")


SOURCES = (
    Source(
        name="cars3d",
        title="Cars from all sides",
        shape=SHAPE,
        n_train=15_812,
        n_test=1_756,
        licence="Not stated by its makers; cite the paper",
        source="Cars 3D (Fidler, Dickinson and Urtasun, 3D Object Detection and Viewpoint "
        "Estimation, 2012), as in Reed and others, Deep Visual Analogy-Making, 2015",
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        make=build,
        preview=preview,
        files=(
            RemoteFile(
                key="archive",
                names=("nips2015-analogy-data.tar.gz",),
                urls=("http://www.scottreed.info/files/nips2015-analogy-data.tar.gz",),
                size=300_000_000,  # about: its length is not published, its MD5 is by another
                checksum="md5:4e866a7919c1beedf53964e6f7a23686",
            ),
        ),
        count=count,
    ),
)
