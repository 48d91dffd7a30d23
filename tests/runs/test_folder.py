"""Ids never lead out of the home, and one damaged folder harms no other."""

import shutil

import pytest

from sculptor import RunConfig, SculptorError, jobs
from sculptor.jobs import Run, launcher
from sculptor.runs.folder import CONFIG, STATUS, check_id, new_id


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
