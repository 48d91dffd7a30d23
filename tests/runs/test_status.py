"""A status is believed only while its worker can be shown to live."""

import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from sculptor.errors import SculptorError
from sculptor.files import read_json
from sculptor.jobs import Run
from sculptor.runs import status
from sculptor.runs.folder import STATUS
from sculptor.runs.status import StatusWriter

Edit = Callable[..., None]


def mine() -> dict[str, Any]:
    """The fields by which a status names this process."""
    return {
        "status": "running",
        "host": platform.node(),
        "pid": os.getpid(),
        "process_started": psutil.Process().create_time(),
    }


def changed_before(run: Run, seconds: float) -> None:
    """Let the status have been written so long ago, by the clock of the file system."""
    then = time.time() - seconds
    os.utime(run.folder / STATUS, (then, then))


def test_a_living_worker_is_believed(run: Run, edit_status: Edit) -> None:
    edit_status(**mine(), heartbeat=time.time() - 3600)
    assert run.status == "running"


def test_a_pid_that_another_process_was_given(run: Run, edit_status: Edit) -> None:
    edit_status(**mine() | {"process_started": psutil.Process().create_time() - 60})
    assert run.status == "interrupted"


def test_a_process_that_is_gone(run: Run, edit_status: Edit) -> None:
    edit_status(**mine() | {"pid": 2**22 + 1})
    assert run.status == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no zombies")
def test_a_zombie_is_dead(run: Run, edit_status: Edit, until: Callable[..., Any]) -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    zombie = psutil.Process(process.pid)
    started = zombie.create_time()
    until(lambda: zombie.status() == psutil.STATUS_ZOMBIE)
    edit_status(**mine() | {"pid": process.pid, "process_started": started})
    assert run.status == "interrupted"
    process.wait()


@pytest.mark.parametrize(("age", "expected"), [(2, "running"), (11, "interrupted")])
def test_another_host_is_known_by_its_heartbeat(
    run: Run, edit_status: Edit, age: float, expected: str
) -> None:
    edit_status(**mine() | {"host": "elsewhere"})
    changed_before(run, age)
    assert run.status == expected
    assert not run.progress().checked or expected == "interrupted"


def test_a_worker_that_never_came(run: Run, edit_status: Edit) -> None:
    assert run.status == "queued"
    changed_before(run, 11)
    assert run.status == "interrupted"


def test_a_copy_of_a_running_run_is_not_running(run: Run, edit_status: Edit) -> None:
    edit_status(**mine(), run="20200101-000000-0000")
    assert run.status == "interrupted"


@pytest.mark.parametrize("name", status.ENDED)
def test_an_end_needs_no_worker(run: Run, edit_status: Edit, name: str) -> None:
    edit_status(**mine() | {"status": name, "pid": 2**22 + 1})
    assert run.status == name


def test_the_heart_beats_and_stops(
    run: Run, monkeypatch: pytest.MonkeyPatch, until: Callable[..., Any]
) -> None:
    monkeypatch.setattr(status, "BEAT", 0.02)
    with StatusWriter(run.folder) as writer:
        writer.note(step=7)
        first = read_json(run.folder / STATUS)["heartbeat"]
        until(lambda: read_json(run.folder / STATUS)["heartbeat"] > first)
        assert read_json(run.folder / STATUS)["step"] == 7
        writer.end(status="finished")
    last = read_json(run.folder / STATUS)
    assert (last["status"], last["pid"]) == ("finished", os.getpid())


def test_a_full_disk_does_not_stop_the_heart(
    run: Run, monkeypatch: pytest.MonkeyPatch, until: Callable[..., Any]
) -> None:
    monkeypatch.setattr(status, "BEAT", 0.02)
    write, failures = status.write_json, []

    def full(path: object, value: object) -> None:
        failures.append(path)
        raise SculptorError("No space left on device")

    with StatusWriter(run.folder) as writer:
        monkeypatch.setattr(status, "write_json", full)
        until(lambda: len(failures) > 2)
        monkeypatch.setattr(status, "write_json", write)
        writer.note(step=9)
        until(lambda: read_json(run.folder / STATUS).get("step") == 9)


