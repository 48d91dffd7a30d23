"""The pages of a Parquet file, by their headers: what each unpacks to, before any is unpacked.

A page header is a struct in Thrift's compact protocol (parquet.thrift, ``PageHeader``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Struct = dict[int, Any]
"""Fields by their numbers."""

DEEPEST = 4
"""Structs within each other, at most; a page header has three."""

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 7, 8, 12
_WHOLE = (4, 5, 6)

_DICTIONARY, _DATA = 2, (0, 3)
_VALUES = {0: 5, 3: 8}
"""The field that holds the number of values, by type of the page."""


class Page(NamedTuple):
    """One page.

    Attributes:
        unpacked: Bytes that it says it unpacks to.
        values: Values of a column in it; none in a dictionary.
    """

    unpacked: int
    values: int


def walk(content: bytes, start: int, values: int) -> Iterator[Page]:
    """The pages of a column from a place on, until there are so many values.

    Raises:
        ValueError: A header is not one.
        IndexError: The content ends within one.
    """
    while values > 0:
        header, start = _struct(content, start, DEEPEST)
        kind, unpacked, packed = header[1], header[2], header[3]
        if unpacked < 0 or packed < 0:
            raise ValueError("a page of negative size")
        page = Page(unpacked, header[_VALUES[kind]][1] if kind in _VALUES else 0)
        if page.values < 0:
            raise ValueError("a page of negative length")
        yield page
        values -= page.values
        start += packed


def _struct(content: bytes, at: int, depth: int) -> tuple[Struct, int]:
    """A struct and where it ends."""
    if not depth:
        raise ValueError("a page header that is nested too deeply")
    found: Struct = {}
    number = 0
    while True:
        first = content[at]
        at += 1
        if not first:
            return found, at
        step, kind = first >> 4, first & 15
        if step:
            number += step
        else:
            number, at = _whole(content, at)
        if kind == _STRUCT:
            found[number], at = _struct(content, at, depth - 1)
        elif kind in _WHOLE:
            found[number], at = _whole(content, at)
        elif kind == _BINARY:
            length, at = _varint(content, at)
            at += length
        elif kind in (_BYTE, _DOUBLE):
            at += 1 if kind == _BYTE else 8
        elif kind not in (_TRUE, _FALSE):
            raise ValueError("a page header with a list in it")


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A whole number of 0 or more, seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


def _whole(content: bytes, at: int) -> tuple[int, int]:
    """A whole number, its sign in the last bit, and where it ends."""
    value, at = _varint(content, at)
    return (value >> 1) ^ -(value & 1), at
