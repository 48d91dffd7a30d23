"""Columns out of Arrow's own files, which are also called Feather.

What its compressed parts unpack to is read from the file first, as it stands before each part; the
metadata are tables of FlatBuffers, of which so much is read here as that takes. The numbers of
fields are those of Message.fbs, in the repository apache/arrow.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from sculptor.tables.arrow import columns_of
from sculptor.tables.limits import check_shape, check_unpacked, decoding
from sculptor.tables.table import Column

MAGIC, STREAM = b"ARROW1", b"\xff\xff\xff\xff"
"""How a file begins, and a stream."""

MESSAGES = 100_000
"""Record batches, at most."""

_HEADER_TYPE, _HEADER, _BODY = 1, 2, 3
_DICTIONARY, _RECORDS = 2, 3
_BUFFERS, _COMPRESSION, _DATA = 2, 3, 1


def read_ipc(content: bytes) -> list[Column]:
    """The columns of an Arrow file or stream.

    Raises:
        Unlike: There is no table in it.
    """
    import pyarrow as pa

    with decoding("Arrow"):
        is_file = content.startswith(MAGIC)
        check_unpacked(sum(_unpacked(content, 8 if is_file else 0)), len(content))
        source = pa.BufferReader(content)
        batches, rows = [], 0
        # Also a file is read as the stream that is in it, which is what was looked through.
        if is_file:
            source.seek(8)
        reader = pa.ipc.open_stream(source)
        check_shape(2, len(reader.schema))
        for batch in reader:
            rows += batch.num_rows
            check_shape(max(2, rows), 1)
            batch.validate(full=True)  # else what it says of lengths may lie outside of it
            batches.append(batch)
        return columns_of(pa.Table.from_batches(batches, reader.schema))


def _unpacked(content: bytes, at: int) -> Iterator[int]:
    """Bytes that each message unpacks to.

    Raises:
        ValueError, struct.error: The content is no stream of messages.
    """
    view = memoryview(content)
    for _ in range(MESSAGES):
        if view[at : at + 4] != STREAM:
            raise ValueError("a message of an old format")
        size = int.from_bytes(view[at + 4 : at + 8], "little")
        if not size:
            return
        message = bytes(view[at + 8 : at + 8 + size])
        body = at + 8 + size
        root = struct.unpack_from("<I", message)[0]
        length = _number(message, root, _BODY, "<q")
        if length < 0 or body + length > len(content):
            raise ValueError("it ends early")
        kind, records = _number(message, root, _HEADER_TYPE, "<B"), _table(message, root, _HEADER)
        if kind == _DICTIONARY and records is not None:
            records = _table(message, records, _DATA)
        if kind in (_DICTIONARY, _RECORDS) and records is not None:
            yield _size(message, records, view[body : body + length])
        at = body + length
        if at >= len(content):
            return
    raise ValueError(f"more than {MESSAGES:,} messages")


def _size(message: bytes, records: int, body: memoryview) -> int:
    """Bytes that the buffers of a record batch unpack to."""
    is_packed = _table(message, records, _COMPRESSION) is not None
    start = _field(message, records, _BUFFERS)
    if start is None:
        return 0
    vector = start + struct.unpack_from("<I", message, start)[0]
    total = 0
    for place in range(struct.unpack_from("<I", message, vector)[0]):
        offset, length = struct.unpack_from("<qq", message, vector + 4 + 16 * place)
        if min(offset, length) < 0 or offset + length > len(body):
            raise ValueError("a part outside of it")
        unpacked = length
        if is_packed and length:
            unpacked = struct.unpack_from("<q", body, offset)[0]
            if unpacked == -1:  # this part is as it is
                unpacked = length
            elif unpacked < 0:
                raise ValueError("a part of negative size")
        total += unpacked
    return total


def _field(message: bytes, table: int, number: int) -> int | None:
    """Where a field of a table is; None if it has none."""
    directory = table - struct.unpack_from("<i", message, table)[0]
    if directory < 0:
        raise ValueError("a table outside of it")
    size = struct.unpack_from("<H", message, directory)[0]
    if 6 + 2 * number > size:
        return None
    offset: int = struct.unpack_from("<H", message, directory + 4 + 2 * number)[0]
    return table + offset if offset else None


def _number(message: bytes, table: int, number: int, form: str) -> int:
    place = _field(message, table, number)
    return 0 if place is None else int(struct.unpack_from(form, message, place)[0])


def _table(message: bytes, table: int, number: int) -> int | None:
    place = _field(message, table, number)
    return None if place is None else place + int(struct.unpack_from("<I", message, place)[0])


def frame_columns(frame: Any) -> list[Column]:
    """The columns of a frame of pandas, polars or Arrow, or of what gives itself as one.

    Raises:
        Unlike: It is none, or larger than any table.
    """
    import pyarrow as pa

    with decoding("frame"):
        if type(frame).__module__.split(".")[0] == "pandas":
            table = pa.Table.from_pandas(frame)
        elif hasattr(frame, "__arrow_c_stream__"):
            table = pa.table(frame)
        else:
            from pyarrow.interchange import from_dataframe

            table = from_dataframe(frame)
        return columns_of(table)
