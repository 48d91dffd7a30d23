"""Priors and sketches are kept under ids that cannot lead elsewhere."""

import json

import pytest

from sculptor import SculptorError, home
from sculptor.runs import library
from tests.bad_names import BAD


def test_what_is_saved_comes_back() -> None:
    key = library.save_prior("Two rings, wide", {"kind": "ring", "radius": 2.0})
    saved = library.load_prior(key)
    assert (saved.name, saved.spec) == ("Two rings, wide", {"kind": "ring", "radius": 2.0})
    assert [prior.id for prior in library.list_priors()] == [key]
    library.delete_prior(key)
    library.delete_prior(key)
    assert library.list_priors() == []


def test_the_same_name_twice_is_two_priors() -> None:
    assert library.save_prior("a", {"kind": "ring"}) != library.save_prior("a", {"kind": "ring"})
    assert len(library.list_priors()) == 2


def test_a_damaged_prior_harms_no_other() -> None:
    key = library.save_prior("good", {"kind": "ring"})
    (home.library_dir() / "bad.json").write_text("{")
    (home.library_dir() / "list.json").write_text("[]")
    (home.library_dir() / "newer.json").write_text(
        '{"format": 9, "name": "x", "spec": {}, "created": 1}'
    )
    assert [prior.id for prior in library.list_priors()] == [key]
    with pytest.raises(SculptorError, match="saved prior"):
        library.load_prior("list")


@pytest.mark.parametrize("key", ["../secret", "", "a/b", "A", "x" * 65, None])
def test_nothing_else_is_an_id(key: str) -> None:
    for action in (library.load_prior, library.delete_prior, library.load_sketch):
        with pytest.raises(SculptorError, match="Expected an id"):
            action(key)


@pytest.mark.parametrize(("name", "spec"), [("", {"kind": "ring"}), ("x", {"kind": "nonsense"})])
def test_only_a_named_prior_is_saved(name: str, spec: dict[str, str]) -> None:
    with pytest.raises(SculptorError):
        library.save_prior(name, spec)
    assert library.list_priors() == []


def test_sketches() -> None:
    assert library.load_sketch("mine") is None
    library.save_sketch("mine", b"png")
    library.save_sketch("mine", b"another")
    assert library.load_sketch("mine") == b"another"


def test_one_that_is_brought_back_keeps_its_id() -> None:
    key = library.save_prior("a", {"kind": "ring"})
    saved = library.load_prior(key)
    library.delete_prior(key)
    assert library.save_prior(saved.name, saved.spec, saved.id) == key
    assert library.load_prior(key).spec == saved.spec


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_a_name_is_checked_as_it_is_saved_and_shown_as_it_is_read(name: str, expected: str) -> None:
    with pytest.raises(SculptorError, match="Expected a name"):
        library.save_prior(name, {"kind": "ring"})
    key = library.save_prior("good", {"kind": "ring"})
    path = home.library_dir() / f"{key}.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"name": name}))
    assert [prior.name for prior in library.list_priors()] == [expected]
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"name": ""}))
    assert library.load_prior(key).name == key


def test_one_that_cannot_be_removed_is_said() -> None:
    key = library.save_prior("ring", {"kind": "ring"})
    path = home.library_dir() / f"{key}.json"
    path.unlink()
    library.delete_prior(key)  # it is gone already
    path.mkdir()
    with pytest.raises(SculptorError, match="Expected to remove"):
        library.delete_prior(key)
