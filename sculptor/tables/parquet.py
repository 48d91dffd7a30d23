"""A table out of Parquet, unpacked in pieces.

What the file says of its sizes is checked page by page first: it costs nothing to write a page of a
few bytes that unpacks to gigabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sculptor.tables.arrow import Filler, check_width, nature
from sculptor.tables.limits import Unlike, check_shape, check_unpacked, decoding
from sculptor.tables.pages import Chunk, read_chunks
from sculptor.tables.table import Column

MAX_FOOTER = 1 << 20
"""Bytes of what stands at the end of the file about its columns; in memory it is 100 times that."""

MAX_LIST = 16_384
"""Row groups, and columns with what they are nested in, at most."""

MAX_PAGES = 100_000
"""Pages of all columns that are read, at most."""

MAX_PAGE = 1 << 25
"""Bytes that one page unpacks to, at most: a million numbers of 32 bytes."""

BATCH = 1 << 16
"""Rows that are unpacked at once, at most."""

BATCH_NUMBERS = 1 << 21
"""Numbers that are unpacked at once."""


def read_parquet(content: Any) -> list[Column]:
    """The columns of a Parquet file.

    Args:
        content: Its bytes, or a map of the file.

    Raises:
        Unlike: There is no table in it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with decoding("Parquet"):
        groups = read_chunks(_footer(content))
        buffer = pa.py_buffer(content)
        options: dict[str, Any] = {"thrift_container_size_limit": MAX_LIST}
        schema = pq.ParquetFile(pa.BufferReader(buffer), **options).schema
        leaves = [schema.column(place) for place in range(len(schema))]
        # As a dictionary one long text that each row repeats is in memory once.
        texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY"]
        file = pq.ParquetFile(pa.BufferReader(buffer), read_dictionary=texts, **options)
        about, names = file.metadata, file.schema_arrow.names
        check_shape(about.num_rows, len(names))
        natures = [nature(field.type) for field in file.schema_arrow]
        plain = sum(each in ("number", "date") for each in natures)
        check_unpacked(8 * about.num_rows * plain, len(content))
        pages = _Pages(content, groups)
        fillers = [Filler(field.name, field.type, about.num_rows) for field in file.schema_arrow]
        own = [_leaf(leaves, name) if names.count(name) == 1 else None for name in names]
        plain_ones: list[Filler] = []
        for filler, leaf in zip(fillers, own, strict=True):
            if leaf is None or not filler.nature:
                filler.end(f"a column of {filler.kind!s:.40}")
            elif filler.nature == "list":
                _fill_lists(file, filler, pages, leaf)
            elif _may_be_read(filler, pages, leaf):
                plain_ones.append(filler)
        _fill(file, plain_ones)
        return [filler.column() for filler in fillers]


def _leaf(leaves: Sequence[Any], name: str) -> int | None:
    """The place of the one column of numbers that a column holds; None if it holds more."""
    found = [
        place
        for place, leaf in enumerate(leaves)
        if leaf.path == name or leaf.path.startswith(f"{name}.")
    ]
    return found[0] if len(found) == 1 else None


def _may_be_read(filler: Filler, pages: _Pages, leaf: int) -> bool:
    """Whether a column of one value a row may be unpacked; text that may not is left unread."""
    if pages.values(leaf) != filler.rows:
        raise ValueError("columns of different lengths")
    try:
        pages.check(leaf)
    except Unlike:
        if filler.nature != "text":
            raise
        filler.end("text that unpacks to more than is read")
        return False
    return True


def _fill(file: Any, fillers: Sequence[Filler]) -> None:
    """Unpack columns of one value a row, side by side."""
    if not fillers:
        return
    names = [filler.name for filler in fillers]
    batch = max(1 << 12, min(BATCH, BATCH_NUMBERS // len(names)))
    for part in file.iter_batches(batch, columns=names):
        for filler in fillers:
            filler.add(part.column(filler.name))


def _fill_lists(file: Any, filler: Filler, pages: _Pages, leaf: int) -> None:
    """Unpack a column of lists."""
    width = -(-pages.values(leaf) // max(1, filler.rows))
    check_width(width, filler.rows)
    check_unpacked(8 * filler.rows * width, pages.size)
    pages.check(leaf)
    batch = max(1, min(BATCH, BATCH_NUMBERS // width))
    for part in file.iter_batches(batch, columns=[filler.name], use_threads=False):
        if filler.is_over:
            break
        filler.add(part.column(0))


class _Pages:
    """What the pages of a file unpack to.

    Args:
        content: The file.
        groups: Its chunks.
    """

    def __init__(self, content: Any, groups: list[list[Chunk]]) -> None:
        self._content, self._groups = content, groups
        self._unpacked = self._count = 0

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self._content)

    def values(self, leaf: int) -> int:
        """How many values a column has, with those within lists."""
        return sum(group[leaf].values for group in self._groups)

    def check(self, leaf: int) -> None:
        """Refuse a column whose pages unpack to more than numbers take.

        Raises:
            Unlike: They do.
        """
        unpacked = count = 0
        for size in (size for group in self._groups for size in group[leaf].pages(self._content)):
            count += 1
            unpacked += size
            if size > MAX_PAGE or self._count + count > MAX_PAGES:
                raise Unlike(
                    f"at most {MAX_PAGES:,} pages of at most {MAX_PAGE >> 20} MiB",
                    "more or larger ones",
                    "Save it anew with the default sizes",
                )
        check_unpacked(self._unpacked + unpacked, len(self._content))
        self._unpacked += unpacked
        self._count += count


def _footer(content: Any) -> bytes:
    """What stands at the end of the file about its columns."""
    if content[-4:] != b"PAR1":
        raise ValueError("it ends early")
    size = int.from_bytes(content[-8:-4], "little")
    if size > MAX_FOOTER:
        raise Unlike(
            f"at most {MAX_FOOTER:,} bytes about the columns of the file",
            f"{size:,}",
            "Save it with fewer columns, or in fewer row groups",
        )
    return bytes(content[-8 - size : -8])
