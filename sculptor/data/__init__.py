"""Data sets x: generated, shipped with a library, or fetched and checked.

`sculptor.datasets` is this room.
"""

from sculptor.data.adding import add
from sculptor.data.dataset import Dataset, DatasetInfo
from sculptor.data.images.adding import from_images
from sculptor.data.own.store import remove
from sculptor.data.registry import (
    SOURCES,
    check_available,
    check_unchanged,
    describe,
    download,
    fingerprint,
    is_table,
    known,
    load,
    names,
    thumbnail,
)
from sculptor.data.rows.adding import from_table
from sculptor.data.sets.curved import generate as curved

__all__ = [
    "SOURCES",
    "Dataset",
    "DatasetInfo",
    "add",
    "check_available",
    "check_unchanged",
    "curved",
    "describe",
    "download",
    "fingerprint",
    "from_images",
    "from_table",
    "is_table",
    "known",
    "load",
    "names",
    "remove",
    "thumbnail",
]
