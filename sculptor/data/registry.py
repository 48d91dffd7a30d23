"""Every data set by name: loaded, described, shown and fetched."""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sculptor import spec
from sculptor.data import fetch, kept, npz
from sculptor.data.dataset import Dataset, DatasetInfo, held_back
from sculptor.data.mosaic import SIDE, mosaic
from sculptor.data.own import dataset as added
from sculptor.data.own import store
from sculptor.data.sets import (
    cars3d,
    celeba,
    cifar,
    curved,
    digits,
    dsprites,
    mnist,
    mpi3d,
    scenes3d,
    shapes3d,
    smallnorb,
    sprites,
    tiny_imagenet,
)
from sculptor.data.source import Files, Source
from sculptor.errors import SculptorError
from sculptor.files import read_json, replacing, write_atomic, write_json
from sculptor.home import cache_dir
from sculptor.plugins import Registry


class Sources(Registry[spec.Dataset]):
    """Ours, those of plug-ins, and those that a person has added, in that order."""

    def __getitem__(self, name: str) -> spec.Dataset:
        if name not in self.own and (manifest := store.find(name)):
            return added.source(manifest)
        return super().__getitem__(name)

    def __iter__(self) -> Iterator[str]:
        seen = list(super().__iter__())
        return iter([*seen, *(name for name in store.names() if name not in seen)])


SOURCES = Sources(
    spec.Dataset,
    [
        source
        for family in (
            *(sprites, scenes3d, curved, digits, mnist, cifar, tiny_imagenet, celeba),
            *(dsprites, shapes3d, mpi3d, cars3d, smallnorb),
        )
        for source in family.SOURCES
    ],
)
"""What `load` knows; a new data set of ours is one more file beside these."""

DAMAGE = (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile)
"""What reading a cached file raises if it is not there, cut short or not what it was."""


def names() -> tuple[str, ...]:
    """The names that `load` takes.

    >>> names()[:6]  # those that a person has added come last
    ('sprites', 'sprites-64', 'sprites-xy', 'scenes3d', 'curved', 'digits')
    """
    return tuple(SOURCES)


def load(name: str) -> Dataset:
    """A data set with its images as bytes; decoded once, then read from the cache.

    Where its makers give no validation split, the last training images are one, see
    `Dataset.validated`; a set that a person added has the splits that it was added with.

    Args:
        name: Out of `names`.

    Raises:
        SculptorError: There is no such data set, or its files are not on this machine.
    """
    source = _source(name)
    found = _found(source, _files(source))
    return found if source.yours else found.validated()


def known(name: str) -> Dataset | None:
    """A data set of which only what is known of the items is read; the images stay in their file.

    None while they would first have to be decoded, which `load` does, once.

    Raises:
        SculptorError: There is no such data set, or it is one of a person's that is damaged.
    """
    source = _source(name)
    if source.yours:
        return load(name)  # its images are mapped, and not read
    files = fetch.locate(source.files, _downloads(source))
    if files is not None and source.version:
        with contextlib.suppress(*DAMAGE):
            return _read(_cached(source, files, "npz"), source, unread=True).validated()
    return None


def _found(source: Source, files: Files) -> Dataset:
    if not source.version:
        return _made(source, files)
    path = _cached(source, files, "npz")
    with contextlib.suppress(*DAMAGE):
        return _read(path, source)
    dataset = _made(source, files)
    _keep(path, lambda: _write(path, dataset))
    return dataset


def describe(name: str) -> DatasetInfo:
    """What is known of a data set without reading it; nothing is downloaded.

    Raises:
        SculptorError: There is no such data set.
    """
    source = _source(name)
    files = fetch.locate(source.files, _downloads(source))
    size = sum(file.size for file in source.files)
    sizes = source.n_train, source.n_test, source.n_validation
    if files is not None and source.count is not None:
        with contextlib.suppress(SculptorError):  # the damage is said when the images are read
            sizes = _counted(source.count, files, _cached(source, files, "json"))
    n_train, n_test, given = sizes
    taken = 0 if source.yours or given else held_back(n_train)
    return DatasetInfo(
        name=name,
        title=source.title,
        shape=source.shape,
        n_train=n_train - taken,
        n_test=n_test,
        n_validation=given + taken,
        licence=source.licence,
        source=source.source,
        factor_names=source.factor_names,
        factor_kinds=source.factor_kinds,
        label_names=source.label_names,
        size_bytes=size,
        available=files is not None,
        yours=source.yours,
        layout=source.layout,
    )


def is_table(name: str) -> bool:
    """Whether a data set has rows of a table in the place of images; not if there is none."""
    with contextlib.suppress(SculptorError):
        return _source(name).layout is not None
    return False


def _counted(
    count: Callable[[Files], tuple[int, ...]], files: Files, path: Path
) -> tuple[int, int, int]:
    """Rows to train, to test and to validate, counted once: a large archive takes a second."""
    with contextlib.suppress(SculptorError):
        match read_json(path):
            case [int(n_train), int(n_test), int(n_validation)]:
                return n_train, n_test, n_validation
    n_train, n_test, n_validation = (*count(files), 0)[:3]
    _keep(path, lambda: write_json(path, [n_train, n_test, n_validation]))
    return n_train, n_test, n_validation


