"""MNIST: 28 x 28 handwritten digits, from the four IDX files of its makers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import Dataset, Images
from sculptor.data.idx import read_idx, read_shape
from sculptor.data.source import Files, RemoteFile, Source
from sculptor.errors import SculptorError

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
LABEL_NAMES = tuple("0123456789")


def build(files: Files) -> Dataset:
    """The digits in the order of their files: training images first.

    Raises:
        SculptorError: A file is damaged, or the four do not belong together.
    """
    train_images, train_labels = _pair(files, "train")
    test_images, test_labels = _pair(files, "test")
    return Dataset(
        name="mnist",
        images=np.concatenate([train_images, test_images]),
        train=len(train_images),
        labels=np.concatenate([train_labels, test_labels]),
        label_names=LABEL_NAMES,
    )


def preview(files: Files, n: int) -> Images:
    """The first test images."""
    return read_idx(files["test-images"], rows=n)[:, None]


def count(files: Files) -> tuple[int, int]:
    """Images in the training and in the test file, by their headers."""
    return read_shape(files["train-images"])[0], read_shape(files["test-images"])[0]


def _pair(files: Files, split: str) -> tuple[Images, npt.NDArray[np.int64]]:
    images, labels = read_idx(files[f"{split}-images"]), read_idx(files[f"{split}-labels"])
    if images.ndim != 3 or images.shape[1:] != (28, 28):
        raise SculptorError(
            f"Expected images of shape (n, 28, 28) in {files[f'{split}-images']}, "
            f"received {images.shape}. Put MNIST's own file in its place."
        )
    if labels.shape != images.shape[:1]:
        raise SculptorError(
            f"Expected {len(images):,} labels in {files[f'{split}-labels']}, one for each image "
            f"beside it, received the shape {labels.shape}. Put files that belong together there."
        )
    if labels.max(initial=0) > 9:
        raise SculptorError(
            f"Expected labels from 0 to 9 in {files[f'{split}-labels']}, "
            f"received {labels.max()}. Put MNIST's own file in its place."
        )
    return images[:, None], labels.astype(np.int64)


def _file(prefix: str, size: int, sha256: str) -> RemoteFile:
    kind = "idx3" if prefix.endswith("images") else "idx1"
    name = f"{prefix}-{kind}-ubyte"
    return RemoteFile(
        key=prefix.replace("t10k", "test"),
        names=(f"{name}.gz", name, f"{prefix}.{kind}-ubyte"),
        urls=tuple(f"{mirror}{name}.gz" for mirror in MIRRORS),
        size=size,
        sha256=sha256,
    )


_PUBLISHED = (
    ("train-images", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
    ("train-labels", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
    ("t10k-images", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
    ("t10k-labels", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
)
FILES = tuple(_file(*row) for row in _PUBLISHED)

SOURCES = (
    Source(
        name="mnist",
        title="Handwritten digits, 28 pixels",
        shape=(1, 28, 28),
        n_train=60_000,
        n_test=10_000,
        licence="CC BY-SA 3.0",
        source="MNIST (LeCun, Bottou, Bengio and Haffner, 1998)",
        label_names=LABEL_NAMES,
        version=1,
        make=build,
        preview=preview,
        files=FILES,
        count=count,
    ),
)
