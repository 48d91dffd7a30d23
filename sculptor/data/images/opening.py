"""What a person names, as a source of images."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from sculptor.data.images import array
from sculptor.data.images.archive import Tar, Zip
from sculptor.data.images.array import ArraySource
from sculptor.data.images.sources import ARCHIVES, SUFFIXES, Files, Folder, Source
from sculptor.errors import SculptorError, trying
from sculptor.home import expanded
from sculptor.names import shown

Named: TypeAlias = "str | os.PathLike[str] | np.ndarray[Any, Any]"


def open_source(
    named: Named, layout: str = "auto", tick: Callable[[int], None] | None = None
) -> Source:
    """A source of images, with all that it lists.

    Args:
        named: A folder, an archive, a file of arrays or of one image, or an array.
        layout: See `Options.layout`.
        tick: Called with the number of images found so far.

    Raises:
        SculptorError: It is not there, cannot be read, or holds no images.
    """
    if not isinstance(named, str | os.PathLike):
        return ArraySource([("", np.asarray(named))], layout=layout)
    path = expanded(os.fspath(named)).absolute()
    with trying(f"read {shown(str(path), 400)}"):
        source = _opened(path, layout, tick)
    if not source.listing.names:
        source.close()
        left_out = [f"{shown(name)} is {reason}" for name, reason in source.listing.skipped[:1]]
        raise SculptorError(
            f"Expected images in {shown(str(path), 400)}, but there are none"
            + (f" among {len(source.listing.skipped):,} files: {left_out[0]}." if left_out else ".")
        )
    return source


def _opened(path: Path, layout: str, tick: Callable[[int], None] | None) -> Source:
    lower = path.name.lower()
    if path.is_dir():
        folder = Folder(path, tick)
        from sculptor.data.images import parquet  # pyarrow takes a while to import

        tables = sorted(path.rglob("*.parquet")) if not folder.listing.names else []
        shards = [table for table in tables if parquet.has_images(table)]
        return parquet.Parquet(shards, path) if shards else folder
    if not path.exists():
        raise SculptorError(
            f"Expected a folder or a file, but {shown(str(path), 400)} is not there."
        )
    if lower.endswith(".zip"):
        return Zip(path)
    if lower.endswith(ARCHIVES):
        return Tar(path)
    if lower.endswith(array.SUFFIXES):
        return array.read(path, layout)
    if lower.endswith(".parquet"):
        from sculptor.data.images import parquet

        return parquet.Parquet([path], path.parent)
    if lower.endswith(SUFFIXES):
        return Files([path])
    raise SculptorError(
        f"Expected images as a folder, {', '.join(ARCHIVES[:3])}, {', '.join(array.SUFFIXES)} or "
        f".parquet; received {shown(path.name)}."
    )


def is_images(named: Any) -> bool:
    """Whether what a person names holds images rather than rows of numbers.

    Arrays and files of arrays do if one of them has three dimensions or more.

    Raises:
        SculptorError: It is not there, or damaged.
    """
    if not isinstance(named, str | os.PathLike):
        return getattr(named, "ndim", 0) > 2
    path = expanded(os.fspath(named))
    lower = path.name.lower()
    if path.is_dir() or lower.endswith((*ARCHIVES, *SUFFIXES)):
        return True
    if lower.endswith(array.SUFFIXES):
        return any(found.ndim > 2 for found in array.arrays_in(path).values())
    if lower.endswith(".parquet"):
        from sculptor.data.images import parquet

        return parquet.has_images(path)
    return False
