"""Files are written whole or not at all."""

import errno
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sculptor import SculptorError, files

Hold = Callable[..., list[object]]


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes a file's name but not its content."""

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, full_disk: None) -> None:
    path = tmp_path / "status.json"
    path.write_text('{"step": 1}')
    with pytest.raises(SculptorError, match="No space left"):
        files.write_json(path, {"step": 2})
    assert json.loads(path.read_text()) == {"step": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SculptorError, match="No such file or directory"):
        files.write_json(tmp_path / "gone" / "status.json", {})
    with pytest.raises(SculptorError, match=r"^Expected the file \S+, but it is not there\.$"):
        files.read_json(tmp_path / "gone.json")


def test_json_that_does_not_parse_is_said(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"steps": ')
    with pytest.raises(SculptorError, match="does not parse"):
        files.read_json(path)


def test_half_of_a_character_is_read_as_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"\ud800": ["a\udfffb", "👩"]}))
    assert files.read_json(path) == {"�": ["a�b", "👩"]}
    path.write_bytes(b'{"name": "\\ud800", "step": 1}\n{"name": "\xed\xa0\x80"}\n')
    assert files.read_lines(path) == [{"name": "�", "step": 1}]  # the other is not in UTF-8


def test_numbers_that_are_not_finite_are_not_json(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(tmp_path / "x.json", float("nan"))
    assert not list(tmp_path.iterdir())


def test_a_cut_line_is_left_out_and_does_not_swallow_the_next(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    files.append_line(path, {"step": 1})
    with path.open("ab") as file:
        file.write(b'{"step": 2, "los')
    assert files.read_lines(path) == [{"step": 1}]
    files.append_line(path, {"step": 3})
    assert files.read_lines(path) == [{"step": 1}, {"step": 3}]
    assert files.read_lines(tmp_path / "missing.jsonl") == []


def test_arrays_round_trip_and_objects_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latents.npy"
    array = np.arange(6, dtype=np.float32).reshape(3, 2)
    files.write_array(path, array)
    assert np.array_equal(files.read_array(path), array)
    np.save(path, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(SculptorError, match="numbers"):
        files.read_array(path)
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(SculptorError, match="numbers"):
        files.read_array(path)


@pytest.mark.parametrize("compressed", [False, True])
def test_archives_round_trip_and_of_objects_none_is_written(
    tmp_path: Path, compressed: bool
) -> None:
    path = tmp_path / "frame.npz"
    arrays = {"codes": np.eye(3, dtype=np.float32), "step": np.array(7), "none": np.zeros((0, 2))}
    files.write_arrays(path, arrays, compressed=compressed)
    with np.load(path, allow_pickle=False) as found:
        assert found.files == [*arrays]
        assert all(np.array_equal(found[name], array) for name, array in arrays.items())
    whole = path.read_bytes()
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        files.write_arrays(path, {"bad": np.array([{}])}, compressed=compressed)
    assert path.read_bytes() == whole
    assert [*tmp_path.iterdir()] == [path]


def test_sha256_of_nothing() -> None:
    assert files.sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Hold:
    """Let what paths do fail as on Windows while another process has the file open."""

    def hold(method: str, times: int, winerror: int | None = 32) -> list[object]:
        act, calls = getattr(Path, method), []

        def held_or_free(path: Path, *arguments: object, **named: object) -> Any:
            calls.append(path)
            if len(calls) <= times:
                error = PermissionError(errno.EACCES, "The process cannot access the file")
                error.winerror = winerror  # type: ignore[attr-defined]
                raise error
            return act(path, *arguments, **named)

        monkeypatch.setattr(Path, method, held_or_free)
        return calls

    return hold


@pytest.mark.parametrize("winerror", files.HELD)
def test_a_reader_delays_the_writer_and_no_more(tmp_path: Path, held: Hold, winerror: int) -> None:
    path = tmp_path / "status.json"
    files.write_json(path, {"step": 1})
    calls = held("replace", 3, winerror)
    files.write_json(path, {"step": 2})
    assert len(calls) == 4
    assert files.read_json(path) == {"step": 2}
    assert list(tmp_path.iterdir()) == [path]


def test_a_reader_that_never_lets_go_is_said(
    tmp_path: Path, held: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.01)
    path = tmp_path / "status.json"
    files.write_json(path, {"step": 1})
    calls = held("replace", 10**6)
    with pytest.raises(SculptorError, match="cannot access"):
        files.write_json(path, {"step": 2})
    assert len(calls) > 1
    assert files.read_json(path) == {"step": 1}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("winerror", [None, 19])
def test_what_is_forbidden_is_not_tried_again(
    tmp_path: Path, held: Hold, winerror: int | None
) -> None:
    calls = held("replace", 10**6, winerror)
    with pytest.raises(SculptorError, match="cannot access"):
        files.write_json(tmp_path / "status.json", {})
    assert len(calls) == 1


def test_a_file_that_is_being_replaced_is_read_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, act, left = tmp_path / "events.jsonl", os.open, [0]

    def held(*arguments: Any) -> int:
        left[0] -= 1
        if left[0] >= 0:
            error = PermissionError(errno.EACCES, "The process cannot access the file")
            error.winerror = 32  # type: ignore[attr-defined]
            raise error
        return act(*arguments)

    monkeypatch.setattr(os, "open", held)
    files.append_line(path, {"step": 1})
    left[0] = 2
    assert files.read_lines(path) == [{"step": 1}]
    left[0] = 2
    assert files.read_json(path) == {"step": 1}
    left[0] = 2
    files.append_line(path, {"step": 2})
    assert left[0] < 0
    assert files.read_lines(path) == [{"step": 1}, {"step": 2}]


def test_a_folder_is_moved_once_nobody_holds_it(tmp_path: Path, held: Hold) -> None:
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "config.json").write_text("{}")
    held("replace", 2)
    files.move(tmp_path / "draft", tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["config.json"]


NESTED = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (NESTED, "nested deeper than 64"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "nested deeper than 64"),
        (b"[" * 100_000, "nested deeper than 64"),
        (b'{"step": 1' + b"0" * 5000 + b"}", "4300 digits"),
        (b'{"step": NaN}', "the number NaN"),
        (b'{"step": -Infinity}', "the number -Infinity"),
        (b'{"step": 1, "step": 2}', "'step' twice"),
        ('{"step": 1}'.encode("utf-16"), "UTF-8"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "does not parse"),
        (b'{"step": 1', "does not parse"),
        (b"{}\0", "does not parse"),
    ],
)
def test_whatever_is_wrong_with_json_is_one_error(content: bytes, reason: str) -> None:
    with pytest.raises(SculptorError, match=reason) as caught:
        files.parse_json(content, "status.json", "Restore it.")
    assert str(caught.value).startswith("Expected JSON in status.json, but ")
    assert str(caught.value).endswith("Restore it.")


def test_json_of_any_length_and_64_deep_is_read() -> None:
    assert files.parse_json(b'["[[", "{\\"["' + b", [1]" * 1000 + b"]", "x")[2] == [1]
    assert files.parse_json(b"[" * 64 + b"]" * 64, "x")
    assert files.parse_json(b'\xef\xbb\xbf"\\ud800"', "x") == "�"


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"12345")
    assert files.read_bytes(path, 5) == b"12345"
    with pytest.raises(SculptorError, match="at most 4 bytes"):
        files.read_bytes(path, 4)
    os.truncate(path, 2**40)  # without a byte on the disk
    for read in (files.read_json, files.read_arrays, files.read_lines, files.read_array):
        with pytest.raises(SculptorError, match="Expected"):
            read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_what_is_no_file_is_said_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "pipe", tmp_path / "folder", Path("/dev/zero")):
        for act in (files.read_json, files.read_lines, files.read_array, files.read_arrays):
            with pytest.raises(SculptorError, match=r"received a (pipe|folder)"):
                act(path)
        with pytest.raises(SculptorError, match=r"Expected|directory"):
            files.append_line(path, 1)


