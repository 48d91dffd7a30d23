"""Memory that a step frees and the next one wants again."""

from __future__ import annotations

import ctypes
import sys

TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3
"""Parameters of glibc's mallopt(3)."""

MIB = 2**20


def keep() -> None:
    """Have this process keep the memory that it frees, where its allocator is glibc's.

    As it comes, glibc gives large blocks back to the system, depending on where they happen to lie.
    A step of a convolutional network then waits for thousands of pages that it had before, up to a
    quarter of its time. What is kept is at most what a step needs.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is None:
        return
    mallopt(TRIM_THRESHOLD, 2**31 - 1)
    mallopt(TOP_PAD, 64 * MIB)
    mallopt(MMAP_THRESHOLD, 32 * MIB)  # the most that it takes
