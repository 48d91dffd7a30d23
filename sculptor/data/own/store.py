"""The sets that a person added: each written whole, replaced in one step, found by its name."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from sculptor import drafts
from sculptor.data.own.arrays import AGAIN, ArrayWriter, mapped
from sculptor.data.own.manifest import Manifest, check_set_name
from sculptor.errors import SculptorError, trying
from sculptor.files import FREE, move, opened, parse_json, read_bytes, write_json
from sculptor.home import datasets_dir

MANIFEST = "manifest.json"
SKIPPED = "skipped.jsonl"
LOCK = ".lock"

MOST = 2**24
"""Bytes of a manifest, at most."""


class Draft:
    """A set that is being made.

    Args:
        folder: Where its arrays go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest | None = None
        self.skipped = 0
        self._skipped = (folder / SKIPPED).open("w", encoding="utf-8")

    @contextlib.contextmanager
    def array(
        self, part: str, shape: tuple[int, ...], dtype: npt.DTypeLike
    ) -> Iterator[ArrayWriter]:
        """A new array of the set, to which items are appended.

        Args:
            part: ``images``, ``rows``, ``labels`` or ``factors``.
            shape: Of one item; empty where it is a number.
            dtype: Of the elements.

        Raises:
            OSError: The disk is full.
        """
        with (self.folder / f"{part}.npy").open("xb") as file:
            writer = ArrayWriter(file, shape, np.dtype(dtype))
            yield writer
            writer.end()

    def skip(self, item: str, reason: str) -> None:
        """Note that an item is left out."""
        self.skipped += 1
        self._skipped.write(json.dumps([item, reason]) + "\n")

    def keep(self, manifest: Manifest) -> None:
        """Say what the set is, when all arrays are written."""
        self.manifest = manifest

    def close(self) -> None:
        """Write what is left to be written."""
        self._skipped.close()


@contextlib.contextmanager
def adding(name: str, *, replace: bool = False) -> Iterator[Draft]:
    """Make a set; it is there when the block has ended, and nothing of it is if the block raises.

    Args:
        name: Of the set.
        replace: Whether it may take the place of one of that name.

    Raises:
        SculptorError: The name is none or is taken, or the home cannot be written.
    """
    check_new(name, replace=replace)
    with drafted(datasets_dir() / "arrays") as draft:
        yield draft
        draft.close()
        if draft.manifest is not None:
            publish(draft.folder, draft.manifest, replace=replace)


@contextlib.contextmanager
def drafted(path: Path) -> Iterator[Draft]:
    """A draft in a folder of its own beside ``path``; what of it is not published is removed.

    Raises:
        SculptorError: The folder cannot be written, or the disk is full.
    """
    with trying(f"write a data set into {path.parent}", FREE):
        path.parent.mkdir(parents=True, exist_ok=True)
        drafts.sweep(path.parent)
        within = drafts.name(path)
        within.mkdir()
        draft = Draft(within)
        try:
            yield draft
        finally:
            draft.close()
            shutil.rmtree(within, ignore_errors=True)


def publish(folder: Path, manifest: Manifest, *, replace: bool = False) -> None:
    """Let the arrays of a folder, which is moved, be the set of a manifest.

    Raises:
        SculptorError: The name is none or is taken, or the home cannot be written.
    """
    check_new(manifest.name, replace=replace)
    place = _place(manifest.name)
    with trying(f"write the data set {manifest.name}", FREE):
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(place / LOCK, timeout=60):
            check_new(manifest.name, replace=replace)
            _exchange(place, folder, manifest)


def check_new(name: str, *, replace: bool = False) -> None:
    """Refuse a name for a new set that is none, or that one has which is not to be replaced.

    Raises:
        SculptorError: It is one of these.
    """
    if (_place(check_set_name(name)) / MANIFEST).exists() and not replace:
        raise SculptorError(
            f"Expected another name for the data set: there is one called {name}. Choose another, "
            "or replace it."
        )


