"""MNIST and its look-alikes: read from a folder that is named."""

from pathlib import Path

import numpy as np
import pytest

from sculptor import SculptorError, data
from sculptor.data import fetch
from tests.data.small_mnist import write_mnist

pytestmark = pytest.mark.usefixtures("fresh")


def test_mnist_is_read_from_a_folder_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not data.describe("mnist").available
    assert data.thumbnail("mnist") is None
    with pytest.raises(SculptorError, match="SCULPTOR_DATA"):
        data.load("mnist")
    arrays = write_mnist(tmp_path / "data" / "mnist")
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    found = data.load("mnist")
    assert np.array_equal(found.untested().images[:, 0], arrays["train-images-idx3"])
    assert np.array_equal(found.split("test").labels, arrays["t10k-labels-idx1"])
    assert (data.describe("mnist").n_train, data.describe("mnist").n_test) == (24, 15)
    assert data.thumbnail("mnist").startswith(b"\x89PNG")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without data sets of its packages."""
    monkeypatch.setattr(fetch, "SHARED", tmp_path / "share")


LOOK_ALIKES = ("mnist", "fashion-mnist", "kmnist")


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("fashion-mnist", "fashion-mnist"),
        ("Fashion_MNIST", "fashion-mnist"),
        ("FashionMNIST/raw", "fashion-mnist"),
        ("KMNIST/raw", "kmnist"),
        ("kuzushiji", "kmnist"),
        ("mnist", "mnist"),
        ("digits of mine", "mnist"),
        ("EMNIST", None),
        ("qmnist", None),
    ],
)
def test_files_of_the_same_names_are_told_apart_by_their_folder(
    folder: str, name: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_mnist(tmp_path / "data" / folder)
    place = tmp_path / "data" / folder
    monkeypatch.setenv("SCULPTOR_DATA", str(place))
    for each in LOOK_ALIKES:
        assert data.describe(each).available == (each == name), each
    monkeypatch.setenv("SCULPTOR_DATA", str(place.parent))
    for each in LOOK_ALIKES:
        assert data.describe(each).available == (each == name), each


@pytest.mark.usefixtures("bare")
def test_each_has_the_names_of_its_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCULPTOR_DATA", str(tmp_path / "data"))
    for name in LOOK_ALIKES:
        write_mnist(tmp_path / "data" / name)
        found = data.load(name)
        assert found.name == name
        assert found.label_names == data.describe(name).label_names
        assert len(set(found.label_names)) == 10
        assert data.load(name).label_names == found.label_names
    assert data.load("fashion-mnist").label_names[9] == "ankle boot"
    assert data.load("kmnist").label_names[:3] == ("o", "ki", "su")
