"""Tables of samples out of files that people upload: CSV, TSV, NPY, NPZ, Parquet.

What a file is, is read off its content; its name is a hint only. Sizes are read from headers before
anything is decoded, and nothing is ever unpickled.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.tables import MAX_ROWS
from sculptor.words import count

MAX_COLUMNS = 256
"""Columns that a table may have, out of which those of the prior are chosen."""

MAX_BYTES = 1 << 30
"""Bytes that a compressed file may unpack to."""

BEGINNING = 1 << 20
"""Bytes of a text in which its header and separator are looked for."""


@dataclass(frozen=True)
class Table:
    """Numbers in named columns.

    Attributes:
        names: One name a column, all different.
        values: ``(rows, columns)`` float64, finite.
        left_out: Names of columns that hold only text, such as labels.
    """

    names: tuple[str, ...]
    values: npt.NDArray[np.float64]
    left_out: tuple[str, ...] = ()


def read_table(content: bytes, name: str) -> Table:
    r"""The table in a file.

    >>> table = read_table(b"x,y\n1,2\n3,4\n", "points.csv")
    >>> table.names, table.values.tolist()
    (('x', 'y'), [[1.0, 2.0], [3.0, 4.0]])

    Args:
        content: The bytes of the file.
        name: Its name, for messages.

    Raises:
        SculptorError: There is no such table in it.
    """
    try:
        return _table(content)
    except _Unlike as error:
        expected, received, mend = error.args
        raise SculptorError(
            f"Expected {expected} in {name!r:.80}, received {received}. {mend}."
        ) from error


class _Unlike(Exception):
    """The content is no table: what was expected, what came, and how to mend it."""


@contextmanager
def _decoding(kind: str) -> Iterator[None]:
    """Take every error within for damage: each layer of a decoder has errors of its own."""
    try:
        yield
    except _Unlike:
        raise
    except Exception as error:
        reason = str(error).splitlines()[0][:80] if str(error) else "it ends early"
        raise _Unlike(
            f"a whole {kind} file", f"a damaged one ({reason})", "Save it anew"
        ) from error


def _table(content: bytes) -> Table:
    left_out: list[str] = []
    if not content.strip():
        raise _Unlike("a table with one sample a row", "an empty file", "Choose another file")
    if content.startswith(b"\x93NUMPY"):
        names, values = _of_array(_npy(content))
    elif content.startswith(b"PK"):
        names, values = _of_array(_npz(content))
    elif content.startswith(b"PAR1"):
        names, values, left_out = _parquet(content)
    elif b"\x00" in content[:4096]:
        raise _Unlike(
            "CSV, TSV, NPY, NPZ or Parquet",
            "a file of another kind",
            "Save the samples as one of these",
        )
    else:
        names, values, left_out = _text(content)
    return Table(_distinct(names), _checked(values), tuple(left_out))


def _npy(content: bytes) -> npt.NDArray[Any]:
    file = io.BytesIO(content)
    with _decoding("NPY"):  # the header is parsed as Python, with all of its errors
        version = np.lib.format.read_magic(file)
        header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }
        shape, _, dtype = header[version](file)
        if dtype.hasobject:
            raise _Unlike(
                "an array of numbers",
                "pickled Python objects, which could run code",
                "Save it with numpy.save(path, array.astype(float))",
            )
        if math.prod(shape) * dtype.itemsize > len(content):
            raise ValueError(f"it is cut short of the shape {shape}")
        file.seek(0)
        return np.asarray(np.load(file, allow_pickle=False))


def _npz(content: bytes) -> npt.NDArray[Any]:
    """The only array of an NPZ file, or the first that is a matrix."""
    with _decoding("NPZ"), zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [item for item in archive.infolist() if item.filename.endswith(".npy")]
        _check_size("an archive", sum(item.file_size for item in archive.infolist()))
        if not members:
            raise _Unlike("an NPZ file with an array", "none", "Use numpy.savez")
        arrays = [_npy(archive.read(item)) for item in members[:16]]
    return next((array for array in arrays if array.ndim == 2), arrays[0])


def _of_array(array: npt.NDArray[Any]) -> tuple[list[str], npt.NDArray[Any]]:
    if array.dtype.names:
        raise _Unlike("a plain array", "one with named fields", "Save its columns as a matrix")
    if array.dtype.kind not in "fiub":
        raise _Unlike("an array of numbers", f"one of {array.dtype}", "Convert it by astype(float)")
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2:
        raise _Unlike(
            "an array (rows, columns)",
            f"one of shape {array.shape}",
            "Reshape it to one sample a row",
        )
    _check_shape(array.shape[0], array.shape[1])
    return [f"column {i + 1}" for i in range(array.shape[1])], array


def _parquet(content: bytes) -> tuple[list[str], npt.NDArray[Any], list[str]]:
    import pyarrow.parquet as pq

    with _decoding("Parquet"):  # also the errors of what pandas left in the metadata
        file = pq.ParquetFile(io.BytesIO(content))
        about = file.metadata
        _check_shape(about.num_rows, about.num_columns)
        groups = (about.row_group(i).total_byte_size for i in range(about.num_row_groups))
        _check_size("a table", sum(groups))
        frame = file.read().to_pandas()
    return _of_frame(frame)


def _text(content: bytes) -> tuple[list[str], npt.NDArray[Any], list[str]]:
    """A table as text, its separator and header found by its first lines."""
    import pandas as pd

    # Only the beginning as text: a string of all of it takes several times the room of the bytes.
    first, second = _first_lines(content[:BEGINNING].decode("utf-8-sig", "replace"))
    separator = next((each for each in "\t,;" if each in first), None)
    _check_shape(2, len(first.split(separator)))
    header = 0 if _is_header(first.split(separator), second.split(separator)) else None
    try:
        frame = pd.read_csv(
            io.BytesIO(content),
            encoding="utf-8-sig",
            sep=separator or r"\s+",
            header=header,
            nrows=MAX_ROWS + 1,
            comment="#",
            skipinitialspace=True,
        )
    except UnicodeDecodeError as error:
        raise _Unlike("a table as UTF-8 text", "bytes that are not", "Save it as UTF-8") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise _Unlike(
            "a table with as many columns in each row",
            f"one that does not parse ({str(error).strip()[:120]})",
            "Mend that row",
        ) from error
    if header is None:
        frame.columns = [f"column {i + 1}" for i in range(frame.shape[1])]
    return _of_frame(frame)


def _first_lines(text: str) -> tuple[str, str]:
    """The first two lines that are neither empty nor comments; empty ones where there are none."""
    lines = (line for line in io.StringIO(text) if line.strip() and not line.startswith("#"))
    return next(lines, "").strip("\r\n"), next(lines, "").strip("\r\n")


def _is_header(first: list[str], second: list[str]) -> bool:
    """Whether the first line names the columns and is not a sample.

    It is if some cell of it is text above a number, or if all of it is text; and if it counts
    0, 1, 2, ... above fractions, as pandas names columns.

    >>> _is_header(["x", "y"], ["1", "2"]), _is_header(["cat", "1"], ["dog", "2"])
    (True, False)
    """
    if [cell.strip() for cell in first] == [str(place) for place in range(len(first))]:
        return len(first) > 1 and any("." in cell for cell in second)
    text = [not _is(cell) for cell in first]
    above = any(is_text and _is(cell) for is_text, cell in zip(text, second, strict=False))
    return above or all(text)


def _of_frame(frame: Any) -> tuple[list[str], npt.NDArray[Any], list[str]]:
    """Names and values of the columns of numbers, and names of those that are text throughout."""
    _check_shape(len(frame), frame.shape[1])
    names, kept, left_out = [], [], []
    for place, label in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, place]
        plain = column.dtype.kind in "fiub"
        is_number = [] if plain else [_is(cell) for cell in column.dropna()]
        if plain or (is_number and all(is_number)):
            names.append(label)
            kept.append(column.to_numpy(np.float64))
        elif any(is_number):
            bad = column.dropna().iloc[is_number.index(False)]
            raise _Unlike(
                "numbers in every column",
                f"text in the column {label!r:.40}, such as {bad!r:.40}",
                "Remove that column or mend its cells",
            )
        else:
            left_out.append(label)
    if not kept:
        raise _Unlike("columns of numbers", "text only", "Save the samples as numbers")
    return names, np.stack(kept, axis=1), left_out


def _is(cell: Any) -> bool:
    """Whether a cell is a number."""
    try:
        float(cell)
    except (TypeError, ValueError):
        return False
    return True


def _check_size(what: str, unpacked: int) -> None:
    if unpacked > MAX_BYTES:
        raise _Unlike(
            f"{what} of at most {MAX_BYTES >> 20:,} MiB unpacked",
            "a larger one",
            "Save fewer rows or columns",
        )


def _check_shape(rows: int, columns: int) -> None:
    if columns > MAX_COLUMNS:
        raise _Unlike(
            f"at most {MAX_COLUMNS} columns",
            f"{columns:,}",
            "Keep the columns that are to be dimensions, 64 at most",
        )
    if rows > MAX_ROWS:
        raise _Unlike(
            f"at most {MAX_ROWS:,} rows", f"{rows:,} or more", "Keep a random part of them"
        )
    if rows < 2 or columns < 1:
        raise _Unlike(
            "at least two rows of samples",
            f"{count(rows, 'row')} of {columns}",
            "Add samples, one a row",
        )


def _checked(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    numbers = values.astype(np.float64)
    broken = ~np.isfinite(numbers)
    if broken.any():
        row, column = (int(i) for i in np.argwhere(broken)[0])
        raise _Unlike(
            "finite numbers",
            f"an empty cell, NaN or infinity, first in row {row + 1:,}, column {column + 1}",
            "Remove or mend such rows",
        )
    if (numbers == numbers[0]).all():
        raise _Unlike(
            "samples that differ",
            "rows that are all the same",
            "A prior of one point cannot be learnt; add samples",
        )
    return numbers


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names that are all different; one that comes again gets its number."""
    distinct: list[str] = []
    for place, name in enumerate(names):
        distinct.append(f"{name} ({place + 1})" if name in distinct else name)
    return tuple(distinct)
