"""Data sets by name: splits, caches, and files that are damaged or absent."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data import registry, sprites


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own, and no data set in memory."""
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    registry.load.cache_clear()


def idx(array: np.ndarray) -> bytes:
    """An array of bytes in the IDX format."""
    header = struct.pack(">I", 0x0800 + array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def write_mnist(folder: Path, n: int = 30) -> dict[str, np.ndarray]:
    """The four files of a small MNIST."""
    generator = np.random.default_rng(0)
    folder.mkdir(parents=True)
    arrays = {}
    for split, count in (("train", n), ("t10k", n // 2)):
        arrays[f"{split}-images-idx3"] = generator.integers(0, 256, (count, 28, 28), np.uint8)
        arrays[f"{split}-labels-idx1"] = generator.integers(0, 10, count, np.uint8)
    for name, array in arrays.items():
        (folder / f"{name}-ubyte.gz").write_bytes(gzip.compress(idx(array)))
    return arrays


def test_digits_are_real_split_by_class_and_always_there() -> None:
    digits = data.load("digits")
    train, test = digits.split("train"), digits.split("test")
    assert len(train) + len(test) == 1_797
    assert digits.shape == (1, 8, 8)
    assert digits.images.max() == 255
    share = np.bincount(test.labels) / np.bincount(digits.labels)
    assert share == pytest.approx(0.2, abs=0.005)
    assert np.shares_memory(train.images, digits.images)


def test_what_is_described_is_what_is_loaded() -> None:
    for name in ("sprites", "digits"):
        info, found = data.describe(name), data.load(name)
        assert (info.n_train, info.n_test) == (found.train, len(found) - found.train)
        assert info.shape == found.shape
        assert info.available


def test_the_cache_gives_the_same_arrays_and_a_broken_one_is_made_anew() -> None:
    first = data.load("digits")
    (path,) = registry.cache_dir().glob("digits*.npz")
    registry.load.cache_clear()
    second = data.load("digits")
    assert np.array_equal(first.images, second.images)
    assert np.array_equal(first.labels, second.labels)
    path.write_bytes(path.read_bytes()[:1_000])
    registry.load.cache_clear()
    assert np.array_equal(data.load("digits").images, first.images)


def test_a_cache_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SCULPTOR_CACHE", str(tmp_path / "file"))
    assert len(data.load("digits")) == 1_797
    assert data.thumbnail("digits") is not None


def test_sprites_are_on_the_grid_distinct_and_seeded() -> None:
    one, other = sprites.generate(32, 300, 60), sprites.generate(32, 300, 60)
    assert np.array_equal(one.images, other.images)
    assert len(np.unique(one.factors, axis=0)) == 360
    shape, scale, angle, x, y = one.factors.T
    assert set(shape) == {0, 1, 2}
    assert np.unique(scale) == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    assert angle.max() < 2 * np.pi
    assert (min(x.min(), y.min()) >= 0) & (max(x.max(), y.max()) <= 1)


@pytest.mark.parametrize("size", [32, 64])
def test_a_sprite_is_where_and_as_large_as_its_factors_say(size: int) -> None:
    near, far = sprites.render([[0, 1.0, 0.0, 0.2, 0.5], [0, 1.0, 0.0, 0.8, 0.5]], size)[:, 0] / 255
    columns = np.arange(size) + 0.5
    centres = [(image.sum(0) @ columns) / image.sum() / size for image in (near, far)]
    assert centres == pytest.approx([0.25 + 0.5 * 0.2, 0.25 + 0.5 * 0.8], abs=0.002)
    area = (sprites.SQUARE_SIDE * size) ** 2
    assert near.sum() == pytest.approx(area, rel=0.02)
    half = sprites.render([[0, 0.5, 0.0, 0.5, 0.5]], size)[0, 0] / 255
    assert half.sum() == pytest.approx(area / 4, rel=0.05)


def test_a_square_turned_by_a_right_angle_is_itself_and_a_heart_is_not() -> None:
    quarter, half = np.pi / 2, np.pi
    square = sprites.render([[0, 0.8, 0.1, 0.5, 0.5], [0, 0.8, 0.1 + quarter, 0.5, 0.5]])
    assert np.abs(square[0].astype(int) - square[1]).max() <= 2
    heart = sprites.render([[2, 1.0, 0.1, 0.5, 0.5], [2, 1.0, 0.1 + half, 0.5, 0.5]])
    assert np.abs(heart[0].astype(int) - heart[1]).max() > 100


def test_mnist_is_read_from_a_folder_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not data.describe("mnist").available
    assert data.thumbnail("mnist") is None
    with pytest.raises(SculptorError, match="SCULPTOR_DATA"):
        data.load("mnist")
    arrays = write_mnist(tmp_path / "data" / "mnist")
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    found = data.load("mnist")
    assert np.array_equal(found.split("train").images[:, 0], arrays["train-images-idx3"])
    assert np.array_equal(found.split("test").labels, arrays["t10k-labels-idx1"])
    assert (data.describe("mnist").n_train, data.describe("mnist").n_test) == (30, 15)
    assert data.thumbnail("mnist").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        gzip.compress(b"\x00\x00\x08\x03"),
        gzip.compress(struct.pack(">IIII", 2051, 9, 28, 28) + bytes(100)),
        gzip.compress(struct.pack(">IIII", 2051, 4_000_000_000, 28, 28)),
        gzip.compress(idx(np.zeros((15, 8, 8)))),
        gzip.compress(idx(np.zeros((15, 28, 28))))[:-20],
        gzip.compress(struct.pack(">IIII", 0xDEAD, 15, 28, 28) + bytes(15 * 784)),
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
    for name in ("../../etc", "cifar"):
        with pytest.raises(SculptorError, match="sprites"):
            data.load(name)
