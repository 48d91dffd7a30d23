"""dSprites: 737,280 white shapes on black, every combination of five factors, from its NPZ file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sculptor.data import kept, npz
from sculptor.data.dataset import Dataset, FactorKind, Images
from sculptor.data.source import AGAIN, Files, RemoteFile, Source
from sculptor.errors import SculptorError

SHAPE = (1, 64, 64)
N, N_TEST = 737_280, 73_728
FACTOR_NAMES = ("shape", "scale", "orientation", "x", "y")
FACTOR_KINDS: tuple[FactorKind, ...] = ("categorical", "linear", "circular", "linear", "linear")


def build(files: Files) -> Dataset:
    """All images in an order that is the same each time, a tenth of them as the test split.

    Both splits have all values of all factors. The factor ``color``, which is always 1, is left
    out, and shapes are counted from 0. Orientations go up to 2 pi as published, which is 0 again.

    Raises:
        SculptorError: The file is damaged, or not that of dSprites.
    """
    n = _count(files)
    order = kept.shuffled(n)
    factors = np.empty((n, 5), np.float32)
    factors[order] = _factors(files, n)
    images = kept.mapped("dsprites-1", files, (n, *SHAPE), lambda: _blocks(files, n), order)
    return Dataset(
        name="dsprites",
        images=images,
        train=n - n * N_TEST // N,
        factors=factors,
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
    )


def preview(files: Files, n: int) -> Images:
    """Images from all over the file."""
    total = _count(files)
    wanted = np.linspace(total // 100, total - 1 - total // 100, n).astype(int)
    return kept.mapped(
        "dsprites-1-few",
        files,
        (n, *SHAPE),
        lambda: kept.picked(_blocks(files, total), wanted),
    )


def count(files: Files) -> tuple[int, int]:
    """Images in both splits, by the header in the file."""
    n = _count(files)
    return n - n * N_TEST // N, n * N_TEST // N


def _count(files: Files) -> int:
    path = files["images"]
    shape = npz.shape_of(path, "imgs")
    if len(shape) != 3 or shape[1:] != SHAPE[1:] or not 10 <= shape[0] <= N:
        raise SculptorError(
            f"Expected 10 to {N:,} images of 64 x 64 pixels in imgs of {path}, received the shape "
            f"{shape}. Put dSprites' own file there."
        )
    return shape[0]


def _blocks(files: Files, n: int) -> Iterator[Images]:
    """The images; published are 0 and 1."""
    path = files["images"]
    for block in npz.blocks(path, "imgs", (n, *SHAPE[1:]), kept.BLOCK):
        if block.max(initial=0) > 1:
            raise SculptorError(
                f"Expected pixels of 0 and 1 in imgs of {path}, received {block.max()}. {AGAIN}."
            )
        yield (block * np.uint8(255))[:, None]


def _factors(files: Files, n: int) -> npt.NDArray[np.float64]:
    path = files["images"]
    values = npz.read(path, "latents_values", (n, 6))
    if not np.isfinite(values).all():
        raise SculptorError(f"Expected finite factors in {path}, but some are not. {AGAIN}.")
    return np.column_stack([values[:, 1] - 1, values[:, 2:]])


SOURCES = (
    Source(
        name="dsprites",
        title="Square, ellipse and heart: all of dSprites",
        shape=SHAPE,
        n_train=N - N_TEST,
        n_test=N_TEST,
        licence="Apache 2.0",
        source="dSprites (Matthey, Higgins, Hassabis and Lerchner, 2017)",
        factor_names=FACTOR_NAMES,
        factor_kinds=FACTOR_KINDS,
        make=build,
        preview=preview,
        files=(
            RemoteFile(
                key="images",
                names=("dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz",),
                urls=(
                    "https://github.com/google-deepmind/dsprites-dataset/raw/master/"
                    "dsprites_ndarray_co1sh3sc6or40x32y32_64x64.npz",
                ),
                size=26_700_000,  # about: its length is not published, its MD5 is by many
                checksum="md5:7da33b31b13a06f4b04a70402ce90c2e",
            ),
        ),
        count=count,
    ),
)
