"""The pages of a Parquet file by their headers: what each unpacks to, before any is unpacked.

The numbers of fields are those of parquet.thrift, in the repository apache/parquet-format.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sculptor.tables.thrift import Struct, read_struct

_ROW_GROUPS, _COLUMNS, _METADATA = 4, 1, 3
_NUM_VALUES, _DATA_PAGE_OFFSET, _DICTIONARY_PAGE_OFFSET = 5, 9, 11
_TYPE, _UNPACKED, _PACKED = 1, 2, 3
_HEADERS = {0: 5, 3: 8}
"""By the type of a page of values, which are version 1 and 2, the field of what more is said."""


class Chunk(NamedTuple):
    """The pages of a column in one row group.

    Attributes:
        start: Where the first of them is.
        values: How many values there are in all of them.
    """

    start: int
    values: int

    def pages(self, content: bytes) -> Iterator[int]:
        """Bytes that each page says it unpacks to.

        Raises:
            ValueError, KeyError: A header is not one.
            IndexError: The content ends within one.
        """
        at, values = self.start, self.values
        while values > 0:
            header, at = read_struct(content, at)
            unpacked, packed, kind = header[_UNPACKED], header[_PACKED], header[_TYPE]
            held = header[_HEADERS[kind]][1] if kind in _HEADERS else 0
            if min(unpacked, packed, held) < 0:
                raise ValueError("a page of negative size")
            yield unpacked
            values -= held
            at += packed


def read_chunks(footer: bytes) -> list[list[Chunk]]:
    """A list of each row group: the chunks of its columns.

    Args:
        footer: The metadata at the end of the file.

    Raises:
        ValueError, KeyError, IndexError: They are not such.
    """
    about, _ = read_struct(footer, 0)
    groups: list[Struct] = about[_ROW_GROUPS]
    return [[_chunk(column[_METADATA]) for column in group[_COLUMNS]] for group in groups]


def _chunk(about: Struct) -> Chunk:
    """A chunk, which begins with its dictionary if it has one."""
    first = about[_DATA_PAGE_OFFSET]
    dictionary = about.get(_DICTIONARY_PAGE_OFFSET, 0)
    chunk = Chunk(dictionary if 0 < dictionary < first else first, about[_NUM_VALUES])
    if min(chunk) < 0:
        raise ValueError("a negative place or number")
    return chunk
