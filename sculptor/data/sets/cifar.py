"""CIFAR-10 and CIFAR-100: 32 x 32 colour photographs, from the binary archives of their makers."""

from __future__ import annotations

import gzip
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from sculptor.data.dataset import Dataset, Images
from sculptor.data.source import GZIP_DAMAGE, Files, RemoteFile, Source, reading
from sculptor.errors import SculptorError

SHAPE = (3, 32, 32)
PIXELS = 3 * 32 * 32
"""Bytes of an image: the red, the green and the blue plane, each row by row."""

LABELS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_FINE = """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus
    butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch
    crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo
    keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
    mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain
    plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk
    skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone
    television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
"""
FINE_LABELS = tuple(name.replace("_", " ") for name in _FINE.split())
DAMAGE = (tarfile.TarError, *GZIP_DAMAGE)


@dataclass(frozen=True)
class Edition:
    """How the archive of one of the two is laid out.

    Attributes:
        name: Of the data set.
        title: What it is called.
        members: The names of its batches without ``.bin``, as a regular expression with one group.
        test: The batch of the test split; all others are of the training split.
        most: Records of a batch, at most; each of the published training batches has as many.
        batches: How many batches are published.
        before: Bytes of a record before its image. The last of them is the label.
        label_names: A name a class.
    """

    name: str
    title: str
    members: str
    test: str
    most: int
    batches: int
    before: int
    label_names: tuple[str, ...]

    @property
    def record(self) -> int:
        """Bytes of a record."""
        return self.before + PIXELS

    @property
    def there(self) -> str:
        """What to do about another archive."""
        return f"Put {self.title}'s binary archive there."

    @property
    def max_bytes(self) -> int:
        """More than the whole archive has when it is unpacked."""
        return (self.batches + 1) * self.most * self.record


CIFAR10 = Edition(
    name="cifar10",
    title="CIFAR-10",
    members="cifar-10-batches-bin/(data_batch_[1-5]|test_batch)",
    test="test_batch",
    most=10_000,
    batches=6,
    before=1,
    label_names=LABELS,
)
CIFAR100 = Edition(
    name="cifar100",
    title="CIFAR-100",
    members="cifar-100-binary/(train|test)",
    test="test",
    most=50_000,
    batches=2,
    before=2,  # the coarse label of 20, then the fine one
    label_names=FINE_LABELS,
)


def build(files: Files, edition: Edition = CIFAR10) -> Dataset:
    """The photographs in the order of their batches: training images first.

    Any of the five training batches of CIFAR-10 may be absent, as in cut-down editions.

    Raises:
        SculptorError: The archive is damaged, or not the edition's.
    """
    path = files["archive"]
    batches = {
        name: _records(content, name, path, edition)
        for name, _, content in _members(path, edition, edition.most)
    }
    test = batches.pop(edition.test, None)
    if test is None or not batches:
        received = sorted([*batches, *([edition.test] if test is not None else [])])
        raise SculptorError(
            f"Expected {edition.test}.bin and at least one other batch of {edition.title} in "
            f"{path}, received {', '.join(received) or 'neither'}. {edition.there}"
        )
    records = np.concatenate([*(batches[name] for name in sorted(batches)), test])
    return Dataset(
        name=edition.name,
        images=np.ascontiguousarray(records[:, edition.before :]).reshape(-1, *SHAPE),
        train=len(records) - len(test),
        labels=records[:, edition.before - 1].astype(np.int64),
        label_names=edition.label_names,
    )


def preview(files: Files, n: int, edition: Edition = CIFAR10) -> Images:
    """The first photographs of the archive; the rest of it is not unpacked."""
    path = files["archive"]
    for name, _, content in _members(path, edition, most=n):
        return _records(content, name, path, edition)[:, edition.before :].reshape(-1, *SHAPE)
    raise SculptorError(f"Expected a batch of images in {path}, but there is none.")


def count(files: Files, edition: Edition = CIFAR10) -> tuple[int, int]:
    """Images in the training batches and in the test batch, by the sizes of the members."""
    sizes = {name: size for name, size, _ in _members(files["archive"], edition, most=0)}
    test = sizes.pop(edition.test, 0)
    return sum(sizes.values()), test


def _members(path: Path, edition: Edition, most: int) -> Iterator[tuple[str, int, bytes]]:
    """Name, number of records and the first of these, ``most`` at most, of each batch in turn.

    The archive is read as a stream and nothing is written to disk. Members of other names are
    passed over, and only regular files are read.
    """
    seen: set[str] = set()
    wanted = re.compile(rf"(?:\./)?{edition.members}\.bin")
    with (
        reading(path, "a whole gzipped tar archive", DAMAGE),
        _Bounded(path, edition) as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|") as archive,
    ):
        for member in archive:
            match = wanted.fullmatch(member.name)
            if match is None:
                continue
            file = archive.extractfile(member) if member.isreg() else None
            if file is None or match[1] in seen:
                raise SculptorError(
                    f"Expected {member.name} in {path} once, as a regular file. {edition.there}"
                )
            size = edition.record
            if member.size % size or not 0 < member.size <= edition.most * size:
                raise SculptorError(
                    f"Expected {member.name} in {path} as 1 to {edition.most:,} records of "
                    f"{size:,} bytes, received {member.size:,} bytes. {edition.there}"
                )
            seen.add(match[1])
            yield match[1], member.size // size, file.read(most * size)


class _Bounded(gzip.GzipFile):
    """A stream that refuses to go on where a small file unpacks to more than any real one."""

    def __init__(self, path: Path, edition: Edition) -> None:
        super().__init__(path)
        self._edition, self._left = edition, edition.max_bytes

    def read(self, size: int | None = -1) -> bytes:
        content = super().read(size)
        self._left -= len(content)
        if self._left < 0:
            raise SculptorError(
                f"Expected at most {self._edition.max_bytes:,} bytes in {self.name} when it is "
                f"unpacked, but there are more. {self._edition.there}"
            )
        return content


def _records(content: bytes, name: str, path: Path, edition: Edition) -> Images:
    """A row of bytes an image, whose labels are checked."""
    records = np.frombuffer(content, np.uint8).reshape(-1, edition.record)
    highest = records[:, edition.before - 1].max(initial=0)
    if highest >= len(edition.label_names):
        raise SculptorError(
            f"Expected labels from 0 to {len(edition.label_names) - 1} in {name}.bin of {path}, "
            f"received {highest}. {edition.there}"
        )
    return records


def _source(edition: Edition, title: str, file: RemoteFile) -> Source:
    return Source(
        name=edition.name,
        title=title,
        shape=SHAPE,
        n_train=50_000,
        n_test=10_000,
        licence="No explicit licence; cite the report",
        source=f"{edition.title} (Krizhevsky, Learning Multiple Layers of Features from Tiny "
        "Images, 2009)",
        label_names=edition.label_names,
        version=1,
        make=partial(build, edition=edition),
        preview=partial(preview, edition=edition),
        files=(file,),
        count=partial(count, edition=edition),
    )


def _archive(name: str, size: int, sha256: str) -> RemoteFile:
    return RemoteFile(
        key="archive",
        names=(name,),
        urls=(f"https://www.cs.toronto.edu/~kriz/{name}",),
        size=size,
        checksum=f"sha256:{sha256}",
    )


SOURCES = (
    _source(
        CIFAR10,
        "Photographs of ten classes, 32 pixels",
        _archive(
            "cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        ),
    ),
    _source(
        CIFAR100,
        "Photographs of 100 classes, 32 pixels",
        _archive(
            "cifar-100-binary.tar.gz",
            168_513_733,
            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
        ),
    ),
)
