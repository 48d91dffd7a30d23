"""MNIST: read from a folder that is named."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data

pytestmark = pytest.mark.usefixtures("fresh")


def idx(array: np.ndarray) -> bytes:
    """An array of bytes in the IDX format."""
    header = struct.pack(">I", 0x0800 + array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def write_mnist(folder: Path, n: int = 30, packed: bool = True) -> dict[str, np.ndarray]:
    """The four files of a small MNIST."""
    generator = np.random.default_rng(0)
    folder.mkdir(parents=True)
    arrays = {}
    for split, count in (("train", n), ("t10k", n // 2)):
        arrays[f"{split}-images-idx3"] = generator.integers(0, 256, (count, 28, 28), np.uint8)
        arrays[f"{split}-labels-idx1"] = generator.integers(0, 10, count, np.uint8)
    for name, array in arrays.items():
        if packed:
            (folder / f"{name}-ubyte.gz").write_bytes(gzip.compress(idx(array)))
        else:
            (folder / f"{name}-ubyte").write_bytes(idx(array))
    return arrays


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
