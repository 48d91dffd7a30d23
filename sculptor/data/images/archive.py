"""Images in a zip or a tar: read within, never unpacked to a disk."""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath

from sculptor.data.images.picture import Unreadable
from sculptor.data.images.sources import MOST_BYTES, TABLES, Get, Listing
from sculptor.data.source import GZIP_DAMAGE, ZIP_DAMAGE, reading

RATIO = 100
"""How many times its packed size a member of a zip may have, from a megabyte on: images are packed
already, and what unpacks to more is a bomb."""

LEAST_BOMB = 1 << 30
"""Bytes to which a packed tar of any size may unpack."""

DAMAGE = (*ZIP_DAMAGE, *GZIP_DAMAGE, tarfile.TarError, lzma.LZMAError, ValueError, UnicodeError)
"""What reading raises of an archive that is damaged, encrypted, or packed in a way nobody uses."""


def refused(name: str, *, link: bool, regular: bool) -> str:
    """Why a member is left out for what it is; empty if it is a file like others."""
    if link:
        return "a link within an archive"
    if not regular:
        return "no regular file"
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive:
        return "its name leads out of the archive"
    if "\0" in name:
        return "its name is none"
    return ""


class Zip:
    """The images of a zip.

    Args:
        path: The archive.

    Raises:
        SculptorError: It is none, or damaged.
    """

    def __init__(self, path: Path) -> None:
        self.listing = Listing()
        with reading(path, "a whole ZIP archive", DAMAGE):
            self._archive = zipfile.ZipFile(path)
            self._members: list[zipfile.ZipInfo] = []
            seen: set[str] = set()
            for member in self._archive.infolist():
                self._sort(member, seen)

    def _sort(self, member: zipfile.ZipInfo, seen: set[str]) -> None:
        name = member.filename
        if member.is_dir():
            return
        kind = stat.S_IFMT(member.external_attr >> 16)
        regular = kind in (0, stat.S_IFREG)
        reason = refused(name, link=kind == stat.S_IFLNK, regular=regular) or _bomb(member)
        if name in seen:
            reason = "a second file of this name in the archive"
        seen.add(name)
        if reason:
            self.listing.skipped.append((name, reason))
        elif self.listing.sort_out(name):
            self.listing.names.append(name)
            self._members.append(member)
        elif name.rsplit("/", 1)[-1] in TABLES:
            self.listing.tables.append((name, self._archive.read(member)))

    def read(self, rows: Sequence[int] | None = None) -> Iterator[tuple[int, Get]]:
        """Items and what gives their content, which is unpacked here: a zip has one reader."""
        for row in range(len(self._members)) if rows is None else rows:
            yield row, _got(self._unpacked(self._members[row]))

    def _unpacked(self, member: zipfile.ZipInfo) -> bytes | Unreadable:
        try:
            with self._archive.open(member) as file:
                return file.read(member.file_size)
        except (*DAMAGE, OSError) as error:
            return Unreadable(f"damaged in the archive: {error!s:.200}")

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()


def _bomb(member: zipfile.ZipInfo) -> str:
    if member.flag_bits & 1:
        return "encrypted"
    if member.file_size > MOST_BYTES:
        return f"{member.file_size:,} bytes, more than {MOST_BYTES:,}"
    if member.file_size > max(1 << 20, RATIO * member.compress_size):
        return f"it unpacks to {member.file_size // max(1, member.compress_size):,} times its size"
    return ""


class Tar:
    """The images of a tar, packed or not; read from beginning to end each time.

    Args:
        path: The archive.

    Raises:
        SculptorError: It is none, or damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.listing = Listing()
        self._places: dict[str, int] = {}
        most, size = max(LEAST_BOMB, RATIO * path.stat().st_size), 0
        with reading(path, "a whole TAR archive", DAMAGE), self._opened() as archive:
            for member in archive:
                size += member.size
                if size > most:  # what is passed over is unpacked all the same
                    raise ValueError(f"it unpacks to more than {RATIO} times its size")
                self._sort(archive, member)

    def _sort(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        name = member.name.removeprefix("./")
        if member.isdir():
            return
        reason = refused(name, link=member.issym() or member.islnk(), regular=member.isreg())
        if not reason and member.size > MOST_BYTES:
            reason = f"{member.size:,} bytes, more than {MOST_BYTES:,}"
        if name in self._places:
            reason = "a second file of this name in the archive"
        if reason:
            self.listing.skipped.append((name, reason))
        elif self.listing.sort_out(name):
            self._places[name] = len(self.listing.names)
            self.listing.names.append(name)
        elif name.rsplit("/", 1)[-1] in TABLES and (file := archive.extractfile(member)):
            self.listing.tables.append((name, file.read(MOST_BYTES)))

    def read(self, rows: Sequence[int] | None = None) -> Iterator[tuple[int, Get]]:
        """Items and what gives their content, in the order of the archive."""
        left = set(range(len(self.listing.names)) if rows is None else rows)
        with reading(self._path, "a whole TAR archive", DAMAGE), self._opened() as archive:
            for member in archive:
                row = self._places.get(member.name.removeprefix("./"))
                if row not in left or not member.isreg():
                    continue
                left.remove(row)
                file = archive.extractfile(member)
                content = file.read(MOST_BYTES) if file else Unreadable("no regular file")
                yield row, _got(content)
                if not left:
                    return

    def _opened(self) -> tarfile.TarFile:
        return tarfile.open(self._path, "r|*")

    def close(self) -> None:
        """Nothing is open."""


def _got(content: bytes | Unreadable) -> Get:
    def get() -> bytes:
        if isinstance(content, Unreadable):
            raise content
        return content

    return get
