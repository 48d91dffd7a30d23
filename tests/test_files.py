"""Files are written whole or not at all."""

import errno
import json
import os
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


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "utf-16", "utf-16-le"])
def test_half_of_a_character_is_read_as_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "config.json"
    text = json.dumps({"\ud800": ["a\udfffb", "👩"]}, ensure_ascii=encoding == "ascii")
    path.write_bytes(text.encode(encoding, "surrogatepass"))
    assert files.read_json(path) == {"�": ["a�b", "👩"]}
    path.write_bytes(b'{"name": "\\ud800", "step": 1}\n{"name": "\xed\xa0\x80"}\n')
    assert files.read_lines(path) == [{"name": "�", "step": 1}, {"name": "�"}]


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


def test_a_file_that_is_being_replaced_is_read_a_moment_later(tmp_path: Path, held: Hold) -> None:
    path = tmp_path / "events.jsonl"
    files.append_line(path, {"step": 1})
    held("read_bytes", 2)
    assert files.read_lines(path) == [{"step": 1}]
    held("read_bytes", 2)
    assert files.read_json(path) == {"step": 1}
    held("open", 2)
    files.append_line(path, {"step": 2})
    assert files.read_lines(path) == [{"step": 1}, {"step": 2}]


def test_a_folder_is_moved_once_nobody_holds_it(tmp_path: Path, held: Hold) -> None:
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "config.json").write_text("{}")
    held("replace", 2)
    files.move(tmp_path / "draft", tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["config.json"]
