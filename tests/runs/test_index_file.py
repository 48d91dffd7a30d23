"""The file of the index: whatever is wrong with it, it is thrown away and written anew."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from sculptor import SculptorError
from sculptor.runs import index
from sculptor.runs.folder import CONFIG, METRICS, ids
from sculptor.runs.index import FILE, Index
from tests.runs.listed import listed, make, told, truth


def sealed(columns: Any) -> bytes:
    """An index of some content that looks whole."""
    body = columns if isinstance(columns, bytes) else json.dumps(columns).encode()
    return index._head(body) + b"\n" + body


@pytest.mark.usefixtures("settled")
def test_the_file_brings_back_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = listed(home)
    monkeypatch.setattr(index, "_read", None)  # nothing may be read again
    assert listed(home) == first


@pytest.mark.usefixtures("settled")
def test_whole_numbers_in_place_of_others_are_written_down_too(own_home: Path) -> None:
    fields = {"seconds_left": 5, "steps_per_second": 7, "message": None, "device": None}
    folder = make(own_home, 1, created=10**9, **fields)
    (folder / METRICS).write_text('{"step": 1, "mmd2": 0, "lps": 1}\n')
    assert [entry.summary for entry in index.load(own_home).values()] == []
    (found,) = listed(own_home)
    assert [entry.summary for entry in index.load(own_home).values()] == [found]
    assert told(found) == truth(own_home)[0]


def test_a_small_home_gets_no_file(home: Path) -> None:
    listed(home)
    assert not (home / FILE).exists()


BAD: dict[str, Any] = {
    "empty": b"",
    "zeros": bytes(100),
    "no line": b"[]",
    "nothing after the line": b"[]\n",
    "nested": sealed(b"[" * 100_000 + b"]" * 100_000),
    "not JSON": sealed(b"{"),
    "not UTF-8": sealed(b"\xff\xfe\x00"),
    "a number": sealed(5),
    "an object": sealed({"a": 1}),
    "too few columns": sealed([["a"]]),
    "no lists": sealed([1] * len(index.COLUMNS)),
    "no rows": sealed([[]] * len(index.COLUMNS)),
    "long numbers": sealed(b"[" + b"9" * 5000 + b"]"),
}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("kind", BAD)
def test_an_index_that_is_none_is_thrown_away(home: Path, kind: str) -> None:
    (home / FILE).write_bytes(BAD[kind])
    assert [told(run) for run in listed(home)] == truth(home)
    assert len(index.load(home)) == 3  # a whole one has taken its place


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("place", range(0, 2000, 97))
def test_an_index_with_a_flipped_bit_or_a_cut_is_thrown_away(home: Path, place: int) -> None:
    listed(home)
    whole = (home / FILE).read_bytes()
    place %= len(whole)
    for damaged in (
        whole[:place],
        whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :],
        whole + b" ",
    ):
        (home / FILE).write_bytes(damaged)
        assert index.load(home) == {}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        (0, 1),
        (1, 0.5),
        (21, None),
        (25, "2"),
        (28, "running"),
        (31, 1),
        (38, 1e999),
        (39, "a"),
        (43, 1.5),
    ],
)
def test_values_of_another_kind_are_thrown_away(home: Path, column: int, value: Any) -> None:
    listed(home)
    columns = json.loads((home / FILE).read_bytes().partition(b"\n")[2])
    columns[column][1] = value
    (home / FILE).write_bytes(sealed(columns))
    assert index.load(home) == {}
    assert [told(run) for run in listed(home)] == truth(home)


@pytest.mark.usefixtures("settled")
def test_another_version_has_another_index(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed(home)
    assert len(index.load(home)) == 3
    with monkeypatch.context() as patch:
        patch.setattr(index, "FORMAT", index.FORMAT + 1)
        assert index.load(home) == {}
    monkeypatch.setattr(index, "__version__", "9.9.9")
    assert index.load(home) == {}


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "loop"])
def test_something_else_in_the_place_of_the_index_does_no_harm(
    home: Path, tmp_path: Path, kind: str
) -> None:
    path, outside = home / FILE, tmp_path / "outside"
    listed(home)
    whole = path.read_bytes()
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        outside.write_bytes(whole)
        path.symlink_to(outside)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path)
    assert index.load(home) == {}
    assert [told(run) for run in listed(home)] == truth(home)
    assert not outside.exists() or outside.read_bytes() == whole


@pytest.mark.usefixtures("settled")
def test_a_home_that_cannot_be_written_is_listed_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise SculptorError("Expected to write, but: Read-only file system.")

    monkeypatch.setattr(index, "write_atomic", refuse)
    assert [told(run) for run in listed(home)] == truth(home)
    assert not (home / FILE).exists()


@pytest.mark.usefixtures("settled")
def test_one_that_is_too_large_is_neither_written_nor_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(home)
    monkeypatch.setattr(index, "LARGEST", 100)
    assert index.load(home) == {}
    (home / FILE).unlink()
    assert len(listed(home)) == 3
    assert not (home / FILE).exists()


@pytest.mark.usefixtures("settled")
def test_several_writers_at_once_leave_a_whole_one(home: Path) -> None:
    expected, found = truth(home), []

    def write() -> None:
        for _ in range(5):
            (home / FILE).unlink(missing_ok=True)
            found.append([told(run) for run in listed(home)])

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 20
    listed(home)
    assert len(index.load(home)) == 3
    assert not list(home.glob("*.tmp"))


@pytest.mark.usefixtures("settled")
def test_what_another_process_may_read_otherwise_is_not_written_down(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ids(home)[0] / CONFIG).write_text("{")
    monkeypatch.setattr("sculptor.plugins.brought", lambda kinds: True)
    kept = Index(home)
    kept.look(lambda *_: None)
    index.save(home, kept._entries)
    assert [entry.stamps[1] for entry in index.load(home).values()] == [index.NONE] * 3
    monkeypatch.undo()
    assert [told(run) for run in listed(home)] == truth(home)
