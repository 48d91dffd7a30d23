"""Where images come from: an item a name, and the bytes or pixels of each in turn."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from sculptor.data.images.picture import Pixels, Unreadable
from sculptor.errors import SculptorError
from sculptor.names import shown

SUFFIXES = (*(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".tif", ".tiff", ".bmp", ".gif"),)
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
TABLES = ("metadata.csv", "metadata.jsonl", "metadata.parquet")
"""What is known of the images of a folder, as in the ``imagefolder`` of Hugging Face."""

MOST_ITEMS = 5_000_000
MOST_BYTES = 1 << 28
"""Bytes of a file, at most."""

Content: TypeAlias = bytes | Pixels
Get: TypeAlias = Callable[[], Content]
"""Gives what an item holds; called in any thread, once. It raises `Unreadable`."""


@dataclass
class Listing:
    """What a source holds.

    Attributes:
        names: A path within the source, ``cats/1.png``, or ``row 17``; one an item.
        skipped: What is left out before it is read, and why.
        tables: What is known of the items by folder: path and bytes of each file of `TABLES`.
        columns: What is known of each item; None where it is not.
        classes: Names of the classes that a column of numbers stands for.
        splits: The split of each item where the source says so, else empty.
        notes: What was decided and must be said.
    """

    names: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    tables: list[tuple[str, bytes]] = field(default_factory=list)
    columns: dict[str, Sequence[Any]] = field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    splits: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def sort_out(self, name: str) -> bool:
        """Whether a file is an image by its name; if it is not, it is noted as left out."""
        last = name.rsplit("/", 1)[-1]
        lower = last.lower()
        if last in TABLES:
            return False
        if lower.startswith(".") or "__MACOSX" in name or lower == "thumbs.db":
            self.skipped.append((name, "a hidden file of a system"))
        elif lower.endswith(SUFFIXES):
            if len(self.names) >= MOST_ITEMS:
                raise SculptorError(f"Expected at most {MOST_ITEMS:,} images, but there are more.")
            return True
        elif lower.endswith(ARCHIVES):
            self.skipped.append((name, "an archive within; unpack it first"))
        elif lower.endswith((".svg", ".svgz")):
            self.skipped.append((name, "an SVG drawing, and no image of pixels"))
        else:
            self.skipped.append((name, "no image by its name"))
        return False


class Source(Protocol):
    """Where images come from."""

    listing: Listing

    def read(self, rows: Sequence[int] | None = None) -> Iterator[tuple[int, Get]]:
        """Items and what gives their content, all or some rows in ascending order."""

    def close(self) -> None:
        """Let go of what is open."""


class Folder:
    """The images of a folder at any depth.

    Args:
        root: The folder. Links in it are followed, none twice.
        tick: Called with the number of images found so far.
    """

    def __init__(self, root: Path, tick: Callable[[int], None] | None = None) -> None:
        self.root = root
        self.listing = Listing()
        self._walk(tick or (lambda n: None))

    def _walk(self, tick: Callable[[int], None]) -> None:
        seen: set[tuple[int, int]] = set()
        waiting = [""]
        while waiting:
            place = waiting.pop()
            folder = self.root / place if place else self.root
            try:
                about = folder.stat()
                if (about.st_dev, about.st_ino) in seen:
                    self.listing.skipped.append((place, "a folder that was read already: a link"))
                    continue
                seen.add((about.st_dev, about.st_ino))
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                if not place:
                    raise
                self.listing.skipped.append((place, f"a folder that cannot be read: {_why(error)}"))
                continue
            folders = self._sort(place, found)
            waiting += reversed(folders)
            tick(len(self.listing.names))

    def _sort(self, place: str, entries: Sequence[os.DirEntry[str]]) -> list[str]:
        """Note the files of a folder; the folders in it."""
        folders = []
        for entry in entries:
            name = f"{place}/{entry.name}" if place else entry.name
            try:
                if entry.is_dir():
                    if entry.name.startswith(".") or entry.name == "__MACOSX":
                        self.listing.skipped.append((name, "a hidden folder of a system"))
                    else:
                        folders.append(name)
                elif not entry.is_file():
                    kind = "a link to nothing" if entry.is_symlink() else "a pipe or a device"
                    self.listing.skipped.append((name, kind))
                elif self.listing.sort_out(name):
                    self.listing.names.append(name)
                elif entry.name in TABLES:
                    self.listing.tables.append((name, read_file(self.root / name)))
            except Unreadable as error:
                self.listing.skipped.append((name, str(error)))
            except OSError as error:
                self.listing.skipped.append((name, f"it cannot be read: {_why(error)}"))
        return folders

    def read(self, rows: Sequence[int] | None = None) -> Iterator[tuple[int, Get]]:
        """Items and what gives their content."""
        for row in range(len(self.listing.names)) if rows is None else rows:
            path = self.root / self.listing.names[row]
            yield row, lambda path=path: read_file(path)  # type: ignore[misc]

    def close(self) -> None:
        """Nothing is open."""


class Files(Folder):
    """One image file, or several.

    Args:
        paths: The files.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.root = Path()
        self.listing = Listing()
        for path in paths:
            if self.listing.sort_out(path.name):
                self.listing.names.append(str(path))


def read_file(path: Path) -> bytes:
    """The content of a regular file, as it is now.

    Raises:
        Unreadable: It is gone, no regular file, or longer than `MOST_BYTES`.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | BINARY)
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable("no regular file")
            if about.st_size > MOST_BYTES:
                raise Unreadable(f"{about.st_size:,} bytes, more than {MOST_BYTES:,}")
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        raise Unreadable("it was there and is gone") from None
    except OSError as error:
        raise Unreadable(f"it cannot be read: {_why(error)}") from error


BINARY: int = getattr(os, "O_BINARY", 0)


def _why(error: OSError) -> str:
    return shown(error.strerror or str(error), 200)
