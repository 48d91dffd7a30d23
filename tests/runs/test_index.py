"""The index is a cache only: whatever happens to it or to the runs, a list says what is so."""

import builtins
import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sculptor import RunConfig, SculptorError, processes
from sculptor.files import write_json
from sculptor.runs import index, summary
from sculptor.runs.folder import CONFIG, METRICS, STATUS, ids, read_config, write_config
from sculptor.runs.index import FILE, Index
from sculptor.runs.record import RunRecord
from sculptor.runs.summary import Setup, Summary

KEPT = (CONFIG, STATUS, METRICS)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files whose time of change is new with each change, so that none has to be waited for."""
    monkeypatch.setattr(summary, "UNSETTLED", 0.0)
    monkeypatch.setattr(index, "UNSETTLED", 0.0)
    monkeypatch.setattr(index, "WORTH", 0)


@pytest.fixture
def home(own_home: Path) -> Path:
    """Three runs that have ended."""
    for number in range(3):
        make(own_home, number)
    return own_home


def make(home: Path, number: int, status: str = "finished", **more: Any) -> Path:
    folder = home / f"20261124-{number:06d}-abcd"
    folder.mkdir(parents=True)
    write_config(folder, RunConfig(dataset="digits", prior="ring", name=f"run {number}"))
    fields = {"format": 1, "run": folder.name, "status": status, "step": 5, "steps": 10}
    write_json(folder / STATUS, {**fields, "created": 1e9 + number, "message": "", **more})
    rows = [{"step": step, "mmd2": 0.1 / (step + 1), "mmd2_floor": 0.01} for step in range(3)]
    (folder / METRICS).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return folder


def listed(home: Path) -> list[Summary]:
    """What a new process lists."""
    return Index(home).look(lambda *_: None)


def told(run: Summary) -> tuple[Any, ...]:
    return (run.id, run.name, run.problem, run.state.created, run.state.progress)


def truth(home: Path) -> list[tuple[Any, ...]]:
    """The same, of the folders themselves."""
    runs = [RunRecord(home / run) for run in ids(home)]
    return [(run.id, run.name, run.problem, run.created, run.progress()) for run in runs]


def sealed(columns: Any) -> bytes:
    """An index of some content that looks whole."""
    body = columns if isinstance(columns, bytes) else json.dumps(columns).encode()
    return index._head(body) + b"\n" + body


def test_a_list_says_what_the_folders_say(home: Path) -> None:
    runs = listed(home)
    assert [run.id for run in runs] == ids(home)
    assert [told(run) for run in runs] == truth(home)
    assert runs[0].line == "digits · ring · MMD · 2 latents · fully connected"
    assert runs[0].figures.by_name() == {"step": 2.0, "mmd2": 0.1 / 3, "mmd2_floor": 0.01}
    assert (runs[0].figures.mmd2, runs[0].figures.lps) == (0.1 / 3, None)


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


@pytest.mark.usefixtures("settled")
def test_a_warm_list_of_300_runs_opens_no_file_of_a_run(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        make(own_home, number)
    opened: list[str] = []

    def noting(call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(path: Any, *more: Any, **named: Any) -> Any:
            opened.append(str(path))
            return call(path, *more, **named)

        return noted

    monkeypatch.setattr(os, "open", noting(os.open))
    monkeypatch.setattr(builtins, "open", noting(open))
    first = listed(own_home)
    assert len([path for path in opened if str(own_home) in path]) > 900
    opened.clear()
    kept = Index(own_home)
    assert kept.look(lambda *_: None) == kept.look(lambda *_: None) == first
    assert [path for path in opened if str(own_home) in path] == [str(own_home / FILE)]


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("how", ["edit", "damage", "remove", "folder", "link"])
def test_a_file_that_has_changed_is_read_again(home: Path, name: str, how: str) -> None:
    kept = Index(home)
    before = kept.look(lambda *_: None)
    path = home / before[1].id / name
    if how == "edit":
        path.write_bytes(path.read_bytes().replace(b"1", b"2").replace(b"run", b"art"))
    elif how == "damage":
        path.write_bytes(b'{"step": 1')
    else:
        content = path.read_bytes()
        path.unlink()
        if how == "folder":
            path.mkdir()
        elif how == "link":
            (home / "elsewhere").write_bytes(content)
            path.symlink_to(home / "elsewhere")
    kept._again = 0.0
    after = kept.look(lambda *_: None)
    assert after[1] != before[1] or (name, how) == (METRICS, "remove")
    assert (after[0], after[2]) == (before[0], before[2])
    assert [told(run) for run in after] == truth(home)
    assert [told(run) for run in listed(home)] == truth(home)


def test_a_change_within_the_grain_of_the_clock_is_seen(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = index._stamp

    def coarse(path: str, *more: Any) -> Any:
        stamp = fine(path, *more)
        return stamp and (stamp[0] // 10**10, stamp[1] // 10**10, *stamp[2:])

    def old(stamp: Any, seconds: float) -> bool:
        return before_grain((stamp[0] * 10**10, stamp[1] * 10**10, *stamp[2:]), seconds)

    before_grain = index._old
    monkeypatch.setattr(index, "_stamp", coarse)
    monkeypatch.setattr(index, "_old", old)
    monkeypatch.setattr(summary, "UNSETTLED", 20.0)
    kept = Index(home)
    kept.look(lambda *_: None)
    path = home / ids(home)[0] / CONFIG
    path.write_bytes(path.read_bytes().replace(b"run 2", b"art 2"))  # in place, of the same size
    kept._again = 0.0
    assert kept.look(lambda *_: None)[0].name == "art 2"


def test_files_of_the_future_are_not_trusted(home: Path) -> None:
    path = home / ids(home)[0] / CONFIG
    os.utime(path, (4e9, 4e9))
    kept = Index(home)
    kept.look(lambda *_: None)
    assert None in kept._entries[ids(home)[0]].stamps


@pytest.mark.usefixtures("settled")
def test_runs_come_and_go(home: Path) -> None:
    kept = Index(home)
    assert len(kept.look(lambda *_: None)) == 3
    make(home, 7)
    assert [run.name for run in kept.look(lambda *_: None)][:2] == ["run 7", "run 2"]
    shutil.rmtree(home / ids(home)[0])
    assert [run.name for run in kept.look(lambda *_: None)] == ["run 2", "run 1", "run 0"]
    shutil.rmtree(home)
    assert kept.look(lambda *_: None) == listed(home) == []


@pytest.mark.usefixtures("settled")
def test_a_quick_look_sees_what_sculptor_writes(home: Path) -> None:
    kept = Index(home)
    kept.look(lambda *_: None)
    first, second, third = (home / run for run in ids(home))
    write_config(first, replace(read_config(first), name="another"))
    write_json(second / STATUS, {"status": "paused"})
    (third / METRICS).unlink()
    kept._again_quickly = 0.0
    found = kept.look(lambda *_: None, quick=True)
    assert [told(run) for run in found] == truth(home)
    assert found[2].figures.mmd2 is None


@pytest.mark.usefixtures("settled")
def test_a_quick_look_puts_off_no_thorough_one(home: Path) -> None:
    kept = Index(home)
    kept.look(lambda *_: None)
    edit(home / ids(home)[0] / CONFIG, b"run 2", b"art 2")
    kept._again = kept._again_quickly = 0.0
    assert kept.look(lambda *_: None, quick=True)[0].name == "run 2"
    assert kept.look(lambda *_: None)[0].name == "art 2"


@pytest.mark.usefixtures("settled")
def test_one_run_is_told_as_it_is_at_this_moment(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SHARE", 1e-9)
    first = ids(home)[0]
    index.summaries(home)
    write_config(home / first, replace(read_config(home / first), name="another"))
    now = index.summary(home, first)
    assert now is not None
    assert now.name == "another"
    shutil.rmtree(home / first)
    assert index.summary(home, first) is None


def test_a_live_run_is_live_for_as_long_as_its_process(
    own_home: Path, child: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summary, "UNSETTLED", 0.0)
    monkeypatch.setattr(index, "SHARE", 1e-9)
    process = child("import sys; sys.stdin.read()")
    identity = {**processes.identity(), "pid": process.pid, "ticks": processes.ticks(process.pid)}
    make(own_home, 1, status="running", heartbeat=1e9, **identity)
    assert [run.state.status for run in index.summaries(own_home)] == ["running"]
    process.kill()
    process.wait()
    assert [run.state.status for run in index.summaries(own_home)] == ["interrupted"]


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
    [(0, 1), (1, 0.5), (17, None), (21, "2"), (24, "running"), (27, 1), (34, 1e999), (35, "a")],
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
def test_a_run_that_cannot_be_read_for_any_reason_leaves_the_others(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Setup.read

    def fail(folder: Path) -> Setup:
        if folder.name == ids(home)[1]:
            raise RecursionError("too deep")
        return read(folder)

    monkeypatch.setattr(Setup, "read", fail)
    problems = [run.problem for run in listed(home)]
    assert problems[0] == problems[2] == ""
    assert "RecursionError (too deep)" in problems[1]


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


def test_reading_that_is_given_up_is_taken_up_again(home: Path) -> None:
    kept = Index(home)

    def give_up(place: int, n: int) -> None:
        if place == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.look(give_up)
    seen: list[tuple[int, int]] = []
    assert [told(run) for run in kept.look(lambda *at: seen.append(at))] == truth(home)
    assert (2, 3) in seen


ticks = count(1)


def edit(path: Path, old: bytes, new: bytes) -> None:
    """In place, with a time of change that is new: a test is faster than the clock's grain."""
    if path.is_file():
        path.write_bytes(path.read_bytes().replace(old, new))
        os.utime(path, ns=(10**18 + next(ticks), 10**18 + next(ticks)))


