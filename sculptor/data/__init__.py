"""Data sets x: generated, shipped with a library, or fetched and checked.

`sculptor.datasets` is this room.
"""

from sculptor.data.dataset import Dataset, DatasetInfo
from sculptor.data.registry import SOURCES, describe, download, load, names, thumbnail
from sculptor.data.sets.curved import generate as curved

__all__ = [
    "SOURCES",
    "Dataset",
    "DatasetInfo",
    "curved",
    "describe",
    "download",
    "load",
    "names",
    "thumbnail",
]
