"""Arrays of bytes in IDX files, the format of MNIST."""

from __future__ import annotations

import gzip
import math
from pathlib import Path
from typing import IO

import numpy as np

from sculptor.data.dataset import Images
from sculptor.data.source import AGAIN, unpacked
from sculptor.errors import SculptorError

MAX_BYTES = 1 << 30
"""More than any real file has; a header that asks for more is refused before anything is read."""

_UNSIGNED_BYTE = 8


def read_shape(path: Path) -> tuple[int, ...]:
    """The shape that the header of an IDX file states; the rest is not read.

    Raises:
        SculptorError: The file cannot be read, or its header is not that of an array of bytes.
    """
    with unpacked(path) as (file, _):
        return _header(file, path)


def read_idx(path: Path, rows: int | None = None) -> Images:
    """Read an array of bytes, gzipped or not.

    The file is a big-endian header (two zero bytes, the type, the number of dimensions, then each
    dimension as 32 bits) followed by the values, the last index running fastest.

    Args:
        path: The file.
        rows: Stop after so many rows; all of them by default, and then the file must end there.

    Returns:
        An array of the shape that the header states.

    Raises:
        SculptorError: The file is missing, damaged, cut short, too long, or not IDX.
    """
    with unpacked(path) as (file, compressed):
        shape = _header(file, path)
        expected = int(np.prod(shape[1:])) * (shape[0] if rows is None else min(rows, shape[0]))
        # Never more than the header's count and one byte, however much a small file unpacks to.
        content = file.read(expected + 1 if rows is None else expected)
    if len(content) != expected:
        length = "more" if len(content) > expected else f"{len(content):,}"
        packed = "" if compressed else " or unpack it anew"
        raise SculptorError(
            f"Expected {expected:,} bytes after the header of {path}, whose shape is {shape}, but "
            f"there are {length}. {AGAIN}{packed}."
        )
    kept = shape if rows is None else (min(rows, shape[0]), *shape[1:])
    return np.frombuffer(content, np.uint8).reshape(kept)


def _header(file: IO[bytes] | gzip.GzipFile, path: Path) -> tuple[int, ...]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:3] != bytes([0, 0, _UNSIGNED_BYTE]) or not 1 <= magic[3] <= 4:
        raise SculptorError(
            f"Expected an IDX file of unsigned bytes in {path} (it begins with 00 00 08 and the "
            f"number of dimensions), but it begins with {magic.hex(' ') or 'nothing'}. "
            "Get the file again from its source."
        )
    sizes = file.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise SculptorError(
            f"Expected {magic[3]} sizes in the header of {path}, but the file is cut short. "
            "Get it again from its source."
        )
    shape = tuple(int(size) for size in np.frombuffer(sizes, ">u4"))
    total = math.prod(shape)
    if total > MAX_BYTES:
        raise SculptorError(
            f"Expected at most {MAX_BYTES:,} bytes in {path}, but its header asks for {total:,}. "
            "Get the file again from its source."
        )
    return shape
