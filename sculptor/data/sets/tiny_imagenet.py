"""Tiny ImageNet: 64 x 64 colour photographs of 200 classes, from the ZIP of its makers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from sculptor.data.dataset import Dataset, Images
from sculptor.data.source import AGAIN, ZIP_DAMAGE, Files, RemoteFile, Source, reading
from sculptor.errors import SculptorError

THERE = "Put Tiny ImageNet's archive there."
SIDE = 64
TOP = "tiny-imagenet-200/"
N_CLASSES, N_TRAIN, N_TEST = 200, 100_000, 10_000

MAX_JPEG = 1 << 17
"""Bytes of an image, at most; those published have up to 20,000."""

MAX_TEXT = 1 << 23
"""Bytes of a table, at most; the largest of those published, of names, has 2.7 million."""

_TRAIN = re.compile(TOP + r"train/(n\d{8})/images/\1_(\d{1,6})\.JPEG")
_TEST = re.compile(TOP + r"val/images/val_(\d{1,6})\.JPEG")


def build(files: Files) -> Dataset:
    """The training photographs by their number, one of each class in turn, then those to validate.

    The ``test`` folder of the archive has no labels and is left out. Grey photographs become
    colour. A label is the line of its class in ``wnids.txt``.

    Raises:
        SculptorError: The archive is damaged, or not Tiny ImageNet's.
    """
    path = files["archive"]
    with _opened(path) as archive:
        wnids = _table(archive, "wnids.txt", path)
        classes = {row[0]: label for label, row in enumerate(wnids)}
        train, test = _members(archive, path)
        names = [name for name, _ in train] + test
        wanted = [wnid for _, wnid in train] + _annotated(archive, test, path)
        unknown = set(wanted) - set(classes)
        if unknown or len(classes) > N_CLASSES:
            raise SculptorError(
                f"Expected the classes of all images in wnids.txt of {path}, {N_CLASSES} at most; "
                f"received {len(classes)}, and {len(unknown)} others such as "
                f"{min(unknown, default='')!r}. {THERE}"
            )
        return Dataset(
            name="tiny-imagenet",
            images=_decode(archive, names, path),
            train=len(train),
            labels=np.array([classes[wnid] for wnid in wanted], np.int64),
            label_names=_class_names(archive, list(classes), path),
        )


def preview(files: Files, n: int) -> Images:
    """The first training photographs, each of another class."""
    path = files["archive"]
    with _opened(path) as archive:
        train, _ = _members(archive, path)
        return _decode(archive, [name for name, _ in train[:n]], path)


def count(files: Files) -> tuple[int, int]:
    """Images in the training and in the validation folder, by the directory of the archive."""
    path = files["archive"]
    with _opened(path) as archive:
        train, test = _members(archive, path)
    return len(train), len(test)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with reading(path, "a whole ZIP archive", ZIP_DAMAGE), zipfile.ZipFile(path) as archive:
        yield archive


def _members(archive: zipfile.ZipFile, path: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Names and classes of the training images, and names of those to validate, in order.

    Members of other names are passed over: nothing is ever written to where a name says.
    """
    train: dict[str, tuple[int, str]] = {}
    test: dict[str, int] = {}
    for name in archive.namelist():
        if match := _TRAIN.fullmatch(name):
            _check_new(name, train, path)
            train[name] = int(match[2]), match[1]
        elif match := _TEST.fullmatch(name):
            _check_new(name, test, path)
            test[name] = int(match[1])
    if not 0 < len(train) <= N_TRAIN or not 0 < len(test) <= N_TEST:
        raise SculptorError(
            f"Expected 1 to {N_TRAIN:,} training and 1 to {N_TEST:,} validation images in {path}, "
            f"received {len(train):,} and {len(test):,}. {THERE}"
        )
    in_order = sorted(train, key=lambda name: train[name])
    return [(name, train[name][1]) for name in in_order], sorted(test, key=lambda name: test[name])


