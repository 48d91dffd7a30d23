"""Images in Parquet: a column of encoded ones, as Hugging Face publishes them, or of pixels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sculptor.data.images.picture import Unreadable
from sculptor.data.images.sources import MOST_BYTES, Content, Get, Listing
from sculptor.errors import SculptorError, trying

BATCH = 64
"""Images that are in memory at once."""

_SPLIT = re.compile(
    r"(train|validation|valid|val|test)\b|(train|validation|test)[-_.]", re.IGNORECASE
)


class Parquet:
    """The images of one or more files.

    Args:
        paths: The files, in order.
        root: The folder that names are told from.

    Raises:
        SculptorError: One is damaged, or has no column of images.
    """

    def __init__(self, paths: Sequence[Path], root: Path) -> None:
        self.listing = Listing()
        self._files: list[pq.ParquetFile] = []
        for path in paths:
            with trying(f"read {path}"):
                try:
                    self._take(path, path.relative_to(root).as_posix())
                except pa.ArrowException as error:
                    raise SculptorError(
                        f"Expected a whole Parquet file in {path}, but: {error!s:.200}."
                    ) from error
        n = len(self.listing.names)
        self.listing.columns = {
            name: values for name, values in self.listing.columns.items() if len(values) == n
        }

    def _take(self, path: Path, name: str) -> None:
        file = pq.ParquetFile(path)
        self._column = image_column(file.schema_arrow) or ""
        if not self._column:
            raise SculptorError(
                f"Expected a column of images in {path}: a struct with bytes and path, bytes, or "
                f"lists of pixels; received {', '.join(file.schema_arrow.names[:20])!s:.400}."
            )
        self._files.append(file)
        n = file.metadata.num_rows
        first = len(self.listing.names)
        self.listing.names += [f"{name} row {row}" for row in range(n)]
        match = _SPLIT.search(path.stem)
        self.listing.splits += [match[0].lower() if match else ""] * n
        for field in file.schema_arrow:
            if field.name != self._column and not pa.types.is_nested(field.type):
                values = file.read(columns=[field.name]).column(0).to_pylist()
                known = self.listing.columns.setdefault(field.name, [])
                if isinstance(known, list) and len(known) == first:
                    known.extend(values)
        self.listing.classes |= _classes(file.schema_arrow)

    def read(self, rows: Sequence[int] | None = None) -> Iterator[tuple[int, Get]]:
        """Items and what gives their content."""
        wanted = None if rows is None else set(rows)
        row = 0
        for file in self._files:
            for group in range(file.metadata.num_row_groups):
                size = file.metadata.row_group(group).num_rows
                if wanted is not None and wanted.isdisjoint(range(row, row + size)):
                    row += size
                    continue
                batches = file.iter_batches(BATCH, row_groups=[group], columns=[self._column])
                for batch in batches:
                    for value in batch.column(0):
                        if wanted is None or row in wanted:
                            yield row, lambda value=value: _content(value)  # type: ignore[misc]
                        row += 1

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()


def has_images(path: Path) -> bool:
    """Whether a Parquet file has a column of images; False where it cannot be read."""
    try:
        return image_column(pq.read_schema(path)) is not None
    except (pa.ArrowException, OSError):
        return False


def image_column(schema: pa.Schema) -> str | None:
    """The column with images, if there is one."""
    for field in schema:
        if pa.types.is_struct(field.type) and field.type.get_field_index("bytes") >= 0:
            return str(field.name)
    for field in schema:
        named = field.name.lower() in ("image", "img", "images", "bytes", "png", "jpg", "jpeg")
        if named and (pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)):
            return str(field.name)
    for field in schema:
        depth, whole = _inner(field.type)
        if depth in (2, 3) and whole is not None:
            return str(field.name)
    return None


def _inner(kind: pa.DataType) -> tuple[int, bool | None]:
    """How deep lists are nested, and whether their numbers are whole; None if they are none."""
    depth = 0
    while _is_list(kind):
        depth, kind = depth + 1, kind.value_type
    return depth, True if pa.types.is_integer(kind) else False if pa.types.is_floating(
        kind
    ) else None


def _is_list(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


def _content(value: pa.Scalar) -> Content:
    content = value.as_py()
    if isinstance(content, dict):
        if content.get("bytes") is None and content.get("path"):
            raise Unreadable("the file has its path only, and not the image")
        content = content.get("bytes")
    if content is None:
        raise Unreadable("no image in this row")
    if isinstance(content, list):
        return _pixels(content, whole=_inner(value.type)[1])
    if len(content) > MOST_BYTES:
        raise Unreadable(f"{len(content):,} bytes, more than {MOST_BYTES:,}")
    return bytes(content)


def _pixels(rows: list[Any], *, whole: bool | None) -> Content:
    """Lists of pixels as ``(h, w, c)``: whole numbers from 0 to 255, or floats from 0 to 1."""
    try:
        values = np.array(rows, np.float64)
    except (ValueError, TypeError):
        raise Unreadable("lists of different lengths as its pixels") from None
    if values.ndim == 2:
        values = values[..., None]
    if values.shape[2] not in (1, 3, 4) and values.shape[0] in (1, 3, 4):
        values = values.transpose(1, 2, 0)
    if not values.size or values.shape[2] not in (1, 3, 4):
        raise Unreadable(f"pixels of shape {values.shape}")
    most = 255 if whole else 1
    if not (np.isfinite(values).all() and values.min() >= 0 and values.max() <= most):
        raise Unreadable(f"pixels outside of 0 to {most}")
    return np.rint(values if whole else values * 255).astype(np.uint8)


def _classes(schema: pa.Schema) -> dict[str, tuple[str, ...]]:
    """The names of classes that Hugging Face keeps beside the columns."""
    try:
        told = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        features = told["info"]["features"]
        return {
            name: tuple(map(str, feature["names"]))
            for name, feature in features.items()
            if isinstance(feature, dict) and isinstance(feature.get("names"), list)
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