def test_links_are_followed_only_where_they_may_be(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "x.jsonl"
    target.write_text("1\n")
    (tmp_path / "x.jsonl").symlink_to(target)
    (tmp_path / "here").symlink_to(tmp_path / "there")
    for link in (tmp_path / "x.jsonl", tmp_path / "here" / "x.jsonl"):
        assert files.read_json(link) == 1
        with pytest.raises(SculptorError, match="received a link"):
            files.read_json(link, follow_links=False)
        with pytest.raises(SculptorError, match="received a link"):
            files.read_lines(link)
        with pytest.raises(SculptorError, match="received a link"):
            files.append_line(link, 2)
    assert target.read_text() == "1\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("1")
    path.chmod(0)
    with pytest.raises(SculptorError, match="Permission denied"):
        files.read_json(path)


def npy(array: object, **header: object) -> bytes:
    """A ``.npy`` file, with parts of its header replaced."""
    content = io.BytesIO()
    np.save(content, np.asarray(array))
    text = content.getvalue()
    for old, new in header.values():  # type: ignore[misc]
        text = text.replace(old, new.ljust(len(old)))  # type: ignore[has-type]
    return text


@pytest.mark.parametrize(
    "content",
    [
        npy(np.zeros((3, 2)), shape=(b"(3, 2), }          ", b"(1000000000000, 2), }")),
        npy(np.zeros((3, 2)), shape=(b"(3, 2)", b"(2, 2)")),
        npy(np.zeros((3, 2)), shape=(b"(3, 2)", b"(-3,2)")),
        npy(np.zeros((3, 2)), dtype=(b"<f8", b"|O8")),
        npy(np.zeros(3, "c16")),
        npy(np.zeros(3, [("a", "f8")])),
        npy("text"),
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff{",
        b"",
    ],
)
def test_a_header_is_held_against_its_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.npy"
    path.write_bytes(content)
    with pytest.raises(SculptorError, match="numbers in"):
        files.read_array(path)
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        archive.writestr("x.npy", content)
    if content != npy("text"):
        with pytest.raises(SculptorError, match="numbers in"):
            files.read_arrays(tmp_path / "x.npz")


def test_an_archive_unpacks_to_no_more_than_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.npz"
    files.write_arrays(path, {name: np.zeros(1000) for name in "abc"}, compressed=True)
    assert files.read_arrays(path).keys() == set("abc")
    assert files.read_arrays(path, ("a",)).keys() == {"a"}
    monkeypatch.setattr(files, "ARRAYS", 20_000)
    with pytest.raises(SculptorError, match="numbers in"):
        files.read_arrays(path)