def test_a_slow_disk_holds_up_no_note_and_no_two_write_at_once(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "BEAT", 3600)
    write, begun, free = status.write_json, threading.Event(), threading.Event()
    steps: list[tuple[str, int]] = []

    def slow(path: object, value: dict[str, Any]) -> None:
        steps.append(("begin", value["step"]))
        begun.set()
        assert free.wait(20)
        write(path, value)
        steps.append(("end", value["step"]))

    with StatusWriter(run.folder) as writer:
        monkeypatch.setattr(status, "write_json", slow)
        first = threading.Thread(target=writer.write, kwargs={"step": 1})
        first.start()
        assert begun.wait(20)
        writer.note(step=2)
        assert first.is_alive()
        assert writer["step"] == 2
        second = threading.Thread(target=writer.write, kwargs={"seconds": 3.0})
        second.start()
        free.set()
        for thread in (first, second):
            thread.join()
    assert steps == [("begin", 1), ("end", 1), ("begin", 2), ("end", 2)]
    assert read_json(run.folder / STATUS)["seconds"] == 3.0


HOUR = 3600.0


def test_a_heartbeat_in_the_future_is_no_sign_of_life(run: Run, edit_status: Edit) -> None:
    elsewhere = mine() | {"host": "elsewhere", "heartbeat": time.time() + HOUR}
    edit_status(**elsewhere)
    changed_before(run, -HOUR)  # by a clock that has been set back since
    assert run.status == "interrupted"
    assert run.status == "interrupted"
    changed_before(run, -HOUR - 1)  # it beats
    assert run.status == "running"
    changed_before(run, HOUR)
    assert run.status == "interrupted"
    run.delete()


def test_a_worker_whose_clock_is_another_lives_while_its_file_changes(
    run: Run, edit_status: Edit
) -> None:
    edit_status(**mine() | {"host": "elsewhere", "heartbeat": 1.0})
    assert run.status == "running"
    changed_before(run, 2 * HOUR)
    assert run.status == "interrupted"
    changed_before(run, HOUR)
    progress = run.progress()
    assert (progress.status, progress.checked, progress.host) == ("running", False, "elsewhere")


def test_a_file_system_with_a_clock_of_its_own(
    run: Run, edit_status: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_status(**mine() | {"host": "elsewhere"})
    changed_before(run, HOUR)
    assert run.status == "interrupted"
    monkeypatch.setattr(status, "_clock", lambda folder: time.time() - HOUR + 2)
    assert run.status == "running"


def test_its_clock_is_read_and_nothing_is_left(run: Run) -> None:
    (run.folder.parent / ".locks").mkdir(exist_ok=True)
    before = sorted(run.folder.parent.rglob("*"))
    assert abs(status._clock(run.folder) - time.time()) < 5
    assert sorted(run.folder.parent.rglob("*")) == before


def test_a_worker_here_is_known_whatever_the_clock_says(run: Run, edit_status: Edit) -> None:
    with StatusWriter(run.folder) as writer:
        writer.write(status="running")
        edit_status(heartbeat=0.0, process_started=0.0)
        changed_before(run, HOUR)
        assert run.status == "running"
        assert run.progress().checked


def test_only_known_fields_are_taken_over_from_an_edited_file(run: Run, edit_status: Edit) -> None:
    edit_status(step=7, steps="many", colour="red", threads=10**9)
    with StatusWriter(run.folder) as writer:
        assert (writer["step"], writer["steps"], writer["threads"]) == (7, None, None)
    assert "colour" not in read_json(run.folder / STATUS)


def test_what_is_told_is_of_its_type_and_length(run: Run, edit_status: Edit) -> None:
    edit_status(status="paused", step=10**400, steps_per_second="9", message="x" * 5000)
    progress = run.progress()
    assert (progress.status, progress.step, progress.steps_per_second) == ("paused", 0, 0.0)
    assert len(progress.message) == 2000
