"""Arrays of large NPZ files: in blocks, by name, and what is refused."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data import npz

IMAGES = np.random.default_rng(0).integers(0, 256, (10, 3, 2), np.uint8)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.npz"
    np.savez_compressed(path, images=IMAGES, turned=np.asfortranarray(IMAGES), x=np.arange(6.0))
    return path


def test_an_array_comes_in_blocks(path: Path) -> None:
    parts = list(npz.blocks(path, "images", (10, 3, 2), 4))
    assert [len(part) for part in parts] == [4, 4, 2]
    assert np.array_equal(np.concatenate(parts), IMAGES)
    assert npz.shape_of(path, "images") == (10, 3, 2)
    assert npz.read(path, "x", (6,)).tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("name", "shape", "told"),
    [
        ("other", (10, 3, 2), "called other"),
        ("images", (11, 3, 2), "shape"),
        ("turned", (10, 3, 2), "shape"),  # the first index runs fastest
        ("x", (6,), "Expected bytes"),
    ],
)
def test_another_array_is_said(name: str, shape: tuple, told: str, path: Path) -> None:
    with pytest.raises(SculptorError, match=told):
        list(npz.blocks(path, name, shape, 4))


def test_members_that_numpy_does_not_write_are_refused(path: Path) -> None:
    content = zipfile.ZipFile(path).read("images.npy")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("images.npy", content)
    with pytest.raises(SculptorError, match="neither stored nor deflated"):
        npz.shape_of(path, "images")
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(300):
            archive.writestr(f"{i}.npy", b"")
        archive.writestr("images.npy", content)
    with pytest.raises(SculptorError, match="none"):
        npz.shape_of(path, "images")


def test_what_is_stored_as_it_is_is_mapped_and_what_is_packed_refused(tmp_path: Path) -> None:
    numbers = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    np.savez(tmp_path / "stored.npz", other=np.zeros(3), images=numbers)
    found = npz.mapped(tmp_path / "stored.npz", "images")
    assert isinstance(found, np.memmap)
    assert np.array_equal(found, numbers)
    with pytest.raises(KeyError):
        npz.mapped(tmp_path / "stored.npz", "none")
    np.savez(tmp_path / "columns.npz", images=np.asfortranarray(numbers))
    with pytest.raises(ValueError, match="by columns"):
        npz.mapped(tmp_path / "columns.npz", "images")
    np.savez_compressed(tmp_path / "packed.npz", images=numbers)
    with pytest.raises(ValueError, match="packed"):
        npz.mapped(tmp_path / "packed.npz", "images")
