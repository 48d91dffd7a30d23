"""Weights out of a file that anyone may have cut short, edited or exchanged: checked before use."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from safetensors import SafetensorError

from sculptor.errors import SculptorError
from sculptor.files import opened

HEADER = 1 << 20
"""Bytes that a file has besides its tensors, at most: their names and shapes."""

SINGLE = "float32"

HALF = ("float16", "bfloat16")
"""Types in which single precision may be kept."""


class Array(Protocol):
    """A tensor of torch or an array of NumPy."""

    @property
    def dtype(self) -> Any:
        """The type of its numbers."""

    @property
    def shape(self) -> Sequence[int]:
        """Its sides."""

    @property
    def nbytes(self) -> int:
        """Its size."""


A = TypeVar("A", bound=Array)

DAMAGE = (OSError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError, OverflowError)
"""What reading weights raises where a file is cut short, or is another."""


@contextmanager
def expected(what: str, remedy: str) -> Iterator[None]:
    """Say of weights that are read within what was expected, why they are not that, what helps.

    Args:
        what: What was expected, such as ``the weights of a run``.
        remedy: How to mend it.

    Raises:
        SculptorError: They cannot be read, or do not fit.
    """
    try:
        yield
    except SculptorError:
        raise
    except DAMAGE as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".:")
        how = "" if isinstance(error, ValueError) else "it cannot be read: "
        raise SculptorError(f"Expected {what}, but {how}{reason:.300}. {remedy}") from error


def read(source: Path | bytes, most: int, load: Callable[[bytes], dict[str, A]]) -> dict[str, A]:
    """The tensors of a file in safetensors, which is not looked into where it is too large.

    Args:
        source: The file, or its content.
        most: Bytes of tensors that it may have.
        load: Of `safetensors.torch` or `safetensors.numpy`.

    Raises:
        ValueError: It is larger.
        SculptorError: It is no regular file.
        SafetensorError: It is not one in safetensors.
        OSError: It cannot be read.
    """
    if isinstance(source, bytes):
        return load(source)
    with opened(source) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most + HEADER:
            raise ValueError(
                f"it has {size:,} bytes, more than the {most + HEADER:,} of such weights"
            )
        return load(file.read(most + HEADER))


def check(
    given: Mapping[str, Array],
    wanted: Mapping[str, Array],
    *,
    types: Sequence[str] = (),
    optional: Sequence[str] = (),
) -> None:
    """Refuse tensors that differ in their names, types or shapes, or are not finite.

    >>> import numpy as np
    >>> check({"w": np.zeros(2)}, {"w": np.zeros(2, np.float32)})
    Traceback (most recent call last):
    ValueError: w has numbers of type float64 in place of float32

    Args:
        given: Those of a file.
        wanted: Some like those that are expected.
        types: Types that do as well in place of single precision.
        optional: Names that may be missing on either side.

    Raises:
        ValueError: Why they do not fit.
    """
    check_names(given.keys() - {*optional}, wanted.keys() - {*optional})
    for name in given.keys() & wanted.keys():
        _check_one(name, given[name], wanted[name], types)


def check_names(given: Collection[str], wanted: Collection[str]) -> None:
    """Refuse names that differ.

    Raises:
        ValueError: Which are missing or not wanted.
    """
    differing = sorted({*given} ^ {*wanted})
    if differing:
        names = ", ".join(f"{name:.60}" for name in differing[:3])
        more = f" and {len(differing) - 3} more" if len(differing) > 3 else ""
        raise ValueError(f"the tensors differ in {names}{more}")


def check_numbers(name: str, values: Any, types: Sequence[str]) -> None:
    """Refuse a tensor of another type than some, with NaN, or with infinity.

    Raises:
        ValueError: It is one.
    """
    kind = type_of(values)
    if kind not in types:
        raise ValueError(f"{name:.60} has numbers of type {kind} in place of {' or '.join(types)}")
    if "float" in kind and not bool((abs(values) < math.inf).all()):
        raise ValueError(f"{name:.60} holds NaN or infinity")


def room(wanted: Mapping[str, Array]) -> int:
    """Bytes for such tensors, twice: those of a wider type are read, to be refused by name."""
    return 2 * sum(value.nbytes for value in wanted.values())


def type_of(values: Array) -> str:
    """The type of its numbers, such as ``float32``."""
    return str(values.dtype).removeprefix("torch.")


def _check_one(name: str, given: Array, wanted: Array, types: Sequence[str]) -> None:
    if tuple(given.shape) != tuple(wanted.shape):
        shapes = f"{tuple(given.shape)} in place of {tuple(wanted.shape)}"
        raise ValueError(f"{name:.60} has the shape {shapes}")
    kind = type_of(wanted)
    check_numbers(name, given, (kind, *(types if kind == SINGLE else ())))
