"""Small NORB, from small files in its makers' layout."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data.sets import smallnorb
from tests.data.sets.published import Arrays

pytestmark = pytest.mark.usefixtures("fresh")

RANDOM = np.random.default_rng(0)


def matrix(array: np.ndarray) -> bytes:
    """As published: a number for the type, dimensions, sizes, of which at least three."""
    magic = {1: 0x1E3D4C55, 4: 0x1E3D4C54}[array.itemsize]
    sizes = [*array.shape, *[1] * (3 - array.ndim)]
    return np.array([magic, array.ndim, *sizes], "<u4").tobytes() + array.tobytes()


def norb_arrays(n: int = 7) -> dict[str, np.ndarray]:
    found = {}
    for split in ("train", "test"):
        found[f"{split}-images"] = RANDOM.integers(0, 256, (n, 2, 96, 96), np.uint8)
        found[f"{split}-labels"] = RANDOM.integers(0, 5, n).astype("<i4")
        azimuths = 2 * RANDOM.integers(0, 18, n)
        columns = [RANDOM.integers(0, 10, n), RANDOM.integers(0, 9, n), azimuths]
        info = np.column_stack([*columns, RANDOM.integers(0, 6, n)])
        found[f"{split}-factors"] = info.astype("<i4")
    return found


def write_norb(folder: Path, packed: bool = True, **changes: object) -> Arrays:
    arrays = norb_arrays() | {name.replace("_", "-"): part for name, part in changes.items()}
    for file in smallnorb.FILES:
        part = arrays[file.key]
        content = part if isinstance(part, bytes) else matrix(part)
        name = file.names[0 if packed else 1]
        (folder / name).write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return arrays


@pytest.mark.parametrize("packed", [True, False])
def test_smallnorb_has_left_photographs_and_five_factors(packed: bool, folder: Path) -> None:
    arrays = write_norb(folder, packed)
    found = data.load("smallnorb")
    assert (len(found), found.train, found.shape) == (14, 6, (1, 96, 96))
    both = [arrays[f"{split}-images"][:, :1] for split in ("train", "test")]
    assert np.array_equal(found.images, np.concatenate(both))
    info = np.concatenate([arrays["train-factors"], arrays["test-factors"]])
    assert np.array_equal(found.factors[:, 1], info[:, 0])
    assert np.array_equal(found.factors[:, 2], 30 + 5 * info[:, 1])
    assert found.factors[:, 3] == pytest.approx(np.deg2rad(10 * info[:, 2]), abs=1e-5)
    assert np.array_equal(found.factors[:, 0], found.labels)
    assert found.factor_kinds[3] == "circular"
    assert (data.describe("smallnorb").n_train, data.describe("smallnorb").n_test) == (6, 7)
    assert data.thumbnail("smallnorb").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"train_images": b""}, "1E3D4C55"),
        ({"train_images": np.zeros((7, 1, 96, 96), np.uint8)}, "shape"),
        ({"train_images": matrix(np.zeros((7, 2, 96, 96), np.uint8))[:-5]}, "cut short"),
        ({"test_images": matrix(np.zeros((7, 2, 96, 96), np.uint8)) + b"x"}, "to end"),
        ({"train_images": matrix(np.zeros((7, 2, 96, 96), np.uint8))[:14]}, "whole header"),
        ({"train_labels": np.zeros(6, "<i4")}, "shape"),
        ({"train_labels": np.full(7, 9, "<i4")}, "from 0 to"),
        ({"test_factors": np.full((7, 4), -1, "<i4")}, "from 0 to"),
        ({"test_factors": np.zeros((7, 4), np.uint8)}, "1E3D4C54"),
    ],
    ids=["empty", "mono", "cut", "longer", "header", "fewer", "label", "negative", "bytes"],
)
def test_what_is_not_small_norb_is_said(changes: dict, told: str, folder: Path) -> None:
    write_norb(folder, **changes)
    with pytest.raises(SculptorError, match=told):
        data.load("smallnorb")