def _check_new(name: str, names: Iterable[str], path: Path) -> None:
    if name in names:
        raise SculptorError(f"Expected {name} in {path} once, but it is there twice. {THERE}")


def _annotated(archive: zipfile.ZipFile, names: list[str], path: Path) -> list[str]:
    """The classes of the images to validate."""
    rows = _table(archive, "val/val_annotations.txt", path)
    classes = {f"{TOP}val/images/{row[0]}": row[1] for row in rows if len(row) > 1}
    missing = [name for name in names if name not in classes]
    if missing:
        raise SculptorError(
            f"Expected the class of every validation image in val_annotations.txt of {path}, but "
            f"{len(missing):,} are not there, such as {missing[0]}. {THERE}"
        )
    return [classes[name] for name in names]


def _class_names(archive: zipfile.ZipFile, wnids: list[str], path: Path) -> tuple[str, ...]:
    """The first of the names of each class in ``words.txt``."""
    words = {row[0]: row[1] for row in _table(archive, "words.txt", path) if len(row) > 1}
    return tuple(words.get(wnid, wnid).split(",")[0] for wnid in wnids)


def _table(archive: zipfile.ZipFile, name: str, path: Path) -> list[list[str]]:
    """The lines of a text, split at tabs; empty lines are left out."""
    content = _read(archive, TOP + name, MAX_TEXT, path)
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError as error:
        raise SculptorError(f"Expected text in {name} of {path}, but: {error}. {THERE}") from error
    return [line.split("\t") for line in lines if line]


def _decode(archive: zipfile.ZipFile, names: list[str], path: Path) -> Images:
    """All images ``(n, 3, 64, 64)``, one in memory at a time beside the result."""
    images = np.empty((len(names), 3, SIDE, SIDE), np.uint8)
    for image, name in zip(images, names, strict=True):
        content = _read(archive, name, MAX_JPEG, path)
        try:
            with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
                if picture.size != (SIDE, SIDE) or picture.mode not in ("RGB", "L"):
                    raise SculptorError(
                        f"Expected a grey or colour image of {SIDE} x {SIDE} pixels in {name} of "
                        f"{path}, received mode {picture.mode} and "
                        f"{picture.width} x {picture.height}. {THERE}"
                    )
                image[:] = np.asarray(picture.convert("RGB")).transpose(2, 0, 1)
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise SculptorError(
                f"Expected a whole JPEG in {name} of {path}, but: {error}. {AGAIN}."
            ) from error
    return images


def _read(archive: zipfile.ZipFile, name: str, limit: int, path: Path) -> bytes:
    """A member whose header asks for no more than ``limit`` bytes, however few it is packed in."""
    try:
        member = archive.getinfo(name)
    except KeyError as error:
        raise SculptorError(f"Expected {name} in {path}, but it is not there. {THERE}") from error
    if member.file_size > limit:
        raise SculptorError(
            f"Expected at most {limit:,} bytes in {name} of {path}, but its header asks for "
            f"{member.file_size:,}. {THERE}"
        )
    return archive.read(member)


FILES = (
    RemoteFile(
        key="archive",
        names=("tiny-imagenet-200.zip",),
        urls=("https://cs231n.stanford.edu/tiny-imagenet-200.zip",),
        size=248_100_043,
        checksum="sha256:6198c8ae015e2b3e007c7841da39ec069199b9aa3bfa943a462022fe5e43c821",
    ),
)

SOURCES = (
    Source(
        name="tiny-imagenet",
        title="Photographs of 200 classes, 64 pixels",
        shape=(3, SIDE, SIDE),
        n_train=N_TRAIN,
        n_test=N_TEST,
        licence="ImageNet's terms: non-commercial research and education",
        source="Tiny ImageNet (Le and Yang, 2015), from ImageNet (Deng and others, 2009)",
        version=1,
        make=build,
        preview=preview,
        files=FILES,
        count=count,
    ),
)
