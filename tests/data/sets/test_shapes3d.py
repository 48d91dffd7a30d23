"""3D Shapes, from small HDF5 in its makers' layout."""

from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data.sets import shapes3d
from tests.data.sets.published import Arrays, rows_by_factors

pytestmark = pytest.mark.usefixtures("fresh")

RANDOM = np.random.default_rng(0)


def write_shapes(folder: Path, n: int = 30, **changes: object) -> Arrays:
    h5py = pytest.importorskip("h5py")
    labels = np.column_stack([*RANDOM.integers(0, 10, (3, n)) / 10, *RANDOM.uniform(0, 1, (3, n))])
    arrays = {
        "images": RANDOM.integers(0, 256, (n, 64, 64, 3), np.uint8),
        "labels": labels,
    } | changes
    with h5py.File(folder / "3dshapes.h5", "w") as file:
        for name, array in arrays.items():
            if array is not None:
                file.create_dataset(name, data=array, compression="gzip")
    return arrays


def test_shapes3d_with_hues_in_radians(folder: Path) -> None:
    arrays = write_shapes(folder)
    found = data.load("shapes3d")
    assert (len(found), found.train, found.shape) == (30, 22, (3, 64, 64))
    by_factors = rows_by_factors(found)
    expected = arrays["labels"].astype(np.float32)
    expected[:, :3] *= 2 * np.pi
    for factors, image in zip(expected.round(4).tolist(), arrays["images"], strict=True):
        assert np.array_equal(by_factors[tuple(factors)], image.transpose(2, 0, 1))
    assert found.factor_kinds[:3] == ("circular",) * 3
    assert data.thumbnail("shapes3d").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"images": None}, "called images"),
        ({"images": np.zeros((30, 32, 32, 3), np.uint8)}, "64 x 64"),
        ({"images": np.zeros((30, 64, 64, 3), np.float32)}, "float32"),
        ({"labels": np.zeros((29, 6))}, "labels"),
        ({"labels": np.full((30, 6), 3.0)}, "hues from 0 to 1"),
        ({"labels": np.full((30, 6), np.inf)}, "finite"),
    ],
    ids=["none", "size", "floats", "fewer", "hues", "infinite"],
)
def test_what_is_not_3d_shapes_is_said(changes: dict, told: str, folder: Path) -> None:
    write_shapes(folder, **changes)
    with pytest.raises(SculptorError, match=told):
        data.load("shapes3d")


def test_tables_that_lead_to_other_files_are_refused(folder: Path, tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_shapes(elsewhere)
    other = str(elsewhere / "3dshapes.h5")
    with h5py.File(folder / "3dshapes.h5", "w") as file:
        file["images"] = h5py.ExternalLink(other, "images")
        file["labels"] = np.zeros((30, 6))
    with pytest.raises(SculptorError, match="within"):
        data.load("shapes3d")
    with h5py.File(folder / "3dshapes.h5", "w") as file:
        size = 30 * 64 * 64 * 3
        file.create_dataset(
            "images", (30, 64, 64, 3), np.uint8, external=[("/etc/hostname", 0, size)]
        )
        file["labels"] = np.zeros((30, 6))
    with pytest.raises(SculptorError, match="within"):
        data.load("shapes3d")
    with h5py.File(folder / "3dshapes.h5", "w") as file:
        layout = h5py.VirtualLayout((30, 64, 64, 3), np.uint8)
        layout[:] = h5py.VirtualSource(other, "images", (30, 64, 64, 3))
        file.create_virtual_dataset("images", layout)
        file["labels"] = np.zeros((30, 6))
    with pytest.raises(SculptorError, match="within"):
        data.load("shapes3d")


def test_a_piece_that_unpacks_to_very_much_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shapes(folder)
    monkeypatch.setattr(shapes3d, "MAX_CHUNK", 1_000)
    with pytest.raises(SculptorError, match="pieces of at most 1,000 bytes in images"):
        data.load("shapes3d")


@pytest.mark.parametrize("content", [b"", b"\x89HDF\r\n\x1a\n", b"no HDF5" * 99])
def test_damaged_hdf5_is_said(content: bytes, folder: Path) -> None:
    pytest.importorskip("h5py")
    (folder / "3dshapes.h5").write_bytes(content)
    with pytest.raises(SculptorError, match="whole HDF5 file"):
        data.load("shapes3d")
    write_shapes(folder)
    whole = (folder / "3dshapes.h5").read_bytes()
    (folder / "3dshapes.h5").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SculptorError, match="whole HDF5 file"):
        data.load("shapes3d")


def test_without_h5py_it_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "3dshapes.h5").touch()
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    with pytest.raises(SculptorError, match="pip install h5py"):
        data.load("shapes3d")
    assert data.describe("shapes3d").n_train == 427_000
