"""dSprites, 3D Shapes, MPI3D, small NORB and CelebA, from small files in their makers' layout."""

import gzip
import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sculptor import SculptorError, data
from sculptor.data import kept
from sculptor.data.sets import celeba, dsprites, mpi3d, shapes3d, smallnorb

pytestmark = pytest.mark.usefixtures("fresh")

Arrays = dict[str, np.ndarray]
RANDOM = np.random.default_rng(0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is named in SCULPTOR_DATA."""
    path = tmp_path / "data"
    path.mkdir()
    monkeypatch.setenv("SCULPTOR_DATA", str(path))
    return path


def rows_by_factors(found: data.Dataset) -> dict[tuple[float, ...], np.ndarray]:
    return {
        tuple(factors): image
        for factors, image in zip(found.factors.round(4).tolist(), found.images, strict=True)
    }


# dSprites -----------------------------------------------------------------------------------------


class Trap:
    """What runs a command where it is unpickled."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return (Path.touch, (Path("/tmp/unpickled"),))


def dsprites_arrays(n: int = 40) -> Arrays:
    """As published: a pickle beside images of 0 and 1 and the values of six factors."""
    values = np.column_stack([np.ones(n), np.arange(n) % 3 + 1, *RANDOM.uniform(0, 1, (4, n))])
    return {
        "metadata": np.array({"title": "dSprites", "trap": Trap()}, dtype=object),
        "imgs": RANDOM.integers(0, 2, (n, 64, 64), np.uint8),
        "latents_classes": np.zeros((n, 6), np.int64),
        "latents_values": values,
    }


def write_dsprites(folder: Path, **changes: object) -> Arrays:
    arrays = dsprites_arrays() | changes
    arrays = {name: array for name, array in arrays.items() if array is not None}
    np.savez_compressed(folder / dsprites.SOURCES[0].files[0].names[0], **arrays)
    return arrays


def test_dsprites_without_its_pickle(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpickled(*args: object, **kwargs: object) -> None:
        raise AssertionError

    arrays = write_dsprites(folder)
    monkeypatch.setattr(pickle, "load", unpickled)
    found = data.load("dsprites")
    assert (len(found), found.train, found.shape) == (40, 36, (1, 64, 64))
    by_factors = rows_by_factors(found)
    expected = np.column_stack(
        [arrays["latents_values"][:, 1] - 1, arrays["latents_values"][:, 2:]]
    )
    for factors, image in zip(
        expected.astype(np.float32).round(4).tolist(), arrays["imgs"], strict=True
    ):
        assert np.array_equal(by_factors[tuple(factors)][0], image * 255)
    assert found.factor_kinds == ("categorical", "linear", "circular", "linear", "linear")
    info = data.describe("dsprites")
    assert (info.n_train, info.n_test) == (36, 4)
    assert data.thumbnail("dsprites").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"imgs": None}, "called imgs"),
        ({"imgs": np.zeros((40, 32, 32), np.uint8)}, "64 x 64"),
        ({"imgs": np.full((40, 64, 64), 7, np.uint8)}, "0 and 1"),
        ({"imgs": np.zeros((40, 64, 64), np.float32)}, "Expected bytes"),
        ({"imgs": np.zeros((40, 64, 64), object)}, "received object"),
        ({"latents_values": np.zeros((39, 6))}, "latents_values"),
        ({"latents_values": np.full((40, 6), np.nan)}, "finite"),
        ({"latents_values": np.array([{}] * 240, object).reshape(40, 6)}, "received object"),
    ],
    ids=["none", "size", "grey", "floats", "objects", "fewer", "nan", "pickled"],
)
def test_what_is_not_dsprites_is_said(changes: dict, told: str, folder: Path) -> None:
    write_dsprites(folder, **changes)
    with pytest.raises(SculptorError, match=told):
        data.load("dsprites")
    assert not list(kept.cache_dir().glob("dsprites*.npy"))


@pytest.mark.parametrize("kept_share", [0.0, 0.3, 0.999])
def test_a_file_that_is_cut_short_is_said(kept_share: float, folder: Path) -> None:
    write_dsprites(folder)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept_share)])
    with pytest.raises(SculptorError, match="whole NPZ file"):
        data.load("dsprites")
    assert data.describe("dsprites").n_train == dsprites.N - dsprites.N_TEST


def test_a_header_that_tells_of_more_than_there_is_is_said(folder: Path) -> None:
    """A bomb in reverse: no memory is taken for what a header only claims."""
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        buffer, {"descr": "|u1", "fortran_order": False, "shape": (700_000, 64, 64)}
    )
    path = folder / dsprites.SOURCES[0].files[0].names[0]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("imgs.npy", buffer.getvalue() + bytes(64 * 64))
        values = io.BytesIO()
        np.save(values, np.zeros((700_000, 6), np.float32))
        archive.writestr("latents_values.npy", values.getvalue(), zipfile.ZIP_DEFLATED)
    with pytest.raises(SculptorError, match="ends early"):
        data.load("dsprites")
    assert not list(kept.cache_dir().glob("*.npy"))


