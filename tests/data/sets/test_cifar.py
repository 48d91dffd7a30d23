"""CIFAR-10's binary archive: what is in it, and archives that are not it."""

import gzip
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data.sets import cifar

FOLDER = "cifar-10-batches-bin/"
Batches = dict[str, bytes]


def records(n: int, seed: int = 0) -> np.ndarray:
    """Random images, each after its label."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 10, (n, 1), np.uint8)
    return np.hstack([labels, generator.integers(0, 256, (n, 3072), np.uint8)])


def batches(*numbers: int, n: int = 4) -> Batches:
    """Training batches of some numbers, and a test batch."""
    found = {f"{FOLDER}data_batch_{i}.bin": records(n, i).tobytes() for i in numbers}
    return found | {f"{FOLDER}test_batch.bin": records(n, 9).tobytes()}


def packed(members: Batches, *special: tarfile.TarInfo) -> bytes:
    """The gzipped tar of some files, which says nothing of the time it was made."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in special:
            archive.addfile(info)
    return gzip.compress(buffer.getvalue(), mtime=0)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Where the archive of a test goes."""
    return tmp_path / "cifar-10-binary.tar.gz"


def read(path: Path, content: bytes) -> cifar.Dataset:
    path.write_bytes(content)
    return cifar.build({"archive": path})


def test_planes_labels_and_splits(archive: Path) -> None:
    found = read(archive, packed(batches(1, 2)))
    assert (len(found), found.train, found.shape) == (12, 8, (3, 32, 32))
    expected = np.concatenate([records(4, i) for i in (1, 2, 9)])
    assert np.array_equal(found.labels, expected[:, 0])
    assert found.images[5, 1, 2, 3] == expected[5, 1 + 1024 + 2 * 32 + 3]
    assert found.label_names[found.labels.max()] in cifar.LABELS
    assert found.images.flags.c_contiguous


def test_all_five_batches_in_order_wherever_they_lie_in_the_archive(archive: Path) -> None:
    members = {f"./{name}": part for name, part in reversed(batches(1, 2, 3, 4, 5).items())}
    found = read(archive, packed(members | {f"./{FOLDER}readme.html": b"<p>"}))
    expected = np.concatenate([records(4, i) for i in (1, 2, 3, 4, 5, 9)])
    assert np.array_equal(found.labels, expected[:, 0])
    assert (found.train, cifar.count({"archive": archive})) == (20, (20, 4))


def test_the_preview_is_the_beginning(archive: Path) -> None:
    archive.write_bytes(packed(batches(1)))
    shown = cifar.preview({"archive": archive}, 3)
    assert np.array_equal(shown.reshape(3, -1), records(4, 1)[:3, 1:])


def test_names_that_lead_elsewhere_are_never_followed(archive: Path, tmp_path: Path) -> None:
    members = {"../../outside.bin": b"x", "/etc/outside": b"x", f"{FOLDER}../outside": b"x"}
    read(archive, packed(members | batches(1)))
    assert [path.name for path in tmp_path.iterdir()] == [archive.name]


def link(kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(f"{FOLDER}data_batch_2.bin")
    info.type, info.linkname = kind, "/etc/passwd"
    return info


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "gzipped tar"),
        (b"PK and no more", "gzipped tar"),
        (gzip.compress(b"no tar" * 1000, mtime=0), "gzipped tar"),
        (packed(batches(1))[:-200], "damaged"),
        (packed(batches(1))[:-4000], "damaged"),
        (gzip.compress(gzip.decompress(packed(batches(1)))[:9000], mtime=0), "damaged"),
        (packed({}), "neither"),
        (packed(batches()), "at least one other batch"),
        (packed({f"{FOLDER}data_batch_1.bin": records(2).tobytes()}), "Expected test_batch"),
        (packed({f"{FOLDER}test_batch.bin": bytes(3072)}), "3,072 bytes"),
        (packed({f"{FOLDER}test_batch.bin": b""}), "received 0 bytes"),
        (packed(batches(1) | {f"{FOLDER}data_batch_3.bin": bytes([10] * 3073)}), "0 to 9"),
        (packed(batches(1), link(tarfile.SYMTYPE)), "regular file"),
        (packed(batches(1), link(tarfile.LNKTYPE)), "regular file"),
        (packed(batches(1) | {f"./{FOLDER}data_batch_1.bin": records(1).tobytes()}), "once"),
    ],
)
def test_what_is_not_the_archive_is_said(content: bytes, message: str, archive: Path) -> None:
    with pytest.raises(SculptorError, match=message):
        read(archive, content)


def test_a_small_file_that_unpacks_to_very_much_is_refused(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SculptorError, match="1 to 10,000 records"):
        read(archive, packed({f"{FOLDER}test_batch.bin": bytes(10_001 * 3073)}))
    monkeypatch.setattr(cifar.Edition, "max_bytes", 1_000_000)
    with pytest.raises(SculptorError, match="unpacked"):
        read(archive, packed(batches(1) | {"other": bytes(2_000_000)}))


def test_a_file_that_cannot_be_read_is_said(archive: Path) -> None:
    archive.mkdir()
    with pytest.raises(SculptorError, match="Expected to read"):
        cifar.build({"archive": archive})


CIFAR100 = "cifar-100-binary/"


def records_100(n: int, seed: int) -> np.ndarray:
    """Random images, each after its coarse and its fine label."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, [20, 100], (n, 2), np.uint8)
    return np.hstack([labels, generator.integers(0, 256, (n, 3072), np.uint8)])


def test_cifar100_has_the_fine_labels(archive: Path) -> None:
    train, test = records_100(5, 0), records_100(3, 1)
    members = {"test": test, "train": train}
    texts = {f"{CIFAR100}fine_label_names.txt": b"apple"}
    archive.write_bytes(
        packed({f"{CIFAR100}{name}.bin": part.tobytes() for name, part in members.items()} | texts)
    )
    found = cifar.build({"archive": archive}, cifar.CIFAR100)
    expected = np.concatenate([train, test])
    assert (found.name, len(found), found.train) == ("cifar100", 8, 5)
    assert np.array_equal(found.labels, expected[:, 1])
    assert np.array_equal(found.images.reshape(8, -1), expected[:, 2:])
    assert cifar.count({"archive": archive}, cifar.CIFAR100) == (5, 3)
    shown = cifar.preview({"archive": archive}, 2, cifar.CIFAR100)
    assert np.array_equal(shown.reshape(2, -1), test[:2, 2:])
    assert len(set(cifar.FINE_LABELS)) == 100 == len(found.label_names)
    assert list(cifar.FINE_LABELS) == sorted(cifar.FINE_LABELS)


def test_each_of_the_two_refuses_the_other(archive: Path) -> None:
    archive.write_bytes(packed(batches(1)))
    with pytest.raises(SculptorError, match="CIFAR-100's binary archive"):
        cifar.build({"archive": archive}, cifar.CIFAR100)
    wrong = records_100(2, 0)
    wrong[0, 1] = 100
    archive.write_bytes(packed({f"{CIFAR100}train.bin": wrong.tobytes()}))
    with pytest.raises(SculptorError, match=r"from 0 to 99 in train\.bin"):
        cifar.build({"archive": archive}, cifar.CIFAR100)
