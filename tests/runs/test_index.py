"""The index is a cache only: whatever happens to the runs, a list says what is so."""

import builtins
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sculptor import processes
from sculptor.files import write_json
from sculptor.runs import index, summary
from sculptor.runs.folder import CONFIG, METRICS, STATUS, ids, read_config, write_config
from sculptor.runs.index import FILE, Index
from sculptor.runs.summary import Setup
from tests.runs.listed import listed, make, told, truth

KEPT = (CONFIG, STATUS, METRICS)


def test_a_list_says_what_the_folders_say(home: Path) -> None:
    runs = listed(home)
    assert [run.id for run in runs] == ids(home)
    assert [told(run) for run in runs] == truth(home)
    assert runs[0].line == "digits · ring · MMD · 2 latents · fully connected"
    assert runs[0].figures.by_name() == {"step": 2.0, "mmd2": 0.1 / 3, "mmd2_floor": 0.01}
    assert (runs[0].figures.mmd2, runs[0].figures.lps) == (0.1 / 3, None)


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
            assert run.figures == index._read(home / run.id, (index.NONE,) * 5, None).parts[3]
