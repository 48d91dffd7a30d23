"""small NORB: photographs of 50 toys under known views and lights, from its binary matrix files."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from sculptor.data import kept
from sculptor.data.dataset import Dataset, FactorKind, Images
from sculptor.data.source import AGAIN, Files, RemoteFile, Source, unpacked
from sculptor.errors import SculptorError

SHAPE = (1, 96, 96)
N = 24_300
"""Photographs of each split."""
LABELS = ("animal", "human", "airplane", "truck", "car")
FACTOR_NAMES = ("category", "instance", "elevation", "azimuth", "lighting")
FACTOR_KINDS: tuple[FactorKind, ...] = (
    *("categorical", "categorical", "linear", "circular", "categorical"),
)
TYPES = {0x1E3D4C55: "<u1", 0x1E3D4C54: "<i4"}
"""The types that the files have, by the number that they begin with."""


def build(files: Files) -> Dataset:
    """The left one of each pair of photographs, in the order of their files.

    The splits are the makers': five toys of each category to train on, five others to test on.
    Elevations are in degrees, azimuths in radians.

    Raises:
        SculptorError: A file is damaged or not that of small NORB, or they do not belong together.
    """
    n_train, n_test = count(files)
    factors = np.concatenate([_factors(files, "train", n_train), _factors(files, "test", n_test)])
    n = n_train + n_test
    return Dataset(
        name="smallnorb",
        images=kept.mapped("smallnorb-1", files, (n, *SHAPE), lambda: _blocks(files)),
        train=n_train,
        factors=factors,
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        labels=factors[:, 0].astype(np.int64),
        label_names=LABELS,
    )


def preview(files: Files, n: int) -> Images:
    """The first photographs."""
    with _opened(files["train-images"]) as (file, shape):
        _check(shape, (shape[0], 2, *SHAPE[1:]), files["train-images"])
        return _rows(file, min(n, shape[0]), (2, *SHAPE[1:]), files["train-images"])[:, :1]


def count(files: Files) -> tuple[int, int]:
    """Photographs in both splits, by the headers of their files."""
    return _count(files["train-images"]), _count(files["test-images"])


def _count(path: Path) -> int:
    with _opened(path) as (_, shape):
        _check(shape, (shape[0], 2, *SHAPE[1:]), path)
        if not 1 <= shape[0] <= N:
            raise SculptorError(
                f"Expected 1 to {N:,} pairs of photographs in {path}, received {shape[0]:,}. "
                f"{AGAIN}."
            )
        return shape[0]


def _blocks(files: Files) -> Iterator[Images]:
    for split in ("train", "test"):
        path = files[f"{split}-images"]
        with _opened(path) as (file, shape):
            for start in range(0, shape[0], kept.BLOCK):
                wanted = min(kept.BLOCK, shape[0] - start)
                yield _rows(file, wanted, (2, *SHAPE[1:]), path)[:, :1]
            if file.read(1):
                raise SculptorError(f"Expected {path} to end after its images. {AGAIN}.")


def _factors(files: Files, split: str, n: int) -> npt.NDArray[np.float32]:
    category = _table(files[f"{split}-labels"], (n,))
    info = _table(files[f"{split}-factors"], (n, 4))
    values = np.column_stack([category, info])
    most = np.array([4, 9, 8, 34, 5])
    if ((values < 0) | (values > most)).any():
        row = int(np.argmax(((values < 0) | (values > most)).any(1)))
        raise SculptorError(
            f"Expected category, instance, elevation, azimuth and lighting from 0 to "
            f"{most.tolist()} in {files[f'{split}-factors']} and beside it, received "
            f"{values[row].tolist()} in row {row}. {AGAIN}."
        )
    scale = np.array([1, 1, 5, np.deg2rad(10), 1])
    factors: npt.NDArray[np.float32] = values * scale + np.array([0, 0, 30, 0, 0])
    return factors.astype(np.float32)


def _table(path: Path, shape: tuple[int, ...]) -> npt.NDArray[np.int32]:
    with _opened(path, 0x1E3D4C54) as (file, found):
        _check(found, shape, path)
        content = file.read(4 * math.prod(shape) + 1)
    if len(content) != 4 * math.prod(shape):
        raise SculptorError(f"Expected {math.prod(shape):,} whole numbers in {path}. {AGAIN}.")
    return np.frombuffer(content, "<i4").reshape(shape)


def _rows(file: IO[bytes] | gzip.GzipFile, n: int, shape: tuple[int, ...], path: Path) -> Images:
    content = file.read(n * math.prod(shape))
    if len(content) < n * math.prod(shape):
        raise SculptorError(f"Expected more images in {path}, but it is cut short. {AGAIN}.")
    return np.frombuffer(content, np.uint8).reshape(n, *shape)


def _check(shape: tuple[int, ...], expected: tuple[int, ...], path: Path) -> None:
    if shape != expected:
        raise SculptorError(
            f"Expected a matrix of shape {expected} in {path}, received {shape}. Put files of "
            "small NORB that belong together there."
        )


@contextmanager
def _opened(
    path: Path, magic: int = 0x1E3D4C55
) -> Iterator[tuple[IO[bytes] | gzip.GzipFile, tuple[int, ...]]]:
    """The content of a file after its header, and the shape that this states.

    The header is a number for the type, the number of dimensions and each dimension, in 32 bits,
    the least significant byte first; of dimensions at least three are written.
    """
    with unpacked(path) as (file, _):
        head = np.frombuffer(file.read(8).ljust(8, b"\0"), "<u4")
        if head[0] != magic or not 1 <= head[1] <= 4:
            raise SculptorError(
                f"Expected a matrix that begins with {magic:08X} in {path}, but it begins with "
                f"{int(head[0]):08X}. {AGAIN}."
            )
        sizes = file.read(4 * max(3, int(head[1])))
        if len(sizes) < 4 * max(3, int(head[1])):
            raise SculptorError(f"Expected a whole header in {path}. {AGAIN}.")
        shape = np.frombuffer(sizes, "<i4")[: int(head[1])]
        yield file, tuple(shape.tolist())


_SITE = "https://cs.nyu.edu/~ylclab/data/norb-v1.0-small/"
_TRAINING = "smallnorb-5x46789x9x18x6x2x96x96-training"
_TESTING = "smallnorb-5x01235x9x18x6x2x96x96-testing"


def _file(key: str, name: str, size: int, sha256: str) -> RemoteFile:
    return RemoteFile(
        key=key,
        names=(f"{name}.mat.gz", f"{name}.mat"),
        urls=(f"{_SITE}{name}.mat.gz",),
        size=size,
        checksum=f"sha256:{sha256}",
    )


FILES = (
    _file(
        "train-images",
        f"{_TRAINING}-dat",
        131_896_188,
        "5ffd6272a07d32695ee1082a26a41a93a37aab8c28da047f8c34ed348d214873",
    ),
    _file(
        "train-labels",
        f"{_TRAINING}-cat",
        348,
        "2784e542c1922060691090952b6cd6278879a216c90f81476f0f00256d42cdaa",
    ),
    _file(
        "train-factors",
        f"{_TRAINING}-info",
        71_052,
        "de7eb932ebe7a4ee16217fead60660d0eb3d23632c2f4d1c51f88c501c17bf32",
    ),
    _file(
        "test-images",
        f"{_TESTING}-dat",
        130_799_817,
        "cf7104eed3e51174d2f65b66d1e5878b9da233b886f161b0d88f4510ba2c7474",
    ),
    _file(
        "test-labels",
        f"{_TESTING}-cat",
        347,
        "ecaf6d5bb8c3bc5eab9cf0258f6d2198dd474e016e374836fc097f2e5ff509ff",
    ),
    _file(
        "test-factors",
        f"{_TESTING}-info",
        10_428,
        "16adf314226327ee006d1a44db8cfef52773c06c829951d5653a9f6f310248a2",
    ),
)

SOURCES = (
    Source(
        name="smallnorb",
        title="Toys from all sides, 96 pixels",
        shape=SHAPE,
        n_train=N,
        n_test=N,
        licence="Research only, not to be sold; cite the paper",
        source="small NORB (LeCun, Huang and Bottou, Learning Methods for Generic Object "
        "Recognition, 2004)",
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        label_names=LABELS,
        make=build,
        preview=preview,
        files=FILES,
        count=count,
    ),
)
