"""A table out of Parquet: its columns of numbers, each unpacked by itself and in pieces.

Columns of text are not unpacked at all. What the file says of its sizes is checked page by page
first: it costs nothing to write a page of a few bytes that unpacks to gigabytes.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.tables.limits import Columns, Unlike, check_shape, check_unpacked, decoding
from sculptor.tables.pages import Chunk, read_chunks

MAX_FOOTER = 1 << 20
"""Bytes of what stands at the end of the file about its columns; in memory it is 100 times that."""

MAX_LIST = 4_096
"""Row groups, and columns with what they are nested in, at most."""

MAX_PAGES = 100_000
"""Pages of all columns of numbers, at most."""

MAX_PAGE = 1 << 25
"""Bytes that one page unpacks to, at most: a million numbers of 32 bytes."""

BATCH = 1 << 16
"""Rows that are unpacked at once."""

ROW_LABELS = re.compile(r"__index_level_\d+__")
"""What pandas calls the labels of rows, where they have no name."""


def read_parquet(content: bytes) -> Columns:
    """The table in a Parquet file.

    Raises:
        Unlike: There is none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with decoding("Parquet"):
        groups = read_chunks(_footer(content))
        file = pq.ParquetFile(pa.BufferReader(content), thrift_container_size_limit=MAX_LIST)
        about = file.metadata
        check_shape(about.num_rows, about.num_columns)
        kept = [place for place in range(about.num_columns) if _is_numeric(file, place)]
        names = [file.schema.column(place).path for place in kept]
        left_out = [name for name in file.schema_arrow.names if name not in names]
        if not kept:
            raise Unlike("columns of numbers", "text only", "Save the samples as numbers")
        check_unpacked(8 * about.num_rows * len(kept), len(content))
        _check_pages(content, groups, about.num_rows, kept)
        values = np.empty((about.num_rows, len(kept)))
        for place, name in enumerate(names):
            start = 0
            for batch in file.iter_batches(BATCH, columns=[name], use_threads=False):
                part = _numbers(batch.column(0))
                values[start : start + len(part), place] = part
                start += len(part)
            if start != about.num_rows:
                raise ValueError(f"{start:,} rows of {name!r:.40}")
        return Columns(names, values, left_out)


def _footer(content: bytes) -> bytes:
    """What stands at the end of the file about its columns."""
    if not content.endswith(b"PAR1"):
        raise ValueError("it ends early")
    size = int.from_bytes(content[-8:-4], "little")
    if size > MAX_FOOTER:
        raise Unlike(
            f"at most {MAX_FOOTER:,} bytes about the columns of the file",
            f"{size:,}",
            "Save it with fewer columns, or in fewer row groups",
        )
    return content[-8 - size : -8]


def _is_numeric(file: Any, place: int) -> bool:
    """Whether a column holds one number a row; unnamed labels of rows are none."""
    import pyarrow.types as kinds

    leaf = file.schema.column(place)
    is_plain = file.schema_arrow.names.count(leaf.path) == 1  # no part of a nested column
    if not is_plain or leaf.max_repetition_level or ROW_LABELS.fullmatch(leaf.path):
        return False
    kind = file.schema_arrow.field(leaf.path).type
    if kinds.is_dictionary(kind):
        kind = kind.value_type
    tests = (kinds.is_integer, kinds.is_floating, kinds.is_boolean, kinds.is_decimal)
    return any(test(kind) for test in tests)


def _check_pages(content: bytes, groups: list[list[Chunk]], rows: int, kept: list[int]) -> None:
    """Refuse pages that unpack to more than numbers take, or hold more of them than there are."""
    unpacked = pages = 0
    for place in kept:
        if sum(group[place].values for group in groups) != rows:
            raise ValueError("columns of different lengths")
        for size in (size for group in groups for size in group[place].pages(content)):
            pages += 1
            unpacked += size
            if size > MAX_PAGE or pages > MAX_PAGES:
                raise Unlike(
                    f"at most {MAX_PAGES:,} pages of at most {MAX_PAGE >> 20} MiB",
                    "more or larger ones",
                    "Save it anew with the default sizes",
                )
    check_unpacked(unpacked, len(content))


def _numbers(column: Any) -> npt.NDArray[np.float64]:
    """A column as numbers, NaN where there is none."""
    import pyarrow as pa
    import pyarrow.types as kinds

    if kinds.is_dictionary(column.type):
        column = column.dictionary_decode()
    if kinds.is_decimal(column.type):
        column = column.cast(pa.float64())
    return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)
