"""NPY, NPZ and Parquet by hand, so that they may claim what no program writes."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def npy_header(shape: str, descr: str = "'<f8'", order: str = "False", version: int = 1) -> bytes:
    """The beginning of an NPY file, whatever it claims."""
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text


def with_directory(content: bytes, at: int, value: bytes) -> bytes:
    """An archive whose directory says something else in every entry."""
    content = bytearray(content)
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + at : place + at + len(value)] = value
        place = content.find(b"PK\x01\x02", place + 1)
    return bytes(content)


def thrift(*fields: tuple[int, int, Any]) -> bytes:
    """A struct in Thrift's compact protocol: number, type and value of each field.

    Types are 5 and 6 for whole numbers, 8 for bytes, 9 for a list of type and values, 12 for a
    struct.
    """
    parts, before = [], 0
    for number, kind, value in fields:
        parts += [bytes([(number - before) << 4 | kind]), _value(kind, value)]
        before = number
    return b"".join(parts) + b"\0"


def _value(kind: int, value: Any) -> bytes:
    match kind:
        case 5 | 6:
            return varint(value << 1 if value >= 0 else ~value << 1 | 1)
        case 8:
            return varint(len(value)) + value
        case 9:
            inner, values = value
            return (
                bytes([0xF0 | inner])
                + varint(len(values))
                + b"".join(_value(inner, v) for v in values)
            )
    return bytes(value)


def varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


PLAIN = thrift((1, 5, 1000), (2, 5, 0), (3, 5, 3), (4, 5, 3))
"""Of a page: a thousand values, as they are."""


def schema(names: list[str]) -> list[bytes]:
    """A root with required columns of double precision; one column alone where there is no name."""
    leaves = [thrift((1, 5, 5), (3, 5, 0), (4, 8, name.encode())) for name in names or ["leaf"]]
    return [thrift((4, 8, b"root"), (5, 5, len(leaves))), *leaves] if names else leaves


def column(name: str, size: int, *more: tuple[int, int, Any]) -> bytes:
    """A column of one page, of a thousand values in eight kilobytes by its own account."""
    about = thrift(
        (1, 5, 5),
        (2, 9, (5, [0])),
        (3, 9, (8, [name.encode()])),
        (4, 5, 6),
        (5, 6, 1000),
        (6, 6, 8000),
        (7, 6, size),
        (9, 6, 4),
        *more,
    )
    return thrift((2, 6, 4), (3, 12, about))


def footer(elements: list[bytes], columns: list[bytes]) -> bytes:
    """What stands at the end of a file of one row group."""
    group = thrift((1, 9, (12, columns)), (2, 6, 8000), (3, 6, 1000))
    about = thrift((1, 5, 1), (2, 9, (12, elements)), (3, 6, 1000), (4, 9, (12, [group])))
    return about + struct.pack("<I", len(about)) + b"PAR1"
