"""Tables out of files that people have: CSV in any dialect, Parquet, Arrow, Excel, NPY, ….

What a file is, is read off its content; its name is a hint only. Sizes are read from headers before
anything is decoded, and nothing is ever unpickled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sculptor.errors import SculptorError, brief, trying
from sculptor.tables.arrays import Arrays, matrix, read_npy, read_npz, read_tensors
from sculptor.tables.decide import decide, distinct
from sculptor.tables.encodings import to_utf8
from sculptor.tables.excel import rows, sheets
from sculptor.tables.ipc import MAGIC, STREAM, frame_columns, read_ipc
from sculptor.tables.json_lines import read_json_lines
from sculptor.tables.limits import MAX_BYTES, Unlike, check_shape
from sculptor.tables.parquet import read_parquet
from sculptor.tables.reading import How, Reading
from sculptor.tables.table import Column, Points, Table
from sculptor.tables.text import read_rows, read_text

SUFFIXES = (
    ".csv",
    ".tsv",
    ".txt",
    ".npy",
    ".npz",
    ".parquet",
    ".arrow",
    ".feather",
    ".jsonl",
    ".ndjson",
    ".xlsx",
    ".safetensors",
)
"""How the names of such files end."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"

Progress = Callable[[float], None]


def read(
    content: bytes, name: str, how: How | None = None, progress: Progress | None = None
) -> Table:
    r"""The table in a file: every column, with what it is and why.

    >>> table = read(b"id;x;kind\n1;0,5;a\n2;1,5;b\n", "points.csv")
    >>> [(column.name, column.kind) for column in table.columns]
    [('id', 'id'), ('x', 'number'), ('kind', 'category')]
    >>> table.reading.decimal
    ','

    Args:
        content: The bytes of the file.
        name: Its name, for messages.
        how: What a person says of it; the rest is found.
        progress: Called now and then with the part that is read, of a text.

    Raises:
        SculptorError: There is no such table in it.
    """
    with _expected(name):
        return _read(content, how or How(), progress)


def read_table(content: bytes, name: str, how: How | None = None) -> Points:
    r"""The points in a file: its columns of numbers, without labels and ids.

    >>> points = read_table(b"x,y\n1,2\n3,4\n", "points.csv")
    >>> points.names, points.values.tolist()
    (('x', 'y'), [[1.0, 2.0], [3.0, 4.0]])
    >>> read_table(b"x,kind\n1,cat\n2,dog\n", "animals.csv").omission
    'Left out: kind (categories).'

    Args:
        content: The bytes of the file.
        name: Its name, for messages.
        how: What a person says of it.

    Raises:
        SculptorError: There are no such points in it.
    """
    with _expected(name):
        return _read(content, how or How(), None).points()


def points_of(table: Table, name: str, columns: list[str] | None = None) -> Points:
    """Columns of a table as points; see `Table.points`.

    Raises:
        SculptorError: They are none.
    """
    with _expected(name):
        return table.points(columns)


def load_file(path: Path, how: How | None = None, progress: Progress | None = None) -> Table:
    """The table in a file of this computer, as `read`.

    Raises:
        SculptorError: It cannot be read, is larger than any table, or there is no table in it.
    """
    return read(_content(path), path.name, how, progress)


def read_file(path: Path, how: How | None = None) -> Points:
    """The points in a file of this computer, as `read_table`.

    Raises:
        SculptorError: It cannot be read, is larger than any table, or there are no points in it.
    """
    return read_table(_content(path), path.name, how)


def from_frame(frame: Any, how: How | None = None) -> Table:
    """A frame of pandas, polars or Arrow, an array ``(n, d)``, or arrays by name.

    >>> import pandas as pd
    >>> table = from_frame(pd.DataFrame({"x": [0.5, 1.5], "name": ["a", None]}))
    >>> [(column.name, column.kind, column.missing) for column in table.columns]
    [('x', 'number', 0), ('name', 'category', 1)]

    Raises:
        SculptorError: It is none of these.
    """
    how = how or How()
    with _expected("a frame"):
        if isinstance(frame, dict):
            import pandas as pd

            try:
                frame = pd.DataFrame(frame)
            except ValueError as error:
                raise Unlike("columns of one length", f"{error}", "Mend them") from error
        if hasattr(frame, "__arrow_c_stream__") or hasattr(frame, "__dataframe__"):
            return _made(frame_columns(frame), how, Reading(f"a frame of {_origin(frame)}"))
        array = np.asarray(frame)
        if array.dtype.kind not in "fiub" or array.ndim not in (1, 2):
            raise Unlike(
                "a frame of pandas, polars or Arrow, or an array (rows, columns) of numbers",
                brief(type(frame).__name__),
                "Convert it",
            )
        array = array.reshape(len(array), -1)
        check_shape(*array.shape)
        return _made(matrix(array.astype(np.float64)), how, Reading("an array"))


