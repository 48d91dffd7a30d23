"""Arrays that are appended to a file and mapped from it."""

from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.data.own.arrays import ArrayWriter, mapped


@pytest.mark.parametrize("pieces", [[], [3], [1, 2, 1000]])
def test_what_is_appended_is_what_is_mapped(tmp_path: Path, pieces: list[int]) -> None:
    whole = np.random.default_rng(0).normal(size=(sum(pieces), 2, 3)).astype("f4")
    with (tmp_path / "x.npy").open("xb") as file:
        writer = ArrayWriter(file, (2, 3), np.dtype("f4"))
        for piece in np.split(whole, np.cumsum(pieces))[:-1] if pieces else []:
            writer.write(piece)
        writer.end()
    assert np.array_equal(mapped(tmp_path / "x.npy"), whole)
    assert np.array_equal(np.load(tmp_path / "x.npy"), whole)


@pytest.mark.parametrize(
    "array", [np.array(["a"]), np.array([None]), np.asfortranarray(np.ones((2, 3)))]
)
def test_what_is_no_plain_array_of_numbers_is_refused(tmp_path: Path, array: np.ndarray) -> None:
    np.save(tmp_path / "x.npy", array, allow_pickle=True)
    with pytest.raises(SculptorError, match="add it again"):
        mapped(tmp_path / "x.npy")
