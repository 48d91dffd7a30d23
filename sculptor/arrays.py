"""Arrays out of ``.npy`` and ``.npz`` files that anyone may have written.

A header is held against the size of what follows before anything is allocated, and what is packed
is unpacked piece by piece up to a limit: neither what a header nor what a directory claims is ever
believed.
"""

from __future__ import annotations

import io
import math
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import numpy as np
import numpy.typing as npt

MOST = 2**31
"""Bytes of one array, and of all that a file unpacks to, at most; a million samples of 512
dimensions in single precision are just as many."""

MEMBERS = 10_000
"""Members of an archive, at most."""

DIRECTORY = 2**21
"""Bytes of an archive's directory, at most: it is read as a whole before anything else."""

HEADER = 2**16
"""Bytes that the header of an array may have."""

CHUNK = 2**20
"""Bytes that are unpacked at a time."""

PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How a member may be packed: as NumPy writes it."""

END = zipfile.sizeEndCentDir
"""Bytes of the record at the end of an archive, which a comment of up to 65,535 may follow."""

DAMAGE = (OSError, ValueError, EOFError, KeyError, MemoryError, RuntimeError, SyntaxError)
"""What reading arrays raises where a file is cut short, or is another; a `RuntimeError` is an
encrypted member, `NotImplementedError` one that is packed in an unknown way."""


@contextmanager
def damage() -> Iterator[None]:
    """Turn all that a damaged file raises into a `ValueError` with a reason."""
    try:
        yield
    except (*DAMAGE, TypeError, AttributeError, OverflowError, zipfile.BadZipFile, zlib.error) as e:
        raise ValueError(str(e).splitlines()[0] if str(e) else type(e).__name__) from e


def read(file: IO[bytes], size: int) -> npt.NDArray[Any]:
    """The array of a ``.npy`` file.

    Args:
        file: It, at its start.
        size: Its bytes.

    Raises:
        ValueError: It is not an array of numbers, or longer or shorter than its header says.
    """
    with damage():
        shape, fortran, dtype = _header(file, size)
        count = math.prod(shape)
        left = size - file.tell()
        if count * dtype.itemsize != left:
            raise ValueError(
                f"its header tells of {count * dtype.itemsize:,} bytes, and {left:,} follow"
            )
        if left > MOST:
            raise ValueError(f"it holds {left:,} bytes, more than {MOST:,}")
        array = np.empty(count, dtype)
        if left and file.readinto(array.view(np.uint8)) != left:  # type: ignore[attr-defined]
            raise ValueError("it is cut short")
        return array.reshape(shape, order="F" if fortran else "C")


def read_members(
    file: IO[bytes], begins: tuple[str, ...] = ("",), most: int = MOST
) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an ``.npz`` file, by name.

    Args:
        file: It.
        begins: How the names begin of those that are read; by default all are.
        most: Bytes that are unpacked, at most.

    Raises:
        ValueError: It is not such a file, a member is not an array of numbers, or it unpacks to
            more than it may.
    """
    with damage(), open_archive(file) as archive:
        found = {}
        for member in archive.infolist():
            name = member.filename.removesuffix(".npy")
            if name == member.filename or not name.startswith(begins):
                continue
            if name in found:
                raise ValueError(f"it has two members {name:.80}")
            content = unpack(archive, member, most)
            most -= len(content)
            found[name] = read(io.BytesIO(content), len(content))
        return found


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """A ZIP archive of which no more than a directory of a bearable size has been read.

    Raises:
        ValueError: Its directory is too long.
        zipfile.BadZipFile: It is none.
    """
    length = file.seek(0, os.SEEK_END)
    file.seek(max(0, length - END - 2**16))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END:
        raise zipfile.BadZipFile("it is not an archive, or is cut short")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    # A locator before the record would name another directory, of any length.
    if directory > DIRECTORY or tail[at - 20 : at - 16] == b"PK\x06\x07":
        raise ValueError("its directory is too long")
    file.seek(0)
    archive = zipfile.ZipFile(file)
    if len(archive.infolist()) > MEMBERS:
        raise ValueError(f"it has more than {MEMBERS:,} members")
    return archive


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The content of a member, whatever the directory says of its size.

    Raises:
        ValueError: It is packed or encrypted in a way that is not read, or unpacks to more than
            ``most`` bytes.
    """
    if member.compress_type not in PACKED or member.flag_bits & 1:
        raise ValueError(f"the member {member.filename:.80} is packed in an unknown way")
    if member.file_size > most:
        raise ValueError(f"it unpacks to more than {most:,} bytes")
    parts = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            parts += chunk
            if len(parts) > most:
                raise ValueError(f"it unpacks to more than {most:,} bytes")
    return bytes(parts)


def _header(file: IO[bytes], size: int) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, order and type of an array, none of which has been acted on."""
    begin = io.BytesIO(file.read(min(size, HEADER)))
    version = np.lib.format.read_magic(begin)
    formats = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    if version not in formats:
        raise ValueError(f"its format {version} is unknown")
    shape, fortran, dtype = formats[version](begin)
    file.seek(begin.tell())
    if dtype.kind not in "biuf" or dtype.shape or not 0 < dtype.itemsize <= 8:
        raise ValueError(f"it holds {dtype!s:.80}, not numbers")
    if len(shape) > 8 or any(side < 0 for side in shape):
        raise ValueError(f"it has the shape {shape!r:.80}")
    return shape, fortran, dtype
