"""Images of large data sets: decoded once, in blocks, into a file that is then mapped into memory.

Neither decoding nor loading needs more memory than a block: pages of the file are read as its
images are looked at, and the system can take them back at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from sculptor.data.dataset import Images
from sculptor.data.progress import report
from sculptor.data.source import Files
from sculptor.errors import SculptorError, trying
from sculptor.files import replacing
from sculptor.home import cache_dir

BLOCK = 2048
"""Images that a reader decodes at once."""

MEND = "Free some disk space, or name another folder in SCULPTOR_CACHE."


def mapped(
    name: str,
    files: Files,
    shape: tuple[int, ...],
    blocks: Callable[[], Iterable[Images]],
    order: npt.NDArray[np.intp] | None = None,
) -> Images:
    """The images of a data set, mapped into memory; they are decoded where that was not done yet.

    What one reader writes into them, no other sees, and the file neither.

    Args:
        name: Of the data set with the version of its reader: another one is decoded anew.
        files: What it is decoded from: other ones are decoded anew.
        shape: ``(n, c, h, w)``.
        blocks: Gives blocks of images ``(m, c, h, w)`` uint8, ``n`` images in all.
        order: The row ``(n,)`` of each image that ``blocks`` gives; their own order by default.

    Raises:
        SculptorError: The blocks are other ones, the disk is full, or the cache cannot be written.
    """
    path = cache_dir() / f"{name}-{edition(files)}.npy"
    with contextlib.suppress(OSError, ValueError, EOFError):
        return _map(path, shape)
    with trying(f"write the images of {name} into {path.parent}", MEND):
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):  # another process may be at it: wait for it
            with contextlib.suppress(OSError, ValueError, EOFError):
                return _map(path, shape)
            _check_room(path, math.prod(shape))
            with replacing(path) as file:
                _write(file, shape, blocks(), order)
        return _map(path, shape)


def picked(blocks: Iterable[Images], rows: npt.NDArray[np.intp]) -> Iterator[Images]:
    """Some rows out of blocks that come one after another.

    Args:
        blocks: Images ``(m, c, h, w)``.
        rows: Counted over all blocks, in ascending order.
    """
    start = 0
    for block in blocks:
        yield block[rows[(rows >= start) & (rows < start + len(block))] - start]
        start += len(block)


def edition(files: Files) -> str:
    """Twelve digits for what lies in files, by their sizes and times."""
    stats = [path.stat() for _, path in sorted(files.items())]
    facts = repr([(stat.st_size, stat.st_mtime_ns) for stat in stats])
    return hashlib.sha256(facts.encode()).hexdigest()[:12]


def shuffled(n: int) -> npt.NDArray[np.intp]:
    """A row for each of ``n`` images, the same each time: those of a grid come in its order."""
    return np.random.default_rng(0).permutation(n)


def _map(path: Path, shape: tuple[int, ...]) -> Images:
    images = np.load(path, mmap_mode="c", allow_pickle=False)
    if images.shape != shape or images.dtype != np.uint8:
        raise ValueError(f"an array {images.dtype} of shape {images.shape}")
    return np.asarray(images)


def _check_room(path: Path, size: int) -> None:
    free = shutil.disk_usage(path.parent).free
    if free < size:
        raise SculptorError(
            f"Expected {size / 1e9:,.1f} GB of free space in {path.parent} for decoded images, "
            f"received {free / 1e9:,.1f} GB. {MEND}"
        )


def _write(
    file: IO[bytes],
    shape: tuple[int, ...],
    blocks: Iterable[Images],
    order: npt.NDArray[np.intp] | None,
) -> None:
    """Write images to their rows; a file that is mapped would be killed where the disk is full."""
    told = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, told)
    start, size, done = file.tell(), math.prod(shape[1:]), 0
    for block in blocks:
        if block.shape[1:] != shape[1:] or done + len(block) > shape[0]:
            raise SculptorError(
                f"Expected {shape[0]:,} images of shape {shape[1:]}, received {len(block):,} of "
                f"shape {block.shape[1:]} after {done:,}."
            )
        if order is None:
            file.write(np.ascontiguousarray(block).data)
        else:
            for row, image in zip(order[done : done + len(block)], block, strict=True):
                file.seek(start + int(row) * size)
                file.write(np.ascontiguousarray(image).data)
        done += len(block)
        report(done, shape[0])
    if done < shape[0]:
        raise SculptorError(f"Expected {shape[0]:,} images, received {done:,}.")
