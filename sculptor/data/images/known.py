"""What a table tells of images: read out of a file, and joined to them by name or by row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from sculptor.data.images.sources import Listing
from sculptor.errors import SculptorError
from sculptor.files import read_bytes
from sculptor.names import shown

Columns: TypeAlias = dict[str, Sequence[Any]]

FILE_NAMES = ("file_name", "filename", "file", "path", "image", "image_id", "name")
"""What the column is called by which a table is joined, the likeliest first."""

MOST = 1 << 29
MISSING = ("", "nan", "na", "n/a", "null", "none", "-")


def gather(listing: Listing, second: str) -> tuple[Columns, list[str]]:
    """Every column that is known of the items, an entry an item, and what must be said of them.

    Args:
        listing: Of the source, with its tables.
        second: A further file; empty if there is none.

    Raises:
        SculptorError: A table cannot be read, or fits neither by name nor by row.
    """
    columns, notes = dict(listing.columns), []
    parts = [
        (PurePosixPath(path).parent, read_table(content, path), path)
        for path, content in listing.tables
    ]
    if second:
        parts.append((PurePosixPath(), read_table(read_bytes(Path(second), MOST), second), second))
    for folder, table, path in parts:
        joined, said = _joined(table, folder, listing.names, path)
        notes += said
        for name, values in joined.items():
            before = columns.get(name)
            columns[name] = values if before is None else _over(before, values)
    return columns, notes


def _over(below: Sequence[Any], above: Sequence[Any]) -> list[Any]:
    return [old if new is None else new for old, new in zip(below, above, strict=True)]


def read_table(content: bytes, path: str) -> Columns:
    r"""The columns of CSV, JSON Lines or Parquet.

    >>> read_table(b"file_name,label\n1.png,cat\n", "metadata.csv")
    {'file_name': ['1.png'], 'label': ['cat']}

    Raises:
        SculptorError: It is none of these.
    """
    try:
        if path.lower().endswith(".parquet"):
            import pyarrow.parquet as pq

            return dict(pq.read_table(io.BytesIO(content)).to_pydict())
        text = content.decode("utf-8-sig")
        return _json_lines(text) if path.lower().endswith((".jsonl", ".ndjson")) else _csv(text)
    except (ValueError, OSError, csv.Error, RecursionError) as error:
        raise SculptorError(
            f"Expected a table in CSV, JSON Lines or Parquet in UTF-8 in {shown(path)}, "
            f"but: {error!s:.200}."
        ) from error


def _csv(text: str) -> Columns:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    names = next(rows, [])
    if len(set(names)) < len(names) or not names:
        raise ValueError("its first line does not name its columns, each otherwise")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        if row:
            for place, name in enumerate(names):
                value = row[place].strip() if place < len(row) else ""
                columns[name].append(None if value.lower() in MISSING else value)
    return dict(columns)


def _json_lines(text: str) -> Columns:
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("a line that is no JSON object")
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _joined(
    table: Columns, folder: PurePosixPath, names: Sequence[str], path: str
) -> tuple[Columns, list[str]]:
    """The columns of a table, an entry an item."""
    n_rows = len(next(iter(table.values()), ()))
    by = next((name for name in FILE_NAMES if name in table), None)
    if by is None:
        if n_rows != len(names):
            raise SculptorError(
                f"Expected a column file_name in {shown(path)}, or a row for each of the "
                f"{len(names):,} images; received {n_rows:,} rows of {', '.join(table)!s:.200}."
            )
        return dict(table), [f"The rows of {shown(path)} were joined in the order of the images."]
    places = _places(table[by], folder, names)
    found: Columns = {
        name: [None if row is None else values[row] for row in places]
        for name, values in table.items()
        if name != by
    }
    unused = n_rows - len({row for row in places if row is not None})
    missing = sum(row is None for row in places)
    notes = []
    if unused:
        notes.append(f"{unused:,} of {n_rows:,} rows of {shown(path)} name no image.")
    if missing and missing < len(names):
        notes.append(f"{missing:,} of {len(names):,} images are not named in {shown(path)}.")
    return found, notes


def _places(wanted: Sequence[Any], folder: PurePosixPath, names: Sequence[str]) -> list[int | None]:
    """The row of each item: by its path, else by its last part, or that without its suffix."""
    whole = {str(folder / str(name).replace("\\", "/")): row for row, name in enumerate(wanted)}
    places = [whole.get(name) for name in names]
    if any(place is not None for place in places):
        return places
    for key in (lambda name: name.rsplit("/", 1)[-1], lambda name: PurePosixPath(name).stem):
        rows: dict[str, int] = {}
        twice: set[str] = set()
        for row, name in enumerate(wanted):
            if rows.setdefault(key(str(name)), row) != row:
                twice.add(key(str(name)))
        places = [None if key(name) in twice else rows.get(key(name)) for name in names]
        if any(place is not None for place in places):
            return places
    return places
