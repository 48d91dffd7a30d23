"""Arrays of a set: appended to a file, and mapped from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from sculptor import unpack
from sculptor.errors import SculptorError
from sculptor.files import NUMBERS, opened

AGAIN = "Remove the data set and add it again."


class ArrayWriter:
    """An NPY file to which items are appended.

    It is written and not mapped: where the disk is full, writing into a map kills the process.

    Args:
        file: Empty, open for writing.
        shape: Of one item.
        dtype: Of the elements.
    """

    def __init__(self, file: IO[bytes], shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self._file, self._shape, self._dtype = file, shape, dtype
        self.n = 0
        self._size = self._write_header()

    def write(self, items: npt.NDArray[Any]) -> None:
        """Append items ``(m, *shape)``."""
        if items.shape[1:] != self._shape:
            raise ValueError(f"items of shape {items.shape[1:]}, not {self._shape}")
        self._file.write(np.ascontiguousarray(items, self._dtype).data)
        self.n += len(items)

    def end(self) -> None:
        """Write how many there are, in the room that the header has for it."""
        self._file.seek(0)
        if self._write_header() != self._size:
            raise ValueError("the header of an array has grown")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _write_header(self) -> int:
        told = {
            "descr": np.lib.format.dtype_to_descr(self._dtype),
            "fortran_order": False,
            "shape": (self.n, *self._shape),
        }
        np.lib.format.write_array_header_1_0(self._file, told)  # pads for a number that grows
        return self._file.tell()


def mapped(path: Path) -> npt.NDArray[Any]:
    """An array of numbers, mapped into memory; its header is held to the size of the file.

    Raises:
        SculptorError: It is not there, or no whole array of numbers.
    """
    with opened(path) as file:
        try:
            header = unpack.read_header(file)
            start, size = file.tell(), path.stat().st_size
        except (ValueError, OSError) as error:
            raise SculptorError(
                f"Expected an array in {path}, but: {error!s:.200}. {AGAIN}"
            ) from error
    if header.dtype.kind not in NUMBERS or start + header.size != size or header.is_fortran:
        raise SculptorError(
            f"Expected an array of numbers in {path} of {start + header.size:,} bytes, received "
            f"{size:,} bytes of type {header.dtype!s:.40}. {AGAIN}"
        )
    if not header.size:
        return np.empty(header.shape, header.dtype)
    # A copy is made of what is written into, which nobody does: torch takes no array without leave.
    return np.memmap(path, header.dtype, "c", start, header.shape)
