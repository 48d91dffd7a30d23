"""Sets that were added: whole or not there, replaced in one step, found by name everywhere."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sculptor import RunConfig, SculptorError, data
from sculptor.data.own import dataset as added
from sculptor.data.own import store
from sculptor.data.own.manifest import Manifest
from sculptor.home import datasets_dir

IMAGES = np.arange(5 * 3 * 8 * 10, dtype=np.uint8).reshape(5, 3, 8, 10)


def add(name: str = "photos", images: np.ndarray = IMAGES, *, replace: bool = False) -> Manifest:
    """A set of three training images, one to validate and one to test."""
    with store.adding(name, replace=replace) as draft:
        with draft.array("images", images.shape[1:], np.uint8) as array:
            array.write(images[:2])
            array.write(images[2:])
        with draft.array("labels", (), np.int64) as array:
            array.write(np.array([0, 1, -1, 1, 0]))
        draft.skip("notes.txt", "not an image")
        fingerprint = data.Dataset("", images, 3, validation=1).digest
        manifest = Manifest(
            name=name,
            kind="images",
            shape=images.shape[1:],
            n_train=3,
            n_validation=1,
            n_test=1,
            fingerprint=fingerprint,
            skipped=draft.skipped,
            label_names=("cat", "dog"),
        )
        draft.keep(manifest)
    return manifest


def fail() -> None:
    """Items that do not fit."""
    with store.adding("photos") as draft, draft.array("images", (3, 8, 8), np.uint8) as array:
        draft.skip("a", "b")
        array.write(IMAGES)


def test_a_set_that_was_added_is_found_by_its_name_everywhere() -> None:
    manifest = add()
    assert "photos" in data.names()
    found = data.load("photos")
    assert np.array_equal(found.images, IMAGES)
    assert isinstance(found.images, np.memmap)
    assert [len(found.split(split)) for split in ("train", "validation", "test")] == [3, 1, 1]
    assert np.array_equal(found.split("validation").images, IMAGES[3:4])
    assert found.labels.tolist() == [0, 1, -1, 1, 0]
    assert found.digest == manifest.fingerprint
    info = data.describe("photos")
    assert (info.n_train, info.n_validation, info.n_test, info.yours) == (3, 1, 1, True)
    assert info.shape == (3, 8, 10)
    assert data.thumbnail("photos").startswith(b"\x89PNG")
    assert RunConfig(dataset="photos").dataset == "photos"
    assert [*store.skipped(manifest)] == [("notes.txt", "not an image")]


def test_an_error_leaves_nothing_behind() -> None:
    with pytest.raises(ValueError, match="items of shape"):
        fail()
    assert [*datasets_dir().iterdir()] == []
    assert "photos" not in data.names()


def test_a_name_that_is_taken_is_kept_unless_it_is_to_be_replaced() -> None:
    add()
    with pytest.raises(SculptorError, match="Choose another, or replace it"):
        add()
    before = data.load("photos")
    add(images=IMAGES[:, :, :, ::-1], replace=True)
    assert np.array_equal(data.load("photos").images, IMAGES[:, :, :, ::-1])
    assert np.array_equal(before.images, IMAGES)  # as a run that trains sees it
    (place,) = datasets_dir().iterdir()
    assert len([path for path in place.iterdir() if path.is_dir()]) == 1


def test_the_same_set_twice_is_the_same() -> None:
    add()
    assert add(replace=True) == store.read("photos")
    assert np.array_equal(data.load("photos").images, IMAGES)


def test_two_processes_that_add_the_same_name_at_once_leave_one_whole_set() -> None:
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.data.own.test_store import IMAGES, add\n"
        "from sculptor import SculptorError\n"
        "try: add()\nexcept SculptorError as error: print(error)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("there is one called photos" in text for text in told) <= 1
    assert np.array_equal(data.load("photos").images, IMAGES)


def test_a_set_that_is_removed_is_gone_and_its_map_goes_on() -> None:
    add()
    mapped = data.load("photos").images
    store.remove("photos")
    assert "photos" not in data.names()
    assert np.array_equal(mapped, IMAGES)
    for gone in (store.remove, added.load):
        with pytest.raises(SculptorError, match="there is none called photos"):
            gone("photos")
    assert [*datasets_dir().iterdir()] == []


@pytest.mark.parametrize(
    "name", ["", "../up", "a/b", "a,b", "-x", ".x", "<script>", "$x$", "a" * 81, "a\nb", 3]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(SculptorError, match="Expected a name"), store.adding(name):
        pass
    assert not datasets_dir().exists() or not [*datasets_dir().iterdir()]


@pytest.mark.parametrize(
    "name", ["\u0424\u043e\u0442\u043e 1", "\u5199\u771f", "a" * 80, "x.y", "Photos (2024)"]
)
def test_names_of_any_script(name: str) -> None:
    add(name)
    assert name in data.names()
    assert data.load(name).name == name


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("format", 99),
        ("kind", "videos"),
        ("shape", [3, 8]),
        ("shape", [0, 8, 8]),
        ("n_train", -1),
        ("n_test", True),
        ("fingerprint", "../../etc"),
        ("label_names", "cat"),
        ("name", "others"),
    ],
)
def test_a_manifest_that_was_edited_is_refused(part: str, value: object) -> None:
    add()
    (path,) = datasets_dir().rglob("manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {part: value}))
    with pytest.raises(SculptorError, match="Expected"):
        store.read("photos")
    assert "photos" not in data.names()


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", None])
def test_an_array_that_is_damaged_is_said(content: bytes | None) -> None:
    add()
    path: Path = next(datasets_dir().rglob("images.npy"))
    path.write_bytes(path.read_bytes()[:-1] if content is None else content)
    with pytest.raises(SculptorError, match="add it again"):
        data.load("photos")
