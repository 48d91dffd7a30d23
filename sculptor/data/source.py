"""Where a data set comes from: what a new one has to say of itself."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeAlias

from sculptor import spec
from sculptor.columns import Layout
from sculptor.data.dataset import Images
from sculptor.errors import SculptorError, trying

Files: TypeAlias = Mapping[str, Path]
"""The files of a data set on this machine, by `RemoteFile.key`."""


@dataclass(frozen=True)
class RemoteFile:
    """A file of a data set as its makers publish it.

    Attributes:
        key: What the data set's reader calls it.
        names: File names under which it may lie in a folder; a download takes the first. One that
            ends in ``/`` is that of a folder.
        urls: Mirrors, in the order in which they are tried; none where its makers want to be asked.
        size: Bytes.
        checksum: The algorithm and as many hexadecimal digits as it has: ``sha256:9f86…``.
        folder: A regular expression that finds something in the name of the folder, where files of
            other data sets have the same names.
        optional: Whether the data set can be read without it.
        page: Where people get what has no mirror.
    """

    key: str
    names: tuple[str, ...]
    urls: tuple[str, ...] = ()
    size: int = 0
    checksum: str = ""
    folder: str = ""
    optional: bool = False
    page: str = ""


@dataclass(frozen=True)
class Source(spec.Dataset):
    """A data set that is generated, or decoded from files; ``make`` takes its ``files``.

    Attributes:
        preview: The first ``n`` images that represent it, at little cost; None: of all of it.
        files: What has to be on this machine.
        count: The sizes of training and test split, and of that for validation where the makers
            give one, by the files that are here, which may be a part of the published ones; None
            where what is declared always holds.
        yours: Whether a person added it.
        layout: Of rows of a table what their numbers stand for; None for images.
    """

    takes: tuple[str, ...] = field(default=("files",), kw_only=True)
    preview: Callable[[Files, int], Images] | None = None
    files: tuple[RemoteFile, ...] = ()
    count: Callable[[Files], tuple[int, ...]] | None = None
    yours: bool = False
    layout: Layout | None = None


ZIP_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What reading a member raises if it is damaged, encrypted, or packed in a way nobody uses."""

GZIP_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading a gzip file raises if it is damaged or cut short."""

AGAIN = "The file is damaged: get it again from its source"


@contextmanager
def reading(path: Path, what: str, damage: tuple[type[Exception], ...]) -> Iterator[None]:
    """Say of a file that is read within that it cannot be, or that it is not what it should be.

    Args:
        path: The file.
        what: What it should be, ``a whole ZIP archive``.
        damage: The errors that say that it is not.
    """
    with trying(f"read {path}"):
        try:
            yield
        except damage as error:
            raise SculptorError(f"Expected {what} in {path}, but: {error}. {AGAIN}.") from error


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[IO[bytes] | gzip.GzipFile, bool]]:
    """The content of a file, unpacked where it is gzip, and whether it is.

    Raises:
        SculptorError: It cannot be read, is damaged or cut short.
    """
    with reading(path, "a whole gzip file", GZIP_DAMAGE), path.open("rb") as raw:
        compressed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if compressed:
            with gzip.open(raw) as content:
                yield content, True
        else:
            yield raw, False
