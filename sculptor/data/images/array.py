"""Images in one array of numbers: NPY, NPZ, safetensors, or one in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor import unpack
from sculptor.data.images.picture import Pixels, Unreadable
from sculptor.data.images.sources import Get, Listing
from sculptor.data.own.arrays import mapped
from sculptor.errors import SculptorError, trying
from sculptor.files import NUMBERS, opened

SUFFIXES = (".npy", ".npz", ".safetensors")

MOST_UNPACKED = 1 << 33
"""Bytes of all arrays of an NPZ file, at most: they are unpacked into memory."""

NAMED = ("images", "image", "imgs", "x", "data", "pixels", "arr_0")
"""What the array of images is called where there are several, the likeliest first."""

BLOCK = 1 << 24
"""Elements that are looked at at once for their range."""

Array = npt.NDArray[Any]


class ArraySource:
    """The images of an array, a row each.

    Args:
        parts: Split and array of each part; the split is empty where none is given.
        columns: What is known of each image, over all parts.
        layout: See `Options.layout`.

    Raises:
        SculptorError: An array has no images, or numbers that are no pixels.
    """

    def __init__(
        self,
        parts: Sequence[tuple[str, Array]],
        columns: Mapping[str, Array] | None = None,
        layout: str = "auto",
    ) -> None:
        known = {name: values.tolist() for name, values in (columns or {}).items()}
        self.listing = Listing(columns=known)
        self._arrays: list[Array] = []
        for split, array in parts:
            self._arrays.append(_channels_last(array, layout, self.listing.notes))
            self.listing.splits += [split] * len(array)
        n = len(self.listing.splits)
        self.listing.names = [f"row {row}" for row in range(n)]
        self._ends = np.cumsum([len(array) for array in self._arrays])
        self._to_pixels = _scaling(self._arrays, self.listing.notes)

    def read(self, rows: Sequence[int] | None = None) -> Iterator[tuple[int, Get]]:
        """Items and what gives their pixels."""
        for row in range(len(self.listing.names)) if rows is None else rows:
            yield row, lambda row=row: self._pixels(row)  # type: ignore[misc]

    def _pixels(self, row: int) -> Pixels:
        part = int(np.searchsorted(self._ends, row, "right"))
        array = self._arrays[part]
        values = np.asarray(array[row - (self._ends[part] - len(array))])
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise Unreadable("numbers that are not finite")
        return self._to_pixels(values)

    def close(self) -> None:
        """Let go of the arrays."""
        self._arrays = []


def _channels_last(array: Array, layout: str, notes: list[str]) -> Array:
    """The array as ``(n, h, w, c)``, a view."""
    expected = "an array of images (n, h, w), (n, h, w, c) or (n, c, h, w)"
    if array.ndim == 3:
        array, layout = array[..., None], "last"
    if array.ndim != 4 or 0 in array.shape or array.dtype.kind not in NUMBERS:
        raise SculptorError(
            f"Expected {expected} of numbers, received {array.dtype!s:.40} of shape {array.shape}."
        )
    last, first = array.shape[3] in (1, 3, 4), array.shape[1] in (1, 3, 4)
    if layout == "auto":
        if last and first:
            notes.append(
                f"The array of shape {array.shape} was read with its channels last; "
                "choose the layout 'first' if they are not."
            )
        layout = "last" if last else "first"
    if not (last if layout == "last" else first):
        raise SculptorError(
            f"Expected {expected} with 1, 3 or 4 channels {layout}, received the shape "
            f"{array.shape}."
        )
    return array if layout == "last" else array.transpose(0, 2, 3, 1)


def _scaling(arrays: Sequence[Array], notes: list[str]) -> Callable[[Array], Pixels]:
    """What makes bytes of the numbers, by their type and range over all arrays."""
    dtype = np.result_type(*(array.dtype for array in arrays))
    if dtype == np.uint8:
        return np.asarray
    if dtype == np.bool_:
        return lambda values: values.astype(np.uint8) * 255
    low, high = _range(arrays)
    if dtype.kind == "f" and low >= 0 and high <= 1:
        notes.append("Floats from 0 to 1 were multiplied by 255.")
        return lambda values: np.rint(values * 255).astype(np.uint8)
    if dtype.kind == "f" and low >= -1 and high <= 1:
        notes.append("Floats from -1 to 1 were moved to 0 to 255.")
        return lambda values: np.rint((values + 1) * 127.5).astype(np.uint8)
    if low >= 0 and high <= 255:
        notes.append(f"Numbers of type {dtype} from 0 to 255 were taken as bytes.")
        return lambda values: np.rint(values).astype(np.uint8)
    if dtype == np.uint16:
        notes.append("Of 16 bits the upper 8 were kept.")
        return lambda values: (values >> 8).astype(np.uint8)
    raise SculptorError(
        f"Expected pixels as bytes, or as floats from 0 to 1, from -1 to 1 or from 0 to 255; "
        f"received {dtype} from {low:g} to {high:g}. Scale the array before you add it."
    )


def _range(arrays: Sequence[Array]) -> tuple[float, float]:
    """The least and the largest finite number."""
    low, high = np.inf, -np.inf
    for array in arrays:
        step = max(1, BLOCK // max(1, int(np.prod(array.shape[1:]))))
        for start in range(0, len(array), step):
            values = np.asarray(array[start : start + step])
            values = values[np.isfinite(values)] if values.dtype.kind == "f" else values
            if values.size:
                low, high = min(low, float(values.min())), max(high, float(values.max()))
    if low > high:
        raise SculptorError("Expected pixels, received no number that is finite.")
    return low, high


# Files --------------------------------------------------------------------------------------------


def read(path: Path, layout: str) -> ArraySource:
    """The images of an array in a file.

    Raises:
        SculptorError: There are none, or it is not clear which array has them.
    """
    return from_arrays(arrays_in(path), str(path), layout)


def arrays_in(path: Path) -> dict[str, Array]:
    """Every array of numbers in a file, by its name; objects are never unpickled.

    Raises:
        SculptorError: It is damaged.
    """
    lower = path.name.lower()
    if lower.endswith(".npy"):
        return {"images": _npy(path)}
    found = _npz(path) if lower.endswith(".npz") else _safetensors(path)
    return {name: array for name, array in found.items() if array.dtype.kind in NUMBERS}


def from_arrays(arrays: Mapping[str, Array], where: str, layout: str) -> ArraySource:
    """The images among several arrays, with what the others tell of them."""
    lower = {name.lower(): array for name, array in arrays.items()}
    if "x_train" in lower and "x_test" in lower:  # as Keras keeps its sets
        return _parted(lower, layout)
    several = {name: array for name, array in lower.items() if array.ndim in (3, 4)}
    named = next((name for name in NAMED if name in several), None)
    if named is None and len(several) != 1:
        raise SculptorError(
            f"Expected one array of images in {where}, called images, x or data where there are "
            f"several of three or four dimensions; received {', '.join(sorted(lower)) or 'none'}."
        )
    named = named or next(iter(several))
    images = several[named]
    others = {name: array for name, array in lower.items() if name != named}
    return ArraySource([("", images)], _columns(others, len(images)), layout)


def _parted(arrays: Mapping[str, Array], layout: str) -> ArraySource:
    parts, labels = [], []
    for split, keys in (("train", "train"), ("validation", "val"), ("test", "test")):
        if f"x_{keys}" in arrays:
            images = arrays[f"x_{keys}"]
            parts.append((split, images))
            labels.append(np.ravel(arrays.get(f"y_{keys}", np.empty(0))))
    whole = np.concatenate(labels)
    known = {"label": whole} if len(whole) == sum(len(images) for _, images in parts) else {}
    return ArraySource(parts, known, layout)


def _columns(arrays: Mapping[str, Array], n: int) -> dict[str, Array]:
    """What arrays of one row an image tell: a column, or several."""
    columns = {}
    for name, array in arrays.items():
        if array.ndim == 1 and len(array) == n:
            columns["label" if name in ("y", "labels", "targets", "target") else name] = array
        elif array.ndim == 2 and len(array) == n and array.shape[1] <= 64:
            columns |= {f"{name}[{place}]": array[:, place] for place in range(array.shape[1])}
    return columns


def _npy(path: Path) -> Array:
    with opened(path) as file, trying(f"read {path}"):
        try:
            header = unpack.read_header(file)
            if not header.is_fortran:
                return mapped(path)
            size = path.stat().st_size - file.tell()
            if size != header.size or size > MOST_UNPACKED:
                raise ValueError(f"its header tells of {header.size:,} bytes, it has {size:,}")
            return unpack.read_numbers(file, header)
        except ValueError as error:
            raise _damaged(path, "an array of numbers", error) from error


def _npz(path: Path) -> dict[str, Array]:
    import zipfile

    found, left = {}, MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > unpack.MAX_MEMBERS:
                raise ValueError(f"more than {unpack.MAX_MEMBERS} members")
            for member in archive.infolist():
                with unpack.open_member(archive, member) as file:
                    header = unpack.read_header(file)
                    left -= header.size
                    if left < 0:
                        raise ValueError(f"it unpacks to more than {MOST_UNPACKED:,} bytes")
                    if header.dtype.kind in NUMBERS:
                        name = member.filename.removesuffix(".npy")
                        found[name] = unpack.read_numbers(file, header)
    except (ValueError, OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
        raise _damaged(path, "arrays of numbers", error) from error
    return found


def _safetensors(path: Path) -> dict[str, Array]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, TypeError, AttributeError) as error:
        raise _damaged(path, "arrays of numbers that NumPy has", error) from error


def _damaged(path: Path, expected: str, error: Exception) -> SculptorError:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return SculptorError(f"Expected {expected} in {path}, but: {reason:.200}.")
