"""Which images train, which validate and which test: as they are given, else by what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError

NAMES = ("train", "validation", "test")
FEWEST = 3

Numbers = npt.NDArray[np.float64]


def position(content: bytes) -> float:
    """Where an item falls between 0 and 1, by its content alone.

    Adding items or renaming them moves none, and two of the same content are never in two splits.

    >>> round(position(b"a cat"), 3)
    0.406
    """
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big") / 2**64


def assign(
    given: Sequence[str], places: Numbers, validation: float, test: float
) -> tuple[npt.NDArray[np.int8], list[str]]:
    """The split of each item as its number in `NAMES`, and what must be said.

    Args:
        given: The split of each where something says so, else empty.
        places: `position` of each.
        validation: Share of those to validate, among those of which nothing says.
        test: Share of those to test.

    Raises:
        SculptorError: There are fewer than three items, or none to train on.
    """
    if len(given) < FEWEST:
        raise SculptorError(
            f"Expected {FEWEST} or more that can be read, one to train, to validate and to test "
            f"each; received {len(given)}."
        )
    free = np.array([not split for split in given])
    numbers = np.array([NAMES.index(split) if split else 0 for split in given], np.int8)
    numbers[free & (places >= 1 - test)] = 2
    numbers[free & (places < 1 - test) & (places >= 1 - test - validation)] = 1
    notes: list[str] = []
    have = {split for split in given if split}
    if "train" in have:
        _complete(numbers, places, have, validation, notes)
    if have and free.any():
        notes.append(
            f"{free.sum():,} of {len(given):,} are in no folder of a split; they were given one by "
            "their content."
        )
    if not have or "train" in have:
        _fill(numbers, places, notes)
    for number, name in enumerate(NAMES):
        if not (numbers == number).any():
            raise SculptorError(
                f"Expected images in each split, but there is none in {name}. Add some, or put all "
                "into one folder to have them split."
            )
    return numbers, notes


def _complete(
    numbers: npt.NDArray[np.int8],
    places: Numbers,
    have: set[str],
    validation: float,
    notes: list[str],
) -> None:
    """Make the split that given ones lack of another."""
    if "test" not in have and "validation" in have and not (numbers == 2).any():
        numbers[numbers == 1] = 2
        notes.append("The validation images given are the test split, since none was given.")
        have = have - {"validation"}
    if "validation" not in have and not (numbers == 1).any():
        numbers[(numbers == 0) & (places < validation)] = 1
        notes.append(
            f"{(numbers == 1).sum():,} of the training images given are held out to look at while "
            "a run trains, since no validation images were given."
        )


def _fill(numbers: npt.NDArray[np.int8], places: Numbers, notes: list[str]) -> None:
    """Leave no split empty where there are few items: the last of the training items goes there."""
    for split in (2, 1):
        training = np.flatnonzero(numbers == 0)
        if not (numbers == split).any() and len(training) > 1:
            numbers[training[np.argmax(places[training])]] = split
            notes.append(f"One item was put into {NAMES[split]}, which had none by its content.")
