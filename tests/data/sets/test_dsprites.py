"""dSprites, from small files in its makers' layout; nothing of it is unpickled."""

import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data import kept
from sculptor.data.sets import dsprites
from tests.data.sets.published import Arrays, rows_by_factors

pytestmark = pytest.mark.usefixtures("fresh")

RANDOM = np.random.default_rng(0)


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
    assert (len(found), found.train, found.shape) == (40, 29, (1, 64, 64))
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
    assert (info.n_train, info.n_validation, info.n_test) == (29, 7, 4)
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
    assert data.describe("dsprites").n_train == dsprites.N - dsprites.N_TEST - 5_000


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
