"""CIFAR-10: 32 x 32 colour photographs of ten classes, from the binary archive of its makers."""

from __future__ import annotations

import gzip
import re
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sculptor.data.dataset import Dataset, Images
from sculptor.data.source import Files, RemoteFile, Source, reading
from sculptor.errors import SculptorError

LABELS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
THERE = "Put CIFAR-10's binary archive there."
SHAPE = (3, 32, 32)
RECORD = 1 + 3 * 32 * 32
"""Bytes of a record: the label, then the red, the green and the blue plane, each row by row."""

MAX_RECORDS = 10_000
"""Records of a member, at most; each of the published ones has as many."""

MAX_BYTES = 7 * MAX_RECORDS * RECORD
"""More than the whole archive has when it is unpacked."""

_MEMBER = re.compile(r"(?:\./)?cifar-10-batches-bin/(data_batch_[1-5]|test_batch)\.bin")
DAMAGE = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


def build(files: Files) -> Dataset:
    """The photographs in the order of their batches: training images first.

    Any of the five training batches may be absent, as in cut-down editions.

    Raises:
        SculptorError: The archive is damaged, or not CIFAR-10's.
    """
    path = files["archive"]
    batches = {name: _records(content, name, path) for name, _, content in _members(path)}
    training = [batches[name] for name in sorted(batches) if name != "test_batch"]
    if "test_batch" not in batches or not training:
        raise SculptorError(
            f"Expected test_batch.bin and at least one data_batch_….bin in {path}, received "
            f"{', '.join(sorted(batches)) or 'neither'}. {THERE}"
        )
    records = np.concatenate([*training, batches["test_batch"]])
    return Dataset(
        name="cifar10",
        images=np.ascontiguousarray(records[:, 1:]).reshape(-1, *SHAPE),
        train=len(records) - len(batches["test_batch"]),
        labels=records[:, 0].astype(np.int64),
        label_names=LABELS,
    )


def preview(files: Files, n: int) -> Images:
    """The first photographs of the archive; the rest of it is not unpacked."""
    path = files["archive"]
    for name, _, content in _members(path, most=n):
        return _records(content, name, path)[:, 1:].reshape(-1, *SHAPE)
    raise SculptorError(f"Expected a batch of images in {path}, but there is none.")


def count(files: Files) -> tuple[int, int]:
    """Images in the training batches and in the test batch, by the sizes of the members."""
    sizes = {name: size for name, size, _ in _members(files["archive"], most=0)}
    test = sizes.pop("test_batch", 0)
    return sum(sizes.values()), test


def _members(path: Path, most: int = MAX_RECORDS) -> Iterator[tuple[str, int, bytes]]:
    """Name, number of records and the first of these, ``most`` at most, of each batch in turn.

    The archive is read as a stream and nothing is written to disk. Members of other names are
    passed over, and only regular files are read.
    """
    seen: set[str] = set()
    with (
        reading(path, "a whole gzipped tar archive", DAMAGE),
        _Bounded(path) as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|") as archive,
    ):
        for member in archive:
            match = _MEMBER.fullmatch(member.name)
            if match is None:
                continue
            file = archive.extractfile(member) if member.isreg() else None
            if file is None or match[1] in seen:
                raise SculptorError(
                    f"Expected {member.name} in {path} once, as a regular file. {THERE}"
                )
            if member.size % RECORD or not 0 < member.size <= MAX_RECORDS * RECORD:
                raise SculptorError(
                    f"Expected {member.name} in {path} as 1 to {MAX_RECORDS:,} records of "
                    f"{RECORD:,} bytes, received {member.size:,} bytes. {THERE}"
                )
            seen.add(match[1])
            yield match[1], member.size // RECORD, file.read(most * RECORD)


class _Bounded(gzip.GzipFile):
    """A stream that refuses to go on where a small file unpacks to more than any real one."""

    _left = MAX_BYTES

    def read(self, size: int | None = -1) -> bytes:
        content = super().read(size)
        self._left -= len(content)
        if self._left < 0:
            raise SculptorError(
                f"Expected at most {MAX_BYTES:,} bytes in {self.name} when it is unpacked, but "
                f"there are more. {THERE}"
            )
        return content


def _records(content: bytes, name: str, path: Path) -> Images:
    """A row of `RECORD` bytes an image, whose labels are checked."""
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    if records[:, 0].max(initial=0) >= len(LABELS):
        raise SculptorError(
            f"Expected labels from 0 to 9 in {name}.bin of {path}, received "
            f"{records[:, 0].max()}. {THERE}"
        )
    return records


FILES = (
    RemoteFile(
        key="archive",
        names=("cifar-10-binary.tar.gz",),
        urls=("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
        size=170_052_171,
        checksum="sha256:c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    ),
)

SOURCES = (
    Source(
        name="cifar10",
        title="Photographs of ten classes, 32 pixels",
        shape=SHAPE,
        n_train=50_000,
        n_test=10_000,
        licence="No explicit licence; cite the report",
        source="CIFAR-10 (Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009)",
        label_names=LABELS,
        version=1,
        make=build,
        preview=preview,
        files=FILES,
        count=count,
    ),
)
