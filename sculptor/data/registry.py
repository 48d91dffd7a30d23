"""Every data set by name: loaded, described, shown and fetched."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from sculptor.data import digits, fetch, mnist, sprites
from sculptor.data.dataset import Dataset, DatasetInfo, Images
from sculptor.data.source import Files, Source
from sculptor.errors import SculptorError
from sculptor.files import write_atomic
from sculptor.home import cache_dir

SOURCES: dict[str, Source] = {
    source.info.name: source for source in (*sprites.SOURCES, *digits.SOURCES, *mnist.SOURCES)
}
"""What `load` knows; a new data set is one more file beside these."""

MOSAIC, SIDE = 4, 32
"""Images along a side of a thumbnail, and pixels of each at least."""


def names() -> tuple[str, ...]:
    """The names that `load` takes.

    >>> names()
    ('sprites', 'sprites-64', 'digits', 'mnist')
    """
    return tuple(SOURCES)


@lru_cache(maxsize=2)
def load(name: str) -> Dataset:
    """A data set with its images as bytes; decoded once, then read from the cache.

    Args:
        name: Out of `names`.

    Raises:
        SculptorError: There is no such data set, or its files are not on this machine.
    """
    source = _source(name)
    files = _files(source)
    path = _cached(source, files)
    with contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile):
        return _read(path, source)
    dataset = source.build(files)
    # A cache that cannot be written is no reason not to train.
    with contextlib.suppress(OSError, SculptorError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, _packed(dataset))
    return dataset


def describe(name: str) -> DatasetInfo:
    """What is known of a data set without reading it; nothing is downloaded.

    Raises:
        SculptorError: There is no such data set.
    """
    source = _source(name)
    files = fetch.locate(source.files, _downloads(source))
    size = sum(file.size for file in source.files)
    info = replace(source.info, available=files is not None, size_bytes=size)
    if files is None or source.count is None:
        return info
    try:
        n_train, n_test = source.count(files)
    except SculptorError:
        return info  # the damage is said when the images are read
    return replace(info, n_train=n_train, n_test=n_test)


def thumbnail(name: str) -> bytes | None:
    """A PNG mosaic of a few images; None while the data set is not on this machine.

    Raises:
        SculptorError: There is no such data set, or its files are damaged.
    """
    source = _source(name)
    files = fetch.locate(source.files, _downloads(source))
    if files is None:
        return None
    path = cache_dir() / f"{name}-v{source.version}-thumbnail.png"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    png = _mosaic(source.preview(files, MOSAIC**2))
    with contextlib.suppress(OSError, SculptorError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, png)
    return png


def download(name: str, progress: fetch.Progress | None = None) -> None:
    """Fetch the files of a data set, unless they are here, and check them.

    Args:
        name: Out of `names`.
        progress: Called with the bytes that are here and the bytes in all.

    Raises:
        SculptorError: There is no such data set, no mirror answers, or a file is not the one that
            was published.
    """
    source = _source(name)
    if fetch.locate(source.files, _downloads(source)) is None:
        fetch.fetch(source.files, _downloads(source), progress)


def _source(name: str) -> Source:
    if name not in SOURCES:
        raise SculptorError(
            f"Expected a data set out of {', '.join(SOURCES)}; received {name!r:.80}."
        )
    return SOURCES[name]


def _downloads(source: Source) -> Path:
    return cache_dir() / "downloads" / source.info.name


def _files(source: Source) -> Files:
    files = fetch.locate(source.files, _downloads(source))
    if files is None:
        name = source.info.name
        raise SculptorError(
            f"Expected the files of {name} on this machine, but they are not here. "
            f"Run `sculptor datasets get {name}`, or put "
            f"{', '.join(file.names[0] for file in source.files)} into one folder and name it in "
            "SCULPTOR_DATA."
        )
    return files


def _cached(source: Source, files: Files) -> Path:
    """The decoded arrays, apart for each edition of the files."""
    edition = sum(path.stat().st_size for path in files.values())
    return cache_dir() / f"{source.info.name}-v{source.version}-{edition}.npz"


def _packed(dataset: Dataset) -> bytes:
    arrays: dict[str, Any] = {"images": dataset.images, "train": np.int64(dataset.train)}
    for part in ("factors", "labels"):
        if (array := getattr(dataset, part)) is not None:
            arrays[part] = array
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def _read(path: Path, source: Source) -> Dataset:
    with np.load(path, allow_pickle=False) as arrays:
        factors, labels = arrays.get("factors"), arrays.get("labels")
        return Dataset(
            name=source.info.name,
            images=arrays["images"],
            train=int(arrays["train"]),
            factors=factors,
            factor_names=source.info.factor_names if factors is not None else (),
            factor_kinds=source.info.factor_kinds if factors is not None else (),
            labels=labels,
            label_names=source.info.label_names if labels is not None else (),
        )


def _mosaic(images: Images) -> bytes:
    """Images side by side as one PNG, small ones enlarged."""
    scale = max(1, -(-SIDE // images.shape[-1]))
    rows = max(1, len(images) // MOSAIC)
    tiles = np.resize(images, (rows * MOSAIC, *images.shape[1:]))
    tiles = tiles.repeat(scale, axis=2).repeat(scale, axis=3)
    _, channels, height, width = tiles.shape
    grid = tiles.reshape(rows, MOSAIC, channels, height, width).transpose(0, 3, 1, 4, 2)
    picture = grid.reshape(rows * height, MOSAIC * width, channels)
    buffer = io.BytesIO()
    Image.fromarray(picture[..., 0] if channels == 1 else picture).save(buffer, "PNG")
    return buffer.getvalue()
