"""MNIST and those that are laid out like it: 28 x 28 grey images, from four IDX files each.

Their files have the same names, and unpacked the same sizes, so only the name of the folder that
they lie in tells them apart.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from sculptor.data.dataset import Dataset, Images
from sculptor.data.idx import read_idx, read_shape
from sculptor.data.source import Files, RemoteFile, Source
from sculptor.errors import SculptorError

DIGITS = tuple("0123456789")
FASHION = (
    *("T-shirt", "trousers", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)
HIRAGANA = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")


def build(files: Files, name: str = "mnist", label_names: tuple[str, ...] = DIGITS) -> Dataset:
    """The images in the order of their files: training images first.

    Raises:
        SculptorError: A file is damaged, or the four do not belong together.
    """
    train_images, train_labels = _pair(files, "train")
    test_images, test_labels = _pair(files, "test")
    return Dataset(
        name=name,
        images=np.concatenate([train_images, test_images]),
        train=len(train_images),
        labels=np.concatenate([train_labels, test_labels]),
        label_names=label_names,
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
            f"received {images.shape}. Put the data set's own file in its place."
        )
    if labels.shape != images.shape[:1]:
        raise SculptorError(
            f"Expected {len(images):,} labels in {files[f'{split}-labels']}, one for each image "
            f"beside it, received the shape {labels.shape}. Put files that belong together there."
        )
    if labels.max(initial=0) > 9:
        raise SculptorError(
            f"Expected labels from 0 to 9 in {files[f'{split}-labels']}, "
            f"received {labels.max()}. Put the data set's own file in its place."
        )
    return images[:, None], labels.astype(np.int64)


_PARTS = ("train-images", "train-labels", "t10k-images", "t10k-labels")


def _source(
    name: str,
    title: str,
    licence: str,
    cite: str,
    folder: str,
    mirrors: tuple[str, ...],
    published: tuple[tuple[int, str], ...],
    label_names: tuple[str, ...] = DIGITS,
) -> Source:
    return Source(
        name=name,
        title=title,
        shape=(1, 28, 28),
        n_train=60_000,
        n_test=10_000,
        licence=licence,
        source=cite,
        label_names=label_names,
        version=1,
        make=partial(build, name=name, label_names=label_names),
        preview=preview,
        files=tuple(
            _file(part, *sums, folder=folder, mirrors=mirrors)
            for part, sums in zip(_PARTS, published, strict=True)
        ),
        count=count,
    )


def _file(part: str, size: int, sha256: str, folder: str, mirrors: tuple[str, ...]) -> RemoteFile:
    kind = "idx3" if part.endswith("images") else "idx1"
    name = f"{part}-{kind}-ubyte"
    return RemoteFile(
        key=part.replace("t10k", "test"),
        names=(f"{name}.gz", name, f"{part}.{kind}-ubyte"),
        urls=tuple(f"{mirror}{name}.gz" for mirror in mirrors),
        size=size,
        checksum=f"sha256:{sha256}",
        folder=folder,
    )


SOURCES = (
    _source(
        name="mnist",
        title="Handwritten digits, 28 pixels",
        licence="CC BY-SA 3.0",
        cite="MNIST (LeCun, Bottou, Bengio and Haffner, 1998)",
        folder=r"^(?!.*(fashion|k|e|q)[-_]?mnist|.*kuzushiji)",
        mirrors=(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        published=(  # bytes and SHA-256 of _PARTS
            (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            (28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            (4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        ),
    ),
    _source(
        name="fashion-mnist",
        title="Clothes, 28 pixels",
        licence="MIT",
        cite="Fashion-MNIST (Xiao, Rasul and Vollgraf, arXiv:1708.07747, 2017)",
        folder=r"fashion[-_]?mnist",
        mirrors=(
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ),
        published=(
            (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ),
        label_names=FASHION,
    ),
    _source(
        name="kmnist",
        title="Cursive hiragana, 28 pixels",
        licence="CC BY-SA 4.0",
        cite="Kuzushiji-MNIST (Clanuwat and others, arXiv:1812.01718, 2018)",
        folder=r"kmnist|kuzushiji",
        mirrors=("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
        published=(
            (18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
            (29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
            (3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
            (5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        ),
        label_names=HIRAGANA,
    ),
)
