"""Structs in Thrift's compact protocol, in which Parquet writes its metadata.

They are read here as well as by Arrow, since some of what Arrow throws at them ends the process.
"""

from __future__ import annotations

from typing import Any

Struct = dict[int, Any]
"""Fields by their numbers; bytes, truths and fractions are passed over, and None."""

DEEPEST = 12
"""Structs and lists within each other, at most; those of Parquet are eight deep."""

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_WHOLE = (4, 5, 6)


def read_struct(content: bytes, at: int, depth: int = DEEPEST) -> tuple[Struct, int]:
    r"""A struct, and where it ends.

    >>> read_struct(b"\x15\x0e\x19\x2c\x00\x00\x00", 0)
    ({1: 7, 2: [{}, {}]}, 7)

    Raises:
        ValueError: It is none, is nested too deeply, or has fields in disorder: one that comes
            again is to some readers another one, and to some the same.
        IndexError: The content ends within it.
    """
    if not depth:
        raise ValueError("metadata that are nested too deeply")
    found: Struct = {}
    number = 0
    while first := content[at]:
        at += 1
        step = first >> 4
        before = number
        if step:
            number += step
        else:
            number, at = _whole(content, at)
        if number <= before:
            raise ValueError("metadata in disorder")
        kind = first & 15
        if kind in (_TRUE, _FALSE):  # whose value is their type
            found[number] = None
        else:
            found[number], at = _value(content, at, kind, depth - 1)
    return found, at + 1


def _value(content: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind == _STRUCT:
        return read_struct(content, at, depth)
    if kind in _WHOLE:
        return _whole(content, at)
    if kind in (_LIST, _SET):
        return _list(content, at, depth)
    if kind == _BINARY:
        length, at = _varint(content, at)
        return None, at + length
    if kind in (_TRUE, _FALSE, _BYTE):
        return None, at + 1
    if kind == _DOUBLE:
        return None, at + 8
    raise ValueError("metadata of an unknown type")


def _list(content: bytes, at: int, depth: int) -> tuple[list[Any], int]:
    if not depth:
        raise ValueError("metadata that are nested too deeply")
    length, kind = content[at] >> 4, content[at] & 15
    at += 1
    if length == 15:
        length, at = _varint(content, at)
    if length > len(content) - at:  # each takes a byte or more
        raise ValueError("a list that is longer than the file")
    values = []
    for _ in range(length):
        value, at = _value(content, at, kind, depth - 1)
        values.append(value)
    return values, at


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A whole number of 0 or more, seven bits a byte, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("a number of more than 64 bits")


def _whole(content: bytes, at: int) -> tuple[int, int]:
    """A whole number, its sign in the last bit, and where it ends."""
    value, at = _varint(content, at)
    return (value >> 1) ^ -(value & 1), at
