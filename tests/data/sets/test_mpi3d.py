"""MPI3D, from small files in its makers' layout."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data.sets import mpi3d

pytestmark = pytest.mark.usefixtures("fresh")

RANDOM = np.random.default_rng(0)


@pytest.fixture
def small_grid(monkeypatch: pytest.MonkeyPatch) -> tuple[int, ...]:
    sizes = (2, 2, 2, 3, 1, 2, 2)
    monkeypatch.setattr(mpi3d, "GRIDS", {int(np.prod(sizes)): sizes})
    return sizes


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed], ids=["stored", "deflated"])
def test_mpi3d_by_its_grid(
    write: Callable[..., None], folder: Path, small_grid: tuple[int, ...]
) -> None:
    n = int(np.prod(small_grid))
    images = RANDOM.integers(0, 256, (n, 64, 64, 3), np.uint8)
    write(folder / "mpi3d_toy.npz", images=images)
    found = data.load("mpi3d-toy")
    assert (len(found.untested()), found.validation) == (n - n // 10, 17)
    in_grid = images.reshape(*small_grid, 64, 64, 3)
    for image, factors in zip(found.images, found.factors.astype(int), strict=True):
        assert np.array_equal(image, in_grid[tuple(factors)].transpose(2, 0, 1))
    assert data.thumbnail("mpi3d-toy").startswith(b"\x89PNG")
    assert (data.describe("mpi3d-toy").n_train, data.describe("mpi3d-toy").n_test) == (70, 9)


def test_another_number_of_images_is_no_grid_of_mpi3d(folder: Path) -> None:
    np.savez(folder / "mpi3d_toy.npz", images=np.zeros((12, 64, 64, 3), np.uint8))
    with pytest.raises(SculptorError, match="1,036,800 or 460,800"):
        data.load("mpi3d-toy")