def _exchange(place: Path, folder: Path, manifest: Manifest) -> None:
    """Give the arrays their name, then let the manifest say so; those before go."""
    arrays = place / f"{manifest.fingerprint[:16]}"
    if arrays.exists():  # the same arrays: two processes added them, or they are added again
        shutil.rmtree(arrays)
    move(folder, arrays)
    write_json(place / MANIFEST, manifest.to_dict())
    for other in place.iterdir():
        if other.is_dir() and other != arrays:
            shutil.rmtree(other, ignore_errors=True)  # on Windows one that is mapped stays


def names() -> list[str]:
    """The names of the sets that were added, in the order of the alphabet."""
    try:
        folders = [path for path in datasets_dir().iterdir() if (path / MANIFEST).exists()]
    except OSError:
        return []
    found = []
    for folder in folders:
        with contextlib.suppress(SculptorError):
            found.append(_read(folder).name)
    return sorted(found, key=lambda name: (name.casefold(), name))


def find(name: object) -> Manifest | None:
    """What is known of a set; None if there is none of that name, or it cannot be read."""
    with contextlib.suppress(SculptorError):
        return read(check_set_name(name))
    return None


def read(name: str) -> Manifest:
    """What is known of a set.

    Raises:
        SculptorError: There is none of that name, or its manifest is damaged.
    """
    place = _place(check_set_name(name))
    if not (place / MANIFEST).exists():
        raise SculptorError(
            f"Expected a data set that was added, but there is none called {name}. "
            f"Add it: sculptor datasets add {name!r} PATH."
        )
    return _read(place)


def arrays(manifest: Manifest) -> dict[str, npt.NDArray[Any]]:
    """All arrays of a set by part, mapped into memory; see `arrays_in`."""
    return arrays_in(arrays_dir(manifest), manifest)


def arrays_in(folder: Path, manifest: Manifest) -> dict[str, npt.NDArray[Any]]:
    """All arrays of a folder by part, mapped into memory.

    Raises:
        SculptorError: One is not there, or not what the manifest says.
    """
    found = {path.stem: mapped(path) for path in sorted(folder.glob("*.npy"))}
    n, factors = len(manifest), len(manifest.factor_names)
    shapes: dict[str, tuple[int, ...]] = {manifest.kind: (n, *manifest.shape)}
    if manifest.label_names:
        shapes["labels"] = (n,)
    if factors:
        shapes["factors"] = n, factors
    for part, shape in shapes.items():
        if part not in found or found[part].shape != shape:
            received = found[part].shape if part in found else "nothing"
            raise SculptorError(
                f"Expected {part} of shape {shape} in {folder}, received {received}. {AGAIN}"
            )
    return found


def arrays_dir(manifest: Manifest) -> Path:
    """The folder with the arrays of a set."""
    return _place(manifest.name) / manifest.fingerprint[:16]


def skipped(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """What was left out of a set, and why."""
    with opened(listed(manifest)) as file:
        for line in file:
            item, reason = parse_json(line, SKIPPED, AGAIN)
            yield item, reason


def listed(manifest: Manifest) -> Path:
    """The file that lists what was left out."""
    return arrays_dir(manifest) / SKIPPED


def remove(name: str) -> None:
    """Delete a set. A run that trains on it goes on; one that is resumed says that it is gone.

    Raises:
        SculptorError: There is none of that name, or it cannot be deleted.
    """
    place = _place(check_set_name(name))
    if not (place / MANIFEST).exists():
        read(name)
    with trying(f"remove the data set {name}"), FileLock(place / LOCK, timeout=60):
        (place / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)


def _place(name: str) -> Path:
    """The folder of a name: one that every file system takes, and another for each name."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return datasets_dir() / f"{words or 'set'}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _read(place: Path) -> Manifest:
    path = place / MANIFEST
    with trying(f"read {path}"):
        stat = path.stat()
    return _parsed(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(256)
def _parsed(path: Path, changed: int, size: int) -> Manifest:
    """A manifest, which is read once as long as the file stays as it is."""
    found = Manifest.from_dict(parse_json(read_bytes(path, MOST), str(path), AGAIN), str(path))
    if _place(found.name) != path.parent:
        raise SculptorError(
            f"Expected the data set of {path.parent.name} in {path}, received one called "
            f"{found.name!r:.80}. {AGAIN}"
        )
    return found
