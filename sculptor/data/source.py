"""Where a data set comes from: what a new one has to say of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sculptor.data.dataset import Dataset, DatasetInfo, Images

Files: TypeAlias = Mapping[str, Path]
"""The files of a data set on this machine, by `RemoteFile.key`."""


@dataclass(frozen=True)
class RemoteFile:
    """A file of a data set as its makers publish it.

    Attributes:
        key: What the data set's reader calls it.
        names: File names under which it may lie in a folder; a download takes the first.
        urls: Mirrors, in the order in which they are tried.
        size: Bytes.
        sha256: Checksum, 64 hexadecimal digits.
    """

    key: str
    names: tuple[str, ...]
    urls: tuple[str, ...]
    size: int
    sha256: str


@dataclass(frozen=True)
class Source:
    """How a data set is made: generated, or decoded from files.

    Attributes:
        info: What is known of it beforehand, by the published files.
        version: Raised whenever `build` gives other arrays, so that old ones are not used.
        build: All of its images, from its files (empty for a generated one).
        preview: The first ``n`` images that represent it, at little cost.
        files: What has to be on this machine.
        count: The sizes of both splits by the files that are here, which may be a part of the
            published ones; None where `info` always holds.
    """

    info: DatasetInfo
    version: int
    build: Callable[[Files], Dataset]
    preview: Callable[[Files, int], Images]
    files: tuple[RemoteFile, ...] = ()
    count: Callable[[Files], tuple[int, int]] | None = None
