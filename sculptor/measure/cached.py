"""What is found out of the images of a data set once, and kept in the cache beside them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy.typing as npt

from sculptor.data import Dataset
from sculptor.errors import SculptorError
from sculptor.files import read_arrays, write_arrays
from sculptor.home import cache_dir

Arrays = dict[str, npt.NDArray[Any]]


def cached(what: str, dataset: Dataset, make: Callable[[], Arrays]) -> Arrays:
    """Arrays that follow from the images of a data set: read, or made and kept.

    They belong to the images and not to the name of the set: whoever edits a data set of their own
    has others. A cache that cannot be read or written is no reason to have none.

    Args:
        what: A name for what is found, with a number that changes when its definition does.
        dataset: Whose images it is found from.
        make: Finds it.
    """
    path = cache_dir() / "real" / f"{what}-{dataset.digest[:24]}.npz"
    with contextlib.suppress(OSError, SculptorError):
        return read_arrays(path)
    made = make()
    with contextlib.suppress(OSError, SculptorError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_arrays(path, made)
    return made
