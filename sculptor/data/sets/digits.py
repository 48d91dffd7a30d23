"""Digits: scikit-learn's real handwritten digits, 8 x 8 pixels, which are always there."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import Dataset, Images
from sculptor.data.source import Files, Source

TEST_SHARE = 0.2
SEED = 0
LABEL_NAMES = tuple("0123456789")


def build(files: Files) -> Dataset:
    """All 1,797 digits, shuffled, with a fifth of each class held out.

    The split is by image: both halves have digits by the same 13 writers.
    """
    images, labels = _read()
    order = np.random.default_rng(SEED).permutation(len(labels))
    held_out = np.zeros(len(labels), bool)
    for label in range(10):
        rows = order[labels[order] == label]
        held_out[rows[: round(TEST_SHARE * len(rows))]] = True
    order = np.concatenate([order[~held_out[order]], order[held_out[order]]])
    return Dataset(
        name="digits",
        images=images[order],
        train=int((~held_out).sum()),
        labels=labels[order],
        label_names=LABEL_NAMES,
    )


def preview(files: Files, n: int) -> Images:
    """The first digits of the file, 0 to 9 in turn."""
    return _read()[0][:n]


def _read() -> tuple[Images, npt.NDArray[np.int64]]:
    """Images ``(n, 1, 8, 8)``, whose 0 to 16 become 0 to 255, and labels ``(n,)``."""
    table = _table()
    pixels = np.rint(table[:, :64] * (255 / 16)).astype(np.uint8)
    return pixels.reshape(-1, 1, 8, 8), table[:, 64].astype(np.int64)


def _table() -> npt.NDArray[np.float64]:
    """A row a digit: 64 pixels and the label.

    The file is read without importing scikit-learn, which takes over a second.
    """
    package = importlib.util.find_spec("sklearn")
    folders = (package and package.submodule_search_locations) or []
    for folder in folders:
        path = Path(folder) / "datasets" / "data" / "digits.csv.gz"
        if path.is_file():
            text = gzip.decompress(path.read_bytes()).decode()
            values = np.array(text.replace("\n", ",").rstrip(",").split(","), np.float64)
            return values.reshape(-1, 65)
    from sklearn.datasets import load_digits

    digits = load_digits()
    return np.column_stack([digits.data, digits.target]).astype(np.float64)


SOURCES = (
    Source(
        name="digits",
        title="Handwritten digits, 8 pixels",
        shape=(1, 8, 8),
        n_train=1438,
        n_test=359,
        licence="CC BY 4.0",
        source="UCI Optical Recognition of Handwritten Digits (Alpaydin and Kaynak, 1998), "
        "by scikit-learn",
        label_names=LABEL_NAMES,
        version=1,
        make=build,
        preview=preview,
    ),
)