DEEDS: dict[str, Callable[[Path, Path], object]] = {
    "name": lambda home, run: edit(run / CONFIG, b"run", b"art"),
    "name back": lambda home, run: edit(run / CONFIG, b"art", b"run"),
    "prior": lambda home, run: edit(run / CONFIG, b"ring", b"none"),
    "format": lambda home, run: edit(run / STATUS, b'"format": 1', b'"format": 9'),
    "status": lambda home, run: edit(run / STATUS, b"finished", b"paused"),
    "live": lambda home, run: edit(run / STATUS, b"paused", b"running"),
    "cut": lambda home, run: edit(run / STATUS, b"}", b""),
    "figures": lambda home, run: edit(run / METRICS, b"0.1", b"0.2"),
    "remove": lambda home, run: (run / STATUS).unlink(missing_ok=True),
    "copy": lambda home, run: (
        shutil.copytree(run, home / f"{run.name[:20]}-copy", symlinks=True)
        if run.is_dir() and not (home / f"{run.name[:20]}-copy").exists()
        else None
    ),
    "delete": lambda home, run: shutil.rmtree(run, ignore_errors=True),
    "link": lambda home, run: (
        (run / "samples").symlink_to(home)
        if run.is_dir() and not (run / "samples").is_symlink()
        else None
    ),
    "damage": lambda home, run: edit(home / FILE, b"r", b"s"),
    "drop": lambda home, run: (home / FILE).unlink(missing_ok=True),
    "process": lambda home, run: None,
}


@pytest.mark.usefixtures("settled")
@given(deeds=st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 2)), max_size=12))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_with_and_without_the_index_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, int]]
) -> None:
    home = tmp_path_factory.mktemp("home")
    for number in range(3):
        make(home, number)
    runs = [home / run for run in ids(home)]
    kept = Index(home)
    for deed, number in deeds:
        DEEDS[deed](home, runs[number])
        if deed == "process":
            kept = Index(home)
        kept._again = 0.0
        found = kept.look(lambda *_: None)
        assert [told(run) for run in found] == truth(home)
        for run in found:
            assert run.figures == index._read(home / run.id, (index.NONE,) * 4, None).parts[3]