def _origin(frame: Any) -> str:
    return {"pandas": "pandas", "polars": "polars", "pyarrow": "Arrow"}.get(
        type(frame).__module__.split(".")[0], type(frame).__name__
    )


@contextmanager
def _expected(name: str) -> Iterator[None]:
    try:
        yield
    except Unlike as error:
        expected, received, mend = error.args
        raise SculptorError(
            f"Expected {expected} in {name!r:.80}, received {received}. {mend}."
        ) from error


def _content(path: Path) -> bytes:
    if not path.exists():
        raise SculptorError(f"Expected the file {path}, but it is not there.")
    with trying(f"read {path}"):
        if (size := path.stat().st_size) > MAX_BYTES:
            raise SculptorError(
                f"Expected a file of at most {MAX_BYTES >> 20:,} MiB in {path}, "
                f"received {size >> 20:,} MiB. Keep a random part of the rows."
            )
        return path.read_bytes()


def _read(content: bytes, how: How, progress: Progress | None) -> Table:
    if content.startswith(b"\x93NUMPY"):
        return _arrays("NPY", read_npy(content), how)
    if content.startswith(b"PK"):
        names = sheets(content)
        if names is None:
            return _arrays("NPZ", read_npz(content, how.part), how)
        return _workbook(content, names, how)
    if content.startswith(b"PAR1"):
        return _made(read_parquet(content), how, Reading("Parquet"))
    if content.startswith((MAGIC, STREAM)):
        return _made(read_ipc(content), how, Reading("Arrow"))
    if content.startswith(OLD_EXCEL):
        raise Unlike("Excel's .xlsx", "the older .xls", "Save it as .xlsx or CSV")
    if _are_tensors(content):
        return _arrays("safetensors", read_tensors(content, how.part), how)
    if _is_json(content):
        text, encoding, note = to_utf8(content, how.encoding)
        columns, _ = read_json_lines(text)
        reading = Reading("JSON Lines", encoding, notes=(note,) if note else ())
        return _made(columns, how, reading)
    return read_text(content, how, progress)


def _made(columns: list[Column], how: How, reading: Reading) -> Table:
    """A table of columns that are stored as a format has them."""
    names = distinct([column.name for column in columns])
    named = [replace(column, name=name) for column, name in zip(columns, names, strict=True)]
    known = next((column for column in named if column.values is not None), None)
    if known is None:
        raise Unlike("columns of numbers", "text only", "Save the samples as numbers")
    assert known.values is not None
    return Table(len(known.values), decide(named, how.kinds), reading)


def _arrays(kind: str, found: Arrays, how: How) -> Table:
    reading = Reading(kind, part=found.part, parts=found.parts)
    return _made(found.columns, how, reading)


def _workbook(content: bytes, names: list[str], how: How) -> Table:
    part = how.part or names[0]
    if part not in names:
        said = ", ".join(f"{name:.40}" for name in names[:8])
        raise Unlike(f"a sheet out of {said}", f"{part!r:.40}", "Choose one of these")
    table = read_rows(rows(content, part), how)
    notes = table.reading.notes
    if how.part is None and len(names) > 1:
        notes += (f"There are {len(names)} sheets; the first was read.",)
    reading = Reading(
        "Excel", header=table.reading.header, part=part, parts=tuple(names), notes=notes
    )
    return replace(table, reading=reading)


def _are_tensors(content: bytes) -> bool:
    size = int.from_bytes(content[:8], "little")
    return 0 < size <= len(content) and content[8:9] == b"{" and b"\x00" in content[:8]


def _is_json(content: bytes) -> bool:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return bool(re.match(rb"\{\s*(\"|\})|\[\s*[\[{]|\[\s*-?[\d.]", start))
