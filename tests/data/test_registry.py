"""Data sets by name: splits, caches, and files that are damaged or absent."""

import gzip
import struct
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data import registry
from tests.data.small_mnist import idx, write_mnist

pytestmark = pytest.mark.usefixtures("fresh")

zipped = partial(gzip.compress, mtime=0)
"""Always to the same bytes, which name the tests."""


def test_what_is_described_is_what_is_loaded() -> None:
    for name in ("sprites", "digits"):
        info, found = data.describe(name), data.load(name)
        sizes = (info.n_train, info.n_validation, info.n_test)
        assert sizes == tuple(len(found.split(part)) for part in ("train", "validation", "test"))
        assert info.shape == found.shape
        assert info.available


def test_the_cache_gives_the_same_arrays_and_a_broken_one_is_made_anew() -> None:
    first = data.load("digits")
    (path,) = registry.cache_dir().glob("digits*.npz")
    second = data.load("digits")
    assert np.array_equal(first.images, second.images)
    assert np.array_equal(first.labels, second.labels)
    whole = path.read_bytes()
    for content in (b"", b"PK", whole[:1_000], b"x" * len(whole)):
        path.write_bytes(content)
        assert np.array_equal(data.load("digits").images, first.images)
        assert path.read_bytes() == whole


def test_what_is_known_is_had_without_reading_the_images_once_they_are_decoded() -> None:
    assert data.known("digits") is None
    whole = data.load("digits")
    found = data.known("digits")
    assert found is not None
    assert np.array_equal(found.labels, whole.labels)
    assert found.label_names == whole.label_names
    assert (found.train, found.validation) == (whole.train, whole.validation)
    assert isinstance(found.images, np.memmap)
    assert np.array_equal(found.images, whole.images)


def test_what_one_reader_changes_the_next_does_not_see() -> None:
    data.load("digits").images[:] = 7
    assert data.load("digits").images.max() == 255


def test_processes_that_decode_at_once_do_not_harm_one_another() -> None:
    code = (
        "import hashlib; from sculptor import data; x = data.load('sprites').images;"
        "print(hashlib.sha256(x.tobytes()).hexdigest())"
    )
    command = [sys.executable, "-c", code]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    results = [process.communicate() for process in processes]
    assert len({out for out, _ in results}) == 1
    assert all(out and not err for out, err in results)
    assert [path.suffix for path in registry.cache_dir().iterdir()] == [".npz"]


def test_a_write_that_fails_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert len(data.load("digits")) == 1_797
    assert not list(registry.cache_dir().iterdir())


def test_a_cache_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "file"))
    assert len(data.load("digits")) == 1_797
    assert data.thumbnail("digits") is not None


def test_sizes_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not each time that a page is drawn, which for a large archive would take a second."""
    write_mnist(tmp_path / "data")
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    info = data.describe("mnist")
    assert (info.n_train, info.n_validation, info.n_test) == (24, 6, 15)

    def again(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("sculptor.data.sets.mnist.read_shape", again)
    assert data.describe("mnist") == info


def test_the_cache_knows_the_names_of_the_classes() -> None:
    assert data.load("digits").label_names == data.load("digits").label_names == tuple("0123456789")


def test_another_edition_of_the_files_is_another_data_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unpacked, MNIST and its look-alikes have files of the same names and sizes."""
    thumbnails = []
    for edition, shift in (("one", 0), ("other", 1)):
        arrays = write_mnist(tmp_path / edition, packed=False)
        name = "train-images-idx3"
        moved = arrays[name] + np.uint8(shift)
        (tmp_path / edition / f"{name}-ubyte").write_bytes(idx(moved))
        flipped = arrays["t10k-images-idx3"] ^ np.uint8(255 * shift)
        (tmp_path / edition / "t10k-images-idx3-ubyte").write_bytes(idx(flipped))
        monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / edition))
        assert np.array_equal(data.load("mnist").untested().images[:, 0], moved)
        thumbnails.append(data.thumbnail("mnist"))
    assert thumbnails[0] != thumbnails[1]


def test_a_damaged_file_is_no_obstacle_to_a_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(tmp_path / "data")
    (tmp_path / "data" / "train-images-idx3-ubyte.gz").write_bytes(b"")
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    assert data.describe("mnist").n_train == 55_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        zipped(b"\x00\x00\x08\x03"),
        zipped(struct.pack(">IIII", 2051, 9, 28, 28) + bytes(100)),
        zipped(struct.pack(">IIII", 2051, 4_000_000_000, 28, 28)),
        zipped(idx(np.zeros((15, 8, 8)))),
        zipped(idx(np.zeros((15, 28, 28))))[:-20],
        zipped(struct.pack(">IIII", 0xDEAD, 15, 28, 28) + bytes(15 * 784)),
    ],
)
def test_damaged_files_are_said_and_not_cached(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(tmp_path / "data")
    (tmp_path / "data" / "t10k-images-idx3-ubyte.gz").write_bytes(content)
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    with pytest.raises(SculptorError, match="Expected"):
        data.load("mnist")
    assert not list(registry.cache_dir().glob("mnist*"))


def test_unknown_names_are_said() -> None:
    for name in ("../../etc", "cifar-11"):
        with pytest.raises(SculptorError, match="sprites"):
            data.load(name)


def test_a_fingerprint_tells_version_and_splits_and_needs_the_files() -> None:
    names = data.names()
    told = [told for name in names if (told := data.fingerprint(name))]
    assert data.fingerprint("digits") in told
    assert len({*told}) == len(told)
    absent = [name for name in names if not data.describe(name).available]
    assert {data.fingerprint(name) for name in absent} <= {""}
    for name in absent:
        data.check_unchanged(name, "0" * 64)  # that they are absent is said when they are read
    with pytest.raises(SculptorError, match="have changed since"):
        data.check_unchanged("digits", "0" * 64)
    with pytest.raises(SculptorError, match="Expected the data set gone, but it was removed"):
        data.check_unchanged("gone", "0" * 64)