# MPI3D --------------------------------------------------------------------------------------------


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
    assert (len(found), found.train) == (n, n - n // 10)
    in_grid = images.reshape(*small_grid, 64, 64, 3)
    for image, factors in zip(found.images, found.factors.astype(int), strict=True):
        assert np.array_equal(image, in_grid[tuple(factors)].transpose(2, 0, 1))
    assert data.thumbnail("mpi3d-toy").startswith(b"\x89PNG")
    assert (data.describe("mpi3d-toy").n_train, data.describe("mpi3d-toy").n_test) == (87, 9)


def test_another_number_of_images_is_no_grid_of_mpi3d(folder: Path) -> None:
    np.savez(folder / "mpi3d_toy.npz", images=np.zeros((12, 64, 64, 3), np.uint8))
    with pytest.raises(SculptorError, match="1,036,800 or 460,800"):
        data.load("mpi3d-toy")


# 3D Shapes ----------------------------------------------------------------------------------------


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
    assert (len(found), found.train, found.shape) == (30, 27, (3, 64, 64))
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
    assert data.describe("shapes3d").n_train == 432_000


# small NORB ---------------------------------------------------------------------------------------


def matrix(array: np.ndarray) -> bytes:
    """As published: a number for the type, dimensions, sizes, of which at least three."""
    magic = {1: 0x1E3D4C55, 4: 0x1E3D4C54}[array.itemsize]
    sizes = [*array.shape, *[1] * (3 - array.ndim)]
    return np.array([magic, array.ndim, *sizes], "<u4").tobytes() + array.tobytes()


def norb_arrays(n: int = 7) -> dict[str, np.ndarray]:
    found = {}
    for split in ("train", "test"):
        found[f"{split}-images"] = RANDOM.integers(0, 256, (n, 2, 96, 96), np.uint8)
        found[f"{split}-labels"] = RANDOM.integers(0, 5, n).astype("<i4")
        azimuths = 2 * RANDOM.integers(0, 18, n)
        columns = [RANDOM.integers(0, 10, n), RANDOM.integers(0, 9, n), azimuths]
        info = np.column_stack([*columns, RANDOM.integers(0, 6, n)])
        found[f"{split}-factors"] = info.astype("<i4")
    return found


def write_norb(folder: Path, packed: bool = True, **changes: object) -> Arrays:
    arrays = norb_arrays() | {name.replace("_", "-"): part for name, part in changes.items()}
    for file in smallnorb.FILES:
        part = arrays[file.key]
        content = part if isinstance(part, bytes) else matrix(part)
        name = file.names[0 if packed else 1]
        (folder / name).write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return arrays


@pytest.mark.parametrize("packed", [True, False])
def test_smallnorb_has_left_photographs_and_five_factors(packed: bool, folder: Path) -> None:
    arrays = write_norb(folder, packed)
    found = data.load("smallnorb")
    assert (len(found), found.train, found.shape) == (14, 7, (1, 96, 96))
    both = [arrays[f"{split}-images"][:, :1] for split in ("train", "test")]
    assert np.array_equal(found.images, np.concatenate(both))
    info = np.concatenate([arrays["train-factors"], arrays["test-factors"]])
    assert np.array_equal(found.factors[:, 1], info[:, 0])
    assert np.array_equal(found.factors[:, 2], 30 + 5 * info[:, 1])
    assert found.factors[:, 3] == pytest.approx(np.deg2rad(10 * info[:, 2]), abs=1e-5)
    assert np.array_equal(found.factors[:, 0], found.labels)
    assert found.factor_kinds[3] == "circular"
    assert (data.describe("smallnorb").n_train, data.describe("smallnorb").n_test) == (7, 7)
    assert data.thumbnail("smallnorb").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"train_images": b""}, "1E3D4C55"),
        ({"train_images": np.zeros((7, 1, 96, 96), np.uint8)}, "shape"),
        ({"train_images": matrix(np.zeros((7, 2, 96, 96), np.uint8))[:-5]}, "cut short"),
        ({"test_images": matrix(np.zeros((7, 2, 96, 96), np.uint8)) + b"x"}, "to end"),
        ({"train_images": matrix(np.zeros((7, 2, 96, 96), np.uint8))[:14]}, "whole header"),
        ({"train_labels": np.zeros(6, "<i4")}, "shape"),
        ({"train_labels": np.full(7, 9, "<i4")}, "from 0 to"),
        ({"test_factors": np.full((7, 4), -1, "<i4")}, "from 0 to"),
        ({"test_factors": np.zeros((7, 4), np.uint8)}, "1E3D4C54"),
    ],
    ids=["empty", "mono", "cut", "longer", "header", "fewer", "label", "negative", "bytes"],
)
def test_what_is_not_small_norb_is_said(changes: dict, told: str, folder: Path) -> None:
    write_norb(folder, **changes)
    with pytest.raises(SculptorError, match=told):
        data.load("smallnorb")


