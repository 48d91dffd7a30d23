"""Arrays of NPZ files that are too large for memory, or that have a pickle beside them.

Only the members that are asked for are opened, and none is ever unpickled: dSprites' file holds a
pickled dictionary beside its images.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from sculptor.data.source import AGAIN, ZIP_DAMAGE, reading
from sculptor.errors import SculptorError
from sculptor.unpack import MAX_MEMBERS, Header, open_member, read_header, read_numbers

DAMAGE = (*ZIP_DAMAGE, ValueError)
"""What reading a member raises if it is damaged, encrypted, or packed in a way NumPy does not."""


def shape_of(path: Path, name: str) -> tuple[int, ...]:
    """The shape that the header of an array states; its numbers are not read.

    Raises:
        SculptorError: The file is damaged, or has no such array.
    """
    with _opened(path, name) as (_, header):
        return header.shape


def read(path: Path, name: str, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """A small array of numbers.

    Args:
        path: The file.
        name: Of the array.
        shape: That it must have.

    Raises:
        SculptorError: The file is damaged, has no such array, or one of another shape.
    """
    with _opened(path, name) as (file, header):
        _check(header, shape, path, name)
        return read_numbers(file, header)


def mapped(path: Path, name: str) -> npt.NDArray[Any]:
    """An array of numbers that is stored as it is, mapped into memory: read as it is looked at.

    Raises:
        KeyError: There is no such array.
        OSError: The file cannot be read; and others of `DAMAGE`: it is none, packed, or no numbers
            that lie row by row.
    """
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo(f"{name}.npy")
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError("a packed array")
    with path.open("rb") as file:
        # A member begins with its own header, whose last fields are the sizes of name and extras.
        file.seek(member.header_offset + 26)
        sizes = np.frombuffer(file.read(4), "<u2")
        file.seek(int(sizes.sum()), 1)
        header, start = read_header(file), file.tell()
    if header.is_fortran or header.dtype.kind not in "uif":
        raise ValueError(f"an array of {header.dtype!s:.40}, by columns: {header.is_fortran}")
    return np.memmap(path, header.dtype, "r", start, header.shape)


def blocks(
    path: Path, name: str, shape: tuple[int, ...], rows: int
) -> Iterator[npt.NDArray[np.uint8]]:
    """An array of bytes, so many rows at a time.

    Args:
        path: The file.
        name: Of the array.
        shape: That it must have.
        rows: Of a block, at most.

    Raises:
        SculptorError: As `read` does, or it is cut short.
    """
    with _opened(path, name) as (file, header):
        _check(header, shape, path, name)
        if header.dtype != np.uint8:
            raise SculptorError(
                f"Expected bytes in {name} of {path}, received {header.dtype!s:.40}. {AGAIN}."
            )
        for start in range(0, shape[0], rows):
            wanted = min(rows, shape[0] - start)
            part = Header((wanted, *shape[1:]), False, header.dtype)
            yield read_numbers(file, part)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[tuple[IO[bytes], Header]]:
    with reading(path, "a whole NPZ file", DAMAGE), zipfile.ZipFile(path) as archive:
        if len(archive.infolist()) > MAX_MEMBERS or f"{name}.npy" not in archive.namelist():
            raise SculptorError(
                f"Expected an array called {name} in {path}, but there is none. {AGAIN}."
            )
        with open_member(archive, archive.getinfo(f"{name}.npy")) as file:
            yield file, read_header(file)


def _check(header: Header, shape: tuple[int, ...], path: Path, name: str) -> None:
    if header.shape != shape or header.is_fortran or header.dtype.kind not in "uif":
        raise SculptorError(
            f"Expected numbers of shape {shape} in {name} of {path}, received {header.dtype!s:.40} "
            f"of shape {header.shape}. {AGAIN}."
        )