def thumbnail(name: str) -> bytes | None:
    """A PNG mosaic of a few images; None of rows, and while the data set is not on this machine.

    Raises:
        SculptorError: There is no such data set, or its files are damaged.
    """
    source = _source(name)
    files = fetch.locate(source.files, _downloads(source))
    if files is None or source.layout is not None:
        return None
    path = _cached(source, files, "png")
    if source.version:
        with contextlib.suppress(OSError):
            return path.read_bytes()
    if source.preview is not None:
        images = source.preview(files, SIDE**2)
    else:
        images = load(name).images[: SIDE**2]
    png = mosaic(images)
    if source.version:
        _keep(path, lambda: write_atomic(path, png))
    return png


def download(name: str, progress: fetch.Received | None = None) -> None:
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


def fingerprint(name: str) -> str:
    """What tells a data set, as it is now, from the same with other images or splits.

    Of a set that a person added, its `Dataset.digest`. Of all others, which are not read for it,
    the SHA-256 of their declaration: name, version, shape of an image and sizes of the splits;
    empty while their files are not on this machine.

    Raises:
        SculptorError: There is no such data set.
    """
    manifest = None if name in SOURCES.own else store.find(name)
    if manifest:
        return manifest.fingerprint
    info = describe(name)
    if not info.available:
        return ""
    splits = info.n_train, info.n_validation, info.n_test
    told = repr((name, _source(name).version, info.shape, splits))
    return hashlib.sha256(told.encode()).hexdigest()


def check_available(name: str) -> None:
    """Refuse a data set whose files are not on this machine.

    Raises:
        SculptorError: They are not, or there is no such data set.
    """
    if not describe(name).available:
        raise SculptorError(
            f"Expected the data set {name}, but it is not on this machine yet. "
            f"Get it on the Sculpt page, or by 'sculptor datasets get {name}'."
        )


def check_unchanged(name: str, before: str) -> None:
    """Refuse data that is no longer what it was when a run was made.

    Args:
        name: Of the set.
        before: Its `fingerprint` then; empty where nothing is known of it.

    Raises:
        SculptorError: It has changed, or is gone.
    """
    if not before:
        return
    if name not in SOURCES:
        raise SculptorError(
            f"Expected the data set {name}, but it was removed. Add it again as it was: "
            f"sculptor datasets add {name!r} PATH, or install the plug-in that brings it."
        )
    now = fingerprint(name)
    if now and now != before:
        raise SculptorError(
            f"Expected the data set {name} as it was when this run was made, but its images or "
            "splits have changed since. Bring it back as it was, or clone the run to train on what "
            "is there now."
        )


def _source(name: str) -> Source:
    kind = SOURCES.lookup(name)
    return kind if isinstance(kind, Source) else Source(**vars(kind))


def _made(source: Source, files: Files) -> Dataset:
    """What a declaration makes, if it is what was declared.

    Raises:
        SculptorError: It is another thing.
    """
    made = source.build(values={}, facts={"files": files})
    if not isinstance(made, Dataset) or made.shape != source.shape:
        shape = getattr(made, "shape", type(made).__name__)
        raise SculptorError(
            f"Expected a Dataset of images of shape {source.shape} for {source.name}, received "
            f"{shape!r:.80}."
        )
    return made


def _downloads(source: Source) -> Path:
    return cache_dir() / "downloads" / source.name


def _files(source: Source) -> Files:
    files = fetch.locate(source.files, _downloads(source))
    if files is None:
        raise fetch.absent(source.name, source.files)
    return files


def _cached(source: Source, files: Files, suffix: str) -> Path:
    """What is kept of a data set, apart for each edition of its files and version of its reader.

    Sizes alone do not tell editions apart: unpacked, MNIST and its look-alikes have the same.
    """
    edition = f"-{kept.edition(files)}" if files else ""
    return cache_dir() / f"{source.name}-v{source.version}{edition}.{suffix}"


def _keep(path: Path, write: Callable[[], None]) -> None:
    """Write into the cache; one that cannot be written is no reason not to train."""
    with contextlib.suppress(OSError, SculptorError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write()


def _write(path: Path, dataset: Dataset) -> None:
    """Write the arrays one after another, so that a large data set is in memory only once."""
    arrays: dict[str, Any] = {"images": dataset.images, "train": np.int64(dataset.train)}
    for part in ("factors", "labels"):
        if (array := getattr(dataset, part)) is not None:
            arrays[part] = array
    if dataset.label_names:
        arrays["label_names"] = np.array(dataset.label_names)
    with replacing(path) as file:
        np.savez(file, **arrays)


def _read(path: Path, source: Source, unread: bool = False) -> Dataset:
    with np.load(path, allow_pickle=False) as arrays:
        factors, labels = arrays.get("factors"), arrays.get("labels")
        return Dataset(
            name=source.name,
            images=npz.mapped(path, "images") if unread else arrays["images"],
            train=int(arrays["train"]),
            factors=factors,
            factor_names=source.factor_names if factors is not None else (),
            factor_kinds=source.factor_kinds if factors is not None else (),
            labels=labels,
            label_names=tuple(map(str, arrays["label_names"])) if labels is not None else (),
        )
