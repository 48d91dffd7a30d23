"""Columns out of NPY, NPZ and safetensors: arrays of numbers, whose columns have no names."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sculptor import unpack
from sculptor.tables.limits import Unlike, check_shape, check_unpacked, decoding
from sculptor.tables.table import Column

LOOKED_AT = 16
"""Members of an NPZ file, or tensors, of which a matrix is looked for."""

HEADER = 1 << 20
"""Bytes of what a safetensors file says of its tensors, at most."""

TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "u1",
    "BOOL": "?",
}
"""Types of safetensors as NumPy calls them; bfloat16, which it has not, as the bits."""


class Arrays(NamedTuple):
    """The columns of the array that was read, its name, and the names of all that could be."""

    columns: list[Column]
    part: str = ""
    parts: tuple[str, ...] = ()


def read_npy(content: bytes) -> Arrays:
    """The array of an NPY file.

    Raises:
        Unlike: It is not one of numbers, or not as a table is.
    """
    with decoding("NPY"):
        file = io.BytesIO(content)
        return Arrays(matrix(_numbers(file, unpack.read_header(file), len(content))))


def read_npz(content: bytes, part: str | None = None) -> Arrays:
    """The array of a name in an NPZ file, the only one, or the first that is a matrix.

    Headers say which one that is. Of the others those are read too that have one number a row, such
    as labels; the rest is not unpacked.

    Raises:
        Unlike: There is none, or it is not as a table is.
    """
    with decoding("NPZ"), unpack.open_archive(content) as archive:
        members = [item for item in archive.infolist() if item.filename.endswith(".npy")]
        if not members:
            raise Unlike("an NPZ file with an array", "none", "Use numpy.savez")
        members = members[:LOOKED_AT]
        headers = [_header(archive, item) for item in members]
        names = [item.filename.removesuffix(".npy") for item in members]
        chosen = _choose(names, [header.shape for header in headers], part)

        def read(place: int) -> npt.NDArray[np.float64]:
            with unpack.open_member(archive, members[place]) as file:
                return _numbers(file, unpack.read_header(file), len(content))

        columns = matrix(read(chosen))
        rows = headers[chosen].shape[0] if headers[chosen].shape else 0
        for place, header in enumerate(headers):
            if place != chosen and header.shape == (rows,) and header.dtype.kind in "fiub":
                columns.append(Column(names[place], "number", read(place)[:, 0], why="numbers"))
        return Arrays(columns, names[chosen], tuple(names))


def read_tensors(content: bytes, part: str | None = None) -> Arrays:
    """The tensor of a name in a safetensors file, or as in `read_npz`.

    Raises:
        Unlike: There is none, or it is not as a table is.
    """
    with decoding("safetensors"):
        size = int.from_bytes(content[:8], "little")
        if size > HEADER:
            raise Unlike(f"a header of at most {HEADER:,} bytes", f"{size:,}", "Save it anew")
        about = json.loads(bytes(content[8 : 8 + size]))
        about.pop("__metadata__", None)
        found = {name: each for name, each in about.items() if each["dtype"] in TYPES}
        if not found:
            raise Unlike("a file with a tensor of numbers", "none", "Save the samples as one")
        names = sorted(found)[:LOOKED_AT] if part is None else [part]
        chosen = _choose(
            sorted(found) if part else names, [found[n]["shape"] for n in sorted(found)], part
        )
        name = (sorted(found) if part else names)[chosen]
        body = memoryview(content)[8 + size :]
        columns = matrix(_tensor(body, found[name]))
        for other in names:
            if other != name and found[other]["shape"] == found[name]["shape"][:1]:
                values = _tensor(body, found[other])[:, 0]
                columns.append(Column(other, "number", values, why="numbers"))
        return Arrays(columns, name, tuple(sorted(found)))


def matrix(values: npt.NDArray[np.float64]) -> list[Column]:
    """The columns of a matrix, which are views of it."""
    return [
        Column(f"column {place + 1}", "number", values[:, place], why="numbers")
        for place in range(values.shape[1])
    ]


def _choose(names: Sequence[str], shapes: Sequence[Sequence[int]], part: str | None) -> int:
    if part is not None:
        if part not in names:
            said = ", ".join(f"{name:.40}" for name in names[:8])
            raise Unlike(f"an array out of {said}", f"{part!r:.40}", "Choose one of these")
        return names.index(part)
    return next((place for place, shape in enumerate(shapes) if len(shape) == 2), 0)


def _tensor(body: memoryview, about: Any) -> npt.NDArray[np.float64]:
    """A tensor as a matrix in double precision."""
    start, end = about["data_offsets"]
    dtype = np.dtype(TYPES[about["dtype"]])
    rows, columns = _shape(unpack.Header(tuple(about["shape"]), False, np.dtype(float)))
    if not 0 <= start <= end <= len(body) or end - start != rows * columns * dtype.itemsize:
        raise ValueError("it ends early")
    check_unpacked(rows * columns * 8, len(body))
    values = np.frombuffer(body[start:end], dtype)
    if about["dtype"] == "BF16":
        values = (values.astype(np.uint32) << 16).view(np.float32)
    return values.astype(np.float64).reshape(rows, columns)


def _header(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> unpack.Header:
    with unpack.open_member(archive, member) as file:
        return unpack.read_header(file)


def _numbers(file: IO[bytes], header: unpack.Header, size: int) -> npt.NDArray[np.float64]:
    """The numbers that follow a header, once all that it says is as in a table."""
    rows, columns = _shape(header)
    check_unpacked(max(header.size, rows * columns * 8), size)
    values: npt.NDArray[np.float64] = unpack.read_numbers(file, header, np.float64)
    return values.reshape(rows, columns)


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
    if len(shape) != 2 or not all(type(side) is int and side >= 0 for side in shape):
        raise Unlike(
            "an array (rows, columns)",
            f"one of shape {shape!s:.80}",
            "Reshape it to one sample a row",
        )
    check_shape(*shape)
    return shape
