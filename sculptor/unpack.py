"""Arrays out of NPY and NPZ content of foreign origin, held to what they may unpack to.

Neither a header nor a directory is believed: sizes are checked before anything is allocated, and
what comes out is counted as it comes. Nothing is ever unpickled.
"""

from __future__ import annotations

import io
import math
import zipfile
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

MAX_MEMBERS = 256
"""Members of an archive, at most: each costs memory before its content is looked at."""

MAX_HEADER = 1 << 14
"""Bytes of an NPY header, at most; NumPy itself parses up to 10,000 characters."""

PIECE = 1 << 20
"""Bytes that are unpacked at once."""

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What NumPy packs with. LZMA and bzip2 are unpacked in one go, whatever comes out."""

_ENTRY = b"PK\x01\x02"


class Header(NamedTuple):
    """What an NPY file says of its array.

    Attributes:
        shape: Its sizes, none negative.
        is_fortran: Whether the first index runs fastest.
        dtype: Type of its elements; it may be one of Python objects.
    """

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype[Any]

    @property
    def count(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """Bytes of all elements."""
        return self.count * self.dtype.itemsize


def read_header(file: IO[bytes]) -> Header:
    r"""The header of an NPY file, which is then read up to its numbers.

    >>> content = io.BytesIO()
    >>> np.save(content, np.zeros((3, 2), "<f4"))
    >>> read_header(io.BytesIO(content.getvalue()))[:2]
    ((3, 2), False)

    Raises:
        ValueError: It is no such header, or a larger one than any array of numbers has.
    """
    version, _ = np.lib.format.read_magic(file)
    width = 2 if version == 1 else 4
    length = file.read(width)
    size = int.from_bytes(length, "little")
    if version not in (1, 2, 3) or len(length) < width or size > MAX_HEADER:
        raise ValueError(f"a header of {size:,} bytes, version {version}")
    text = io.BytesIO(length + file.read(size))
    parse = np.lib.format.read_array_header_2_0  # 3.0 has names of fields in UTF-8, no more
    shape, is_fortran, dtype = (
        np.lib.format.read_array_header_1_0(text) if version == 1 else parse(text)
    )
    if any(part < 0 for part in shape):
        raise ValueError("a negative size")
    return Header(shape, is_fortran, dtype)


def read_numbers(file: IO[bytes], header: Header, dtype: npt.DTypeLike = None) -> npt.NDArray[Any]:
    """The array that follows a header.

    The caller has checked `Header.size` against what it allows; no byte more is read, and memory
    that nothing comes for is not touched.

    Args:
        file: What `read_header` was given.
        header: What it returned; its elements are numbers.
        dtype: What they are converted to as they come; their own type where None.

    Raises:
        ValueError: They are objects, or there are fewer of them than the header says.
    """
    if header.dtype.hasobject or not header.dtype.itemsize:
        raise ValueError(f"elements of type {header.dtype!s:.40}")
    flat = np.empty(header.count, header.dtype if dtype is None else dtype)
    step = max(1, PIECE // header.dtype.itemsize)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, header.count, step):
            wanted = min(step, header.count - start)
            piece = _read(file, wanted * header.dtype.itemsize)
            flat[start : start + wanted] = np.frombuffer(piece, header.dtype)
    return flat.reshape(header.shape, order="F" if header.is_fortran else "C")


def _read(file: IO[bytes], size: int) -> bytes:
    """So many bytes, also from a file that gives them in parts."""
    parts = []
    while size:
        part = file.read(size)
        if not part:
            raise ValueError("it ends early")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """An archive of at most `MAX_MEMBERS` members.

    Raises:
        ValueError: There are more.
        zipfile.BadZipFile: It is no archive, or a damaged one.
    """
    if content.count(_ENTRY) > MAX_MEMBERS:  # before a directory is made of them
        raise ValueError(f"more than {MAX_MEMBERS} members")
    return zipfile.ZipFile(io.BytesIO(content))


def open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """A member to read in pieces; its bytes come as they are asked for, and no sooner.

    Raises:
        ValueError: It is encrypted, or packed in another way than `METHODS`.
    """
    if member.flag_bits & 1:
        raise ValueError("an encrypted member")
    if member.compress_type not in METHODS:
        raise ValueError("a member that is neither stored nor deflated")
    return archive.open(member)
