"""What a data set is: images, and what is known of each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sculptor.columns import Layout
from sculptor.errors import SculptorError

Images: TypeAlias = npt.NDArray[Any]
"""``(n, c, h, w)``: uint8, or float32 of the rows of a table."""

Split: TypeAlias = Literal["train", "validation", "test"]
FactorKind: TypeAlias = Literal["linear", "circular", "categorical"]
"""How two values of a factor compare: along a line, around a circle of 2 pi, or not at all."""


HELD_BACK, FEW = 5_000, 500
"""Rows of a validation split that is taken out of a training split, at most: a tenth, and up to so
few a fifth."""


def held_back(n_train: int) -> int:
    """How many of the last training rows are for validation, where makers gave no such split.

    >>> held_back(60_000), held_back(20_000), held_back(1438), held_back(4)
    (5000, 2000, 287, 0)
    """
    return min(HELD_BACK, max(n_train // 10, min(FEW, n_train // 5)))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images x of one size, with the factors or labels that are known of them.

    Attributes:
        name: The name that `sculptor.datasets.load` knows it by.
        images: ``(n, c, h, w)``, uint8; they may be mapped from a file.
        train: The first ``train`` rows are the training split.
        factors: Generative factors, ``(n, k)`` float32 in their own units, or None.
        factor_names: ``k`` names.
        factor_kinds: ``k`` kinds. A circular factor is in radians.
        labels: Classes, ``(n,)`` int64 from 0, or None.
        label_names: A name a class.
        validation: The next ``validation`` rows are the validation split, the rest the test split.
        fingerprint: The `digest`, where it is known already.
        layout: Of rows of a table what their numbers stand for; ``images`` are then float32
            ``(n, 1, 1, d)``, NaN where a value is missing. None for images.

    Raises:
        SculptorError: The parts do not fit together.
    """

    name: str
    images: Images
    train: int
    factors: npt.NDArray[np.float32] | None = None
    factor_names: tuple[str, ...] = ()
    factor_kinds: tuple[FactorKind, ...] = ()
    labels: npt.NDArray[np.int64] | None = None
    label_names: tuple[str, ...] = ()
    validation: int = 0
    fingerprint: str = ""
    layout: Layout | None = None

    def __post_init__(self) -> None:
        n = len(self.images)
        if self.layout is None:
            self._expect("images", self.images, np.uint8, "(n, c, h, w)", self.images.ndim == 4)
        else:
            fits = self.images.shape[1:] == self.layout.shape
            self._expect("rows", self.images, np.float32, f"(n, 1, 1, {self.layout.width})", fits)
        if not 0 <= self.train <= n:
            raise SculptorError(f"Expected 'train' from 0 to {n} in {self.name}, not {self.train}.")
        if not 0 <= self.validation <= n - self.train:
            raise SculptorError(
                f"Expected 'validation' from 0 to {n - self.train} in {self.name}, "
                f"not {self.validation}."
            )
        if self.factors is not None:
            k = len(self.factor_names)
            fits = self.factors.shape == (n, k) and len(self.factor_kinds) == k
            self._expect("factors", self.factors, np.float32, f"({n}, {k})", fits)
        if self.labels is not None:
            self._expect("labels", self.labels, np.int64, f"({n},)", self.labels.shape == (n,))

    def _expect(
        self, part: str, array: npt.NDArray[Any], dtype: type[np.generic], shape: str, fits: bool
    ) -> None:
        if not fits or array.dtype != dtype:
            raise SculptorError(
                f"Expected {part} of {self.name} as {np.dtype(dtype)} of shape {shape}, "
                f"received {array.dtype} of shape {array.shape}."
            )

    def __len__(self) -> int:
        return len(self.images)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the images and their splits, in hexadecimal."""
        if self.fingerprint:
            return self.fingerprint
        found = self.hashed(self.images.shape, self.train, self.validation)
        found.update(np.ascontiguousarray(self.images).data)
        return found.hexdigest()

    @staticmethod
    def hashed(shape: tuple[int, ...], train: int, validation: int = 0) -> hashlib._Hash:
        """The beginning of a `digest`, which goes on with the images."""
        splits = f"{train} {validation}" if validation else f"{train}"
        return hashlib.sha256(f"{shape} {splits}".encode())

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of an image."""
        _, channels, height, width = self.images.shape
        return channels, height, width

    @property
    def live(self) -> Split:
        """The split that a run is looked at on while it trains: validation, if there is one."""
        return "validation" if self.validation else "test"

    def validated(self) -> Dataset:
        """The same rows; where no split is for validation, `held_back` many of those to train on.

        They come from the end of the training split, and training and test rows stay in place.
        """
        if self.validation:
            return self
        n = held_back(self.train)
        return replace(self, train=self.train - n, validation=n, fingerprint="") if n else self

    def untested(self) -> Dataset:
        """All but the test split, as a data set of their own."""
        end = self.train + self.validation
        return self.take(slice(0, end), end)

    def split(self, name: Split) -> Dataset:
        """The images of a split as a data set of their own; a view, nothing is copied.

        Raises:
            SculptorError: There is no split of that name.
        """
        end = self.train + self.validation
        match name:
            case "train":
                return self.take(slice(0, self.train), self.train)
            case "validation":
                return self.take(slice(self.train, end))
            case "test":
                return self.take(slice(end, None))
        raise SculptorError(
            f"Expected the split 'train', 'validation' or 'test', received {name!r}."
        )

    def take(self, rows: slice | npt.NDArray[np.int64], train: int = 0) -> Dataset:
        """Some rows with all that is known of them, the first ``train`` as the training split."""
        known = {"factors": self.factors, "labels": self.labels}
        parts: dict[str, Any] = {name: x[rows] for name, x in known.items() if x is not None}
        parts |= {"train": train, "validation": 0, "fingerprint": ""}
        return replace(self, images=self.images[rows], **parts)


@dataclass(frozen=True)
class DatasetInfo:
    """What can be said of a data set without reading it.

    Attributes:
        name: The name that `sculptor.datasets.load` knows it by.
        title: What it shows, in a few words.
        shape: Channels, height and width of an image.
        n_train: Images in the training split.
        n_test: Images in the test split.
        n_validation: Images in the validation split.
        factor_names: The generative factors that are known of each image.
        factor_kinds: How two values of each of them compare.
        label_names: The classes.
        licence: The terms of the images.
        source: Where they come from, with whom to cite.
        size_bytes: What a download fetches; 0 where nothing has to be fetched.
        available: Whether `load` needs no download.
        yours: Whether a person added it.
        layout: Of rows of a table what their numbers stand for; None for images.
    """

    name: str
    title: str
    shape: tuple[int, int, int]
    n_train: int
    n_test: int
    licence: str
    source: str
    factor_names: tuple[str, ...] = ()
    factor_kinds: tuple[FactorKind, ...] = ()
    label_names: tuple[str, ...] = ()
    size_bytes: int = 0
    available: bool = True
    n_validation: int = 0
    yours: bool = False
    layout: Layout | None = None
