"""Ids never lead out of the home, and one damaged folder harms no other."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError, drafts, jobs
from sculptor.jobs import Run, launcher
from sculptor.runs import folder as folders
from sculptor.runs.folder import (
    CHECKPOINT,
    COLOURS,
    COMMANDS,
    CONFIG,
    EVENTS,
    METRICS,
    SNAPSHOTS,
    STATUS,
    check_id,
    new_id,
)


def test_new_ids_sort_by_the_time_of_their_making(monkeypatch: pytest.MonkeyPatch) -> None:
    times = [1795500000 + step / 1000 for step in range(0, 3000, 7)]
    clock = iter(times)
    monkeypatch.setattr("sculptor.runs.folder.time.time", lambda: next(clock))
    ids = [check_id(new_id()) for _ in times]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    "text",
    [
        "../../etc",
        "..",
        "",
        ".trash",
        "/etc/passwd",
        "20261124-153012-a1b2/..",
        "20261124-153012-a1b2\n",
        "20261124-153012-A1B2",
        "20261124-153012-a1b2\0",
        "x" * 5000,
        None,
    ],
)
def test_nothing_else_is_an_id(text: str) -> None:
    with pytest.raises(SculptorError, match="Expected a run id"):
        jobs.open_run(text)
    with pytest.raises(SculptorError, match="Expected a run id"):
        jobs.restore(text)


def test_a_run_that_is_not_there() -> None:
    with pytest.raises(SculptorError, match="not there"):
        jobs.open_run("20261124-153012-a1b2")


def test_damaged_folders_are_listed_with_their_problem(tiny: RunConfig) -> None:
    good, garbage, empty, newer, cut, binary = (launcher.create(tiny) for _ in range(6))
    (garbage / CONFIG).write_text("{not json")
    shutil.rmtree(empty)
    empty.mkdir()
    (newer / CONFIG).write_text('{"format": 99, "dataset": "digits"}')
    (cut / STATUS).unlink()
    (cut / CONFIG).write_text('["a list"]')
    (binary / STATUS).write_bytes(b"\xff\xfe\x00")
    (binary / "metrics.jsonl").write_bytes(b'{"step": 1}\nnonsense\n[1]\n{"step": "x"}\n{"ste')
    problems = {run.id: run.problem for run in jobs.list_runs()}
    assert problems.keys() == {path.name for path in (good, garbage, empty, newer, cut, binary)}
    assert problems[good.name] == ""
    assert "not in UTF-8" in problems[binary.name]
    assert "can be resumed" in problems[binary.name]
    assert "does not parse" in problems[garbage.name]
    assert "not there" in problems[empty.name]
    assert "Update Sculptor" in problems[newer.name]
    assert "JSON object" in problems[cut.name]
    assert Run(binary).status == "interrupted"
    assert [row["step"] for row in Run(binary).rows()] == [1]
    assert all(run.name and run.status for run in jobs.list_runs())
    with pytest.raises(SculptorError, match="Update Sculptor"):
        _ = Run(newer).config


def test_a_newer_status_is_refused_too(run: Run, edit_status: object) -> None:
    edit_status(format=2, status="paused")  # type: ignore[operator]
    assert "Update Sculptor" in run.problem
    with pytest.raises(SculptorError, match="Update Sculptor"):
        run.resume()


@pytest.mark.parametrize("value", ["NaN", '"far"', "null", "-1e999", "[]", "true"])
def test_a_hand_edited_status_reads_as_something(run: Run, value: str) -> None:
    fields = ("step", "steps", "pid", "heartbeat", "process_started", "seconds_left", "launched")
    text = ",".join(f'"{field}": {value}' for field in fields)
    (run.folder / STATUS).write_text(f'{{"status": "running", "host": "elsewhere", {text}}}')
    assert run.progress().status == "interrupted"
    assert run.progress().step in (0, -1)


def test_a_deleted_folder_says_so(run: Run) -> None:
    shutil.rmtree(run.folder)
    for action in (run.progress, run.pause, run.resume, run.delete, lambda: run.config):
        with pytest.raises(SculptorError, match="gone"):
            action()
    assert run.rows() == run.snapshots() == run.events() == []


NESTED = "[" * 100_000 + "]" * 100_000
HUGE = "1" + "0" * 400


def in_status(**fields: str) -> str:
    """A status with the JSON of some fields."""
    return (
        json.dumps({"status": "paused"})[:-1]
        + "".join(f', "{k}": {v}' for k, v in fields.items())
        + "}"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (STATUS, NESTED, "nested deeper"),
        (STATUS, in_status(step=HUGE), "step as a whole number"),
        (STATUS, in_status(step="1" * 5000), "digits"),
        (STATUS, in_status(created="NaN"), "the number NaN"),
        (STATUS, in_status(created="1e300"), "created as a number"),
        (STATUS, in_status(status="5"), "'status' twice"),
        (STATUS, in_status(format='"x"'), "Update Sculptor"),
        (STATUS, " " * (folders.TINY + 1), "at most"),
        (STATUS, "[]", "JSON object"),
        (CONFIG, NESTED, "nested deeper"),
        (CONFIG, '{"steps": ' + HUGE + "}", "Expected steps"),
        (CONFIG, '{"format": true}', "Update Sculptor"),
        (CONFIG, '{"dataset": "digits", "dataset": "digits"}', "twice"),
        (CONFIG, " " * (folders.SMALL + 1), "at most"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said_with_a_way_out(
    run: Run, tiny: RunConfig, name: str, content: str, said: str
) -> None:
    other = Run(launcher.create(tiny))
    (run.folder / name).write_text(content)
    assert said in run.problem
    assert name in run.problem or "Update Sculptor" in run.problem
    assert other.problem == ""
    read_all(run)
    with pytest.raises(SculptorError, match=r"Expected"):
        Run(run.folder).resume()
    os.utime(run.folder / STATUS, (0, 0))
    run.delete()
    assert [each.id for each in jobs.list_runs()] == [other.id]


@pytest.mark.parametrize("name", [METRICS, EVENTS, COLOURS])
@pytest.mark.parametrize(
    "content", [NESTED + "\n", f'{{"step": {HUGE}}}\n', "5\n", '{"labels": 5}\n']
)
def test_lines_and_names_that_are_none_are_left_out(run: Run, name: str, content: str) -> None:
    (run.folder / name).write_text(content)
    assert run.problem == ""
    assert run.rows() == run.events() == run.label_names() == []
    assert run.metrics().empty
    assert run.colours() == {}


PARTS = [STATUS, CONFIG, EVENTS, METRICS, COLOURS, CHECKPOINT, SNAPSHOTS, COMMANDS]


def replaced(path: Path, by: str, elsewhere: Path) -> None:
    """Put something else in the place of a file or a folder."""
    elsewhere.mkdir(exist_ok=True)
    drafts.remove(path) if path.exists() else None
    match by:
        case "link":
            target = elsewhere / path.name
            target.mkdir() if "." not in path.name else target.write_text('{"status": "paused"}\n')
            path.symlink_to(target)
        case "dangling link":
            path.symlink_to(elsewhere / "nothing")
        case "pipe":
            os.mkfifo(path)
        case "folder or file":
            path.write_text("x") if "." not in path.name else path.mkdir()


def read_all(run: Run) -> None:
    """Everything that a list or a page reads without being asked for more."""
    run.progress()
    assert isinstance(run.rows(), list)
    assert run.snapshots() == run.projected() == []
    assert run.events() == run.label_names() == []
    assert run.colours() == {}
    assert run.thumbnail() is run.image(0, "traversal") is None
    assert run.name
    assert run.created


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
@pytest.mark.parametrize("by", ["link", "dangling link", "pipe", "folder or file"])
@pytest.mark.parametrize("name", PARTS)
def test_what_lies_in_the_place_of_a_part_is_said_and_not_touched(
    run: Run, tmp_path: Path, name: str, by: str
) -> None:
    replaced(run.folder / name, by, tmp_path / "elsewhere")
    before = [path.stat().st_mtime_ns for path in sorted((tmp_path / "elsewhere").rglob("*"))]
    assert name in run.problem
    assert "Expected" in run.problem
    read_all(run)
    os.utime(run.folder / STATUS, (0, 0), follow_symlinks=False)
    if (run.folder / STATUS).is_dir() or name == STATUS:
        assert run.status == "interrupted"
    run.delete()
    assert jobs.empty_trash() == 1
    assert before == [p.stat().st_mtime_ns for p in sorted((tmp_path / "elsewhere").rglob("*"))]


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_only_bears_the_name_of_a_run_is_listed_as_broken_and_deleted(
    run: Run, tiny: RunConfig, tmp_path: Path, kind: str
) -> None:
    other = launcher.create(tiny)
    run.folder.rename(tmp_path / "elsewhere")
    if kind == "link":
        run.folder.symlink_to(tmp_path / "elsewhere")
    else:
        run.folder.write_text("x")
    before = sorted(tmp_path.joinpath("elsewhere").rglob("*"))
    problems = {each.id: each.problem for each in jobs.list_runs()}
    assert f"received a {kind}" in problems[run.id]
    assert problems[other.name] == ""
    acts: list[Callable[[], object]] = [
        run.progress,
        run.stop,
        run.resume,
        lambda: run.set(weight=1),
    ]
    for act in acts:
        with pytest.raises(SculptorError, match=f"received a {kind}"):
            act()
    jobs.open_run(run.id).delete()
    assert [each.id for each in jobs.list_runs()] == [other.name]
    jobs.restore(run.id)
    run.delete()
    assert jobs.empty_trash() == 1
    assert sorted(tmp_path.joinpath("elsewhere").rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
@pytest.mark.parametrize("name", ["", STATUS, CONFIG, METRICS, SNAPSHOTS])
def test_what_may_not_be_read_is_said(run: Run, name: str) -> None:
    (run.folder / METRICS).write_text("")
    path = run.folder / name
    path.chmod(0)
    try:
        assert "Permission denied" in run.problem
    finally:
        path.chmod(0o700)