# CelebA -------------------------------------------------------------------------------------------

NUMBERS = (1, 2, 162_771, 182_637, 182_638, 202_599)


def photograph(number: int, size: tuple[int, int] = (178, 218)) -> bytes:
    """One whose middle is white and whose rim, which is cropped, is black."""
    pixels = np.zeros((*size[::-1], 3), np.uint8)
    pixels[35:183, 15:163] = number % 251
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def write_faces(folder: Path, zipped: bool, **changes: bytes) -> None:
    contents = {f"{number:06}.jpg": photograph(number) for number in NUMBERS} | changes
    if zipped:
        with zipfile.ZipFile(folder / "img_align_celeba.zip", "w") as archive:
            for name, content in reversed(contents.items()):
                archive.writestr(f"img_align_celeba/{name}", content)
            archive.writestr("../../outside.jpg", b"x")
    else:
        (folder / "img_align_celeba").mkdir()
        for name, content in contents.items():
            (folder / "img_align_celeba" / name).write_bytes(content)


def write_attributes(folder: Path, numbers: tuple[int, ...] = NUMBERS) -> np.ndarray:
    table = RANDOM.choice([-1, 1], (len(numbers), 40))
    lines = [str(len(numbers)), " ".join(name.replace(" ", "_") for name in celeba.ATTRIBUTES)]
    for number, row in zip(numbers, table, strict=True):
        lines.append(f"{number:06}.jpg {' '.join(f'{value:2}' for value in row)}")
    (folder / "list_attr_celeba.txt").write_text("\n".join(lines) + "\n")
    return table


@pytest.mark.parametrize("zipped", [True, False])
def test_celeba_from_a_folder_or_a_zip(zipped: bool, folder: Path) -> None:
    write_faces(folder, zipped)
    found = data.load("celeba-64")
    assert (len(found), found.train, found.shape) == (6, 4, (3, 64, 64))
    assert found.factors is None
    inner = found.images[:, :, 2:-2, 2:-2].mean((1, 2, 3))
    assert inner == pytest.approx([number % 251 for number in NUMBERS], abs=3)
    assert data.thumbnail("celeba-64").startswith(b"\x89PNG")
    assert (data.describe("celeba-64").n_train, data.describe("celeba-64").n_test) == (4, 2)


def test_attributes_are_factors_where_they_are_there(folder: Path) -> None:
    write_faces(folder, zipped=False)
    table = write_attributes(folder)
    found = data.load("celeba-64")
    assert np.array_equal(found.factors, table > 0)
    assert found.factor_names == celeba.ATTRIBUTES
    assert set(found.factor_kinds) == {"categorical"}
    write_attributes(folder, NUMBERS[:-1])
    with pytest.raises(SculptorError, match="202599"):
        data.load("celeba-64")
    (folder / "list_attr_celeba.txt").write_text("6\nSmiling\n")
    with pytest.raises(SculptorError, match="40 attributes"):
        data.load("celeba-64")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "whole JPEG in .*000001.*it is none"),
        (photograph(1)[:900], "whole JPEG in .*000001.*truncated"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "whole JPEG in .*000001.*it is none"),
        (photograph(1, (64, 64)), "178 x 218"),
        (bytes(celeba.MAX_JPEG + 1), "at most"),
    ],
    ids=["empty", "cut", "svg", "size", "long"],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_photographs_that_are_none_are_said(
    zipped: bool, content: bytes, told: str, folder: Path
) -> None:
    write_faces(folder, zipped, **{"000001.jpg": content})
    with pytest.raises(SculptorError, match=told):
        data.load("celeba-64")


def test_links_out_of_the_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(photograph(9))
    write_faces(folder, zipped=False)
    (folder / "img_align_celeba" / "000009.jpg").symlink_to(tmp_path / "secret.jpg")
    assert len(data.load("celeba-64")) == 6


def test_a_folder_without_photographs_is_said(folder: Path) -> None:
    (folder / "img_align_celeba").mkdir()
    with pytest.raises(SculptorError, match=r"000001\.jpg and so on"):
        data.load("celeba-64")


def test_celeba_must_be_got_from_its_makers() -> None:
    with pytest.raises(SculptorError, match=r"mmlab.*SCULPTOR_DATA"):
        data.download("celeba-64")


# What they have in common -------------------------------------------------------------------------


def test_all_of_them_say_what_is_known(folder: Path) -> None:
    for module in (dsprites, mpi3d, shapes3d, smallnorb, celeba):
        (source,) = module.SOURCES
        info = data.describe(source.name)
        assert not info.available
        assert info.licence
        assert info.source
        assert len(info.factor_names) == len(info.factor_kinds) > 0
        with pytest.raises(SculptorError, match=source.files[0].names[0]):
            data.load(source.name)
