"""A small MNIST in the files of the real one."""

import gzip
import struct
from pathlib import Path

import numpy as np


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
