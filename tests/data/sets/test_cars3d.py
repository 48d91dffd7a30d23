"""Cars 3D, from a small archive in its makers' layout."""

import io
import struct
import tarfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from sculptor import SculptorError, data
from sculptor.data.sets.cars3d import AZIMUTHS, ELEVATIONS, MAX_MEMBER, RENDERED
from tests.data.sets.published import rows_by_factors

pytestmark = pytest.mark.usefixtures("fresh")

RANDOM = np.random.default_rng(0)
NAMES = ("car_007_mesh", "car_001_mesh")


def mat(**arrays: np.ndarray) -> bytes:
    """A file as MATLAB writes it."""
    file = io.BytesIO()
    savemat(file, arrays, do_compression=True)
    return file.getvalue()


def pictures() -> np.ndarray:
    """Of one car: one colour each, so that half their size is the same."""
    colours = RANDOM.integers(0, 256, (1, 1, 3, AZIMUTHS, ELEVATIONS), np.uint8)
    return np.broadcast_to(colours, RENDERED)


def write_cars(folder: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(folder / "nips2015-analogy-data.tar.gz", "w:gz", compresslevel=1) as archive:
        for name, content in {"data/cars/list.txt": b"car_007_mesh\n", **members}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def test_cars_have_their_elevation_azimuth_and_number(folder: Path) -> None:
    cars = {name: pictures() for name in NAMES}
    members = {f"data/cars/{name}.mat": mat(im=car) for name, car in cars.items()}
    write_cars(folder, members | {"data/shapes48.mat": b"", "data/cars/._car_001_mesh.mat": b""})
    found = data.load("cars3d")
    n = 2 * ELEVATIONS * AZIMUTHS
    assert (len(found), found.shape) == (n, (3, 64, 64))
    assert (found.train + found.validation, found.factor_kinds[1]) == (n - n // 10, "circular")
    by_factors = rows_by_factors(found)
    for number, name in enumerate(sorted(NAMES)):
        for elevation, azimuth in ((0, 0), (3, 5), (1, 23)):
            angle = float(np.float32(azimuth * 2 * np.pi / AZIMUTHS).round(4))
            image = by_factors[elevation, angle, number]
            assert (image == cars[name][0, 0, :, azimuth, elevation, None, None]).all()
    assert data.describe("cars3d").n_test == n // 10
    assert data.thumbnail("cars3d").startswith(b"\x89PNG")


def bomb() -> bytes:
    """A file of one part that unpacks to more than a car has."""
    packed = zlib.compress(bytes(MAX_MEMBER + 1))
    return bytes(128) + struct.pack("<II", 15, len(packed)) + packed


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lambda: mat(im=np.zeros((128, 128, 3), np.uint8)), "received uint8"),
        (lambda: mat(im=np.zeros(RENDERED[2:])), "received float64"),
        (lambda: mat(mask=np.zeros(3)), "a matrix im"),
        (lambda: b"MATLAB 5.0", "a matrix im"),
        (lambda: mat(im=pictures())[:-9], "a matrix im"),
        (bomb, "unpacked"),
        (lambda: bytes(MAX_MEMBER + 1), "received 16,777,217"),
    ],
    ids=["size", "floats", "another", "nothing", "cut", "bomb", "large"],
)
def test_what_is_no_car_is_said(content: object, told: str, folder: Path) -> None:
    write_cars(folder, {"data/cars/car_001_mesh.mat": content()})
    with pytest.raises(SculptorError, match=told):
        data.load("cars3d")


def test_an_archive_without_cars_is_said(folder: Path) -> None:
    write_cars(folder, {})
    with pytest.raises(SculptorError, match="received 0"):
        data.load("cars3d")
    (folder / "nips2015-analogy-data.tar.gz").write_bytes(b"\x1f\x8bno")
    with pytest.raises(SculptorError, match="tar archive"):
        data.load("cars3d")
