"""A table out of NPY or NPZ: one array of numbers, its columns without names."""

from __future__ import annotations

import io
import zipfile
from typing import IO, Any

import numpy as np

from sculptor import unpack
from sculptor.tables.limits import Columns, Unlike, check_shape, check_unpacked, decoding

LOOKED_AT = 16
"""Members of an NPZ file of which a matrix is looked for."""


def read_npy(content: bytes) -> Columns:
    """The array of an NPY file.

    Raises:
        Unlike: It is not one of numbers, or not as a table is.
    """
    with decoding("NPY"):
        file = io.BytesIO(content)
        return _columns(file, unpack.read_header(file), len(content))


def read_npz(content: bytes) -> Columns:
    """The only array of an NPZ file, or the first that is a matrix.

    Headers say which one that is; the others are not unpacked.

    Raises:
        Unlike: There is none, or it is not as a table is.
    """
    with decoding("NPZ"), unpack.open_archive(content) as archive:
        members = [item for item in archive.infolist() if item.filename.endswith(".npy")]
        if not members:
            raise Unlike("an NPZ file with an array", "none", "Use numpy.savez")
        headers = [_header(archive, item) for item in members[:LOOKED_AT]]
        chosen = next((i for i, header in enumerate(headers) if len(header.shape) == 2), 0)
        with unpack.open_member(archive, members[chosen]) as file:
            return _columns(file, unpack.read_header(file), len(content))


def _header(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> unpack.Header:
    with unpack.open_member(archive, member) as file:
        return unpack.read_header(file)


def _columns(file: IO[bytes], header: unpack.Header, size: int) -> Columns:
    """The numbers that follow a header, once all that it says is as in a table."""
    rows, columns = _shape(header)
    check_unpacked(max(header.size, rows * columns * 8), size)
    numbers = unpack.read_numbers(file, header, np.float64).reshape(rows, columns)
    return Columns([f"column {i + 1}" for i in range(columns)], numbers, [])


def _shape(header: unpack.Header) -> tuple[int, int]:
    """Rows and columns; one index alone is that of the rows."""
    dtype: np.dtype[Any] = header.dtype
    if dtype.hasobject:
        raise Unlike(
            "an array of numbers",
            "pickled Python objects, which could run code",
            "Save it with numpy.save(path, array.astype(float))",
        )
    if dtype.names:
        raise Unlike("a plain array", "one with named fields", "Save its columns as a matrix")
    if dtype.kind not in "fiub":
        raise Unlike("an array of numbers", f"one of {dtype!s:.40}", "Convert it by astype(float)")
    shape = (*header.shape, 1) if len(header.shape) == 1 else header.shape
    if len(shape) != 2:
        raise Unlike(
            "an array (rows, columns)",
            f"one of shape {shape!s:.80}",
            "Reshape it to one sample a row",
        )
    check_shape(*shape)
    return shape
