"""Images that are there twice, or nearly: those that stand in two splits above all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from sculptor.data.images.picture import Pixels

NEAR = 3
"""Bits of 64 in which the gradients of near-duplicates may differ."""

CLOSE = 6.0
"""Grey levels by which their thumbnails may differ, as the root of the mean square."""

GRID = 16
"""Pixels of a side of a thumbnail."""

MOST_IN_BAND = 64
"""Images of one band of bits that each is compared with: its neighbours in order. Where more are
alike, as in drawings of a few lines, only these are looked at."""

MOST = 100_000
"""Pairs, at most, that are listed."""

Hashes = npt.NDArray[np.uint64]


class Pair(NamedTuple):
    """Two images that are alike.

    Attributes:
        first: Row of the one.
        second: Row of the other.
        exact: Whether their pixels are the same.
    """

    first: int
    second: int
    exact: bool


def sign(image: Image.Image) -> tuple[np.uint64, Pixels]:
    """What an image is compared by: 64 bits, and a thumbnail ``(16, 16)``.

    The bits say whether a pixel of the image at 9 x 8 is darker than the one to its right ("dHash",
    N. Krawetz, 2013).
    """
    grey = image.convert("L")
    small = np.asarray(grey.resize((9, 8), Image.Resampling.BOX))
    bits = np.packbits((small[:, 1:] > small[:, :-1]).ravel())
    thumbnail = np.asarray(grey.resize((GRID, GRID), Image.Resampling.BOX))
    return bits.view(np.uint64)[0], thumbnail


def pairs(
    hashes: Hashes, thumbnails: Pixels, digests: Hashes, splits: npt.NDArray[np.int8]
) -> tuple[list[Pair], bool]:
    """Pairs of images in two different splits that are alike, and whether there may be more.

    Two of at most `NEAR` bits apart agree in one of four bands of 16 bits (Manku and others,
    "Detecting near-duplicates for web crawling", 2007, section 3): only these are compared.

    Args:
        hashes: ``(n,)`` bits of `sign`.
        thumbnails: ``(n, 16, 16)``.
        digests: ``(n,)`` digests of the pixels, alike for the same pixels.
        splits: ``(n,)`` number of the split of each.
    """
    found: dict[tuple[int, int], bool] = {}
    more = False
    for band in range(4):
        keys = (hashes >> np.uint64(16 * band)) & np.uint64(0xFFFF)
        order = np.lexsort((hashes, keys))
        for apart in range(1, MOST_IN_BAND + 1):
            one, other = order[:-apart], order[apart:]
            candidates = (keys[one] == keys[other]) & (splits[one] != splits[other])
            if not (keys[one] == keys[other]).any():
                break
            one, other = one[candidates], other[candidates]
            alike = _ones(hashes[one] ^ hashes[other]) <= NEAR
            for a, b in _close(one[alike], other[alike], thumbnails):
                found[min(a, b), max(a, b)] = bool(digests[a] == digests[b])
            if len(found) > MOST:
                return _pairs(found), True
        else:
            more = True
    return _pairs(found), more


def _ones(bits: Hashes) -> npt.NDArray[np.intp]:
    """How many bits are set in each number."""
    octets = np.ascontiguousarray(bits).view(np.uint8).reshape(-1, 8)
    ones: npt.NDArray[np.intp] = np.unpackbits(octets, axis=1).sum(1, dtype=np.intp)
    return ones


def _pairs(found: dict[tuple[int, int], bool]) -> list[Pair]:
    return [Pair(*rows, exact) for rows, exact in sorted(found.items())][:MOST]


def _close(
    one: npt.NDArray[np.intp], other: npt.NDArray[np.intp], thumbnails: Pixels
) -> Iterator[tuple[int, int]]:
    """Those whose thumbnails differ little."""
    for start in range(0, len(one), 4_096):
        a, b = one[start : start + 4_096], other[start : start + 4_096]
        difference = thumbnails[a].astype(np.float32) - thumbnails[b]
        near = np.sqrt((difference**2).mean((1, 2))) <= CLOSE
        yield from zip(a[near].tolist(), b[near].tolist(), strict=True)


def repeated(digests: Hashes) -> int:
    """How many images are there again with the same pixels.

    >>> repeated(np.array([1, 2, 1, 1], np.uint64))
    2
    """
    return len(digests) - len(np.unique(digests))
