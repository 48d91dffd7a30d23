"""What can be done with runs that have ended, and with what they depend on."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import Timeout

from sculptor import RunConfig, SculptorError, files, jobs, processes
from sculptor.jobs import Run, launcher
from sculptor.runs.lock import alone

Edit = Callable[..., None]


def test_a_live_run_is_not_deleted(run: Run) -> None:
    with pytest.raises(SculptorError, match="Stop it first"):
        run.delete()
    assert run.folder.is_dir()


def test_a_run_on_its_way_to_the_trash_cannot_be_resumed(
    run: Run, edit_status: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_status(status="paused")
    refused: list[str] = []

    def resume() -> None:
        with pytest.raises(SculptorError) as error:
            run.resume()
        refused.append(str(error.value))

    def meanwhile(source: Path, target: Path) -> None:
        with pytest.raises(Timeout), alone(source, 0):
            pass
        thread.start()
        files.move(source, target)

    thread = threading.Thread(target=resume)
    monkeypatch.setattr("sculptor.jobs.run.move", meanwhile)
    run.delete()
    thread.join()
    assert len(refused) == 1
    assert not run.folder.exists()
    assert [each.status for each in jobs.trash()] == ["paused"]


def test_a_run_that_was_resumed_in_the_last_moment_is_not_deleted(
    run: Run, edit_status: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_status(status="paused")

    @contextmanager
    def late(folder: Path, timeout: float) -> Iterator[None]:
        launcher.requeue(folder)
        with alone(folder, timeout):
            yield

    monkeypatch.setattr("sculptor.jobs.run.alone", late)
    with pytest.raises(SculptorError, match="Stop it first"):
        run.delete()
    assert run.status == "queued"


def test_nothing_is_open_in_a_run_that_is_deleted(run: Run, edit_status: Edit) -> None:
    with alone(run.folder, 0):
        assert not [path for path in run.folder.rglob("*") if path.suffix == ".lock"]
    edit_status(status="finished")
    run.delete()
    with pytest.raises(SculptorError, match="gone"), alone(run.folder, 0):
        pass


def test_a_damaged_run_can_be_deleted(run: Run, edit_status: Edit) -> None:
    edit_status(status="paused")
    (run.folder / "config.json").write_text("garbage")
    run.delete()
    assert jobs.list_runs() == []


@pytest.mark.parametrize("status", ["finished", "stopped", "failed", "paused"])
def test_only_a_live_run_is_paused(run: Run, edit_status: Edit, status: str) -> None:
    edit_status(status=status)
    with pytest.raises(SculptorError, match=f"is {status}"):
        run.pause()


def test_a_paused_run_is_stopped_without_a_worker(run: Run, edit_status: Edit) -> None:
    edit_status(status="paused", step=9)
    run.stop()
    assert (run.status, run.progress().step) == ("stopped", 9)


def test_a_finished_run_is_neither_resumed_nor_changed(run: Run, edit_status: Edit) -> None:
    edit_status(status="finished")
    with pytest.raises(SculptorError, match="Clone it"):
        run.resume()
    with pytest.raises(SculptorError, match="Clone it"):
        run.set(weight=3.0)


def test_a_live_run_is_not_resumed(run: Run) -> None:
    with pytest.raises(SculptorError, match="Let it train"):
        run.resume()


def test_waiting_ends_in_time(run: Run) -> None:
    with pytest.raises(TimeoutError, match="still queued"):
        run.wait(timeout=0.2)


def test_a_clone_is_the_same_but_for_the_changes(run: Run, tiny: RunConfig) -> None:
    assert run.clone() == tiny
    assert run.clone(seed=3, name="again") == replace(tiny, seed=3, name="again")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_says_so(run: Run, edit_status: Edit) -> None:
    edit_status(status="paused")
    run.folder.chmod(0o500)
    try:
        for action in (run.stop, run.resume, lambda: run.rename("x")):
            with pytest.raises(SculptorError, match="writable"):
                action()
    finally:
        run.folder.chmod(0o700)


def test_rename_changes_the_name_alone(run: Run) -> None:
    run.rename("two rings")
    assert run.name == "two rings"
    assert jobs.open_run(run.id).config.steps == 200
    with pytest.raises(SculptorError, match="200 characters"):
        run.rename("x" * 201)
    assert run.name == "two rings"


def test_a_run_is_taken_from_a_worker_that_cannot_be_checked(run: Run, edit_status: Edit) -> None:
    edit_status(status="running", pid=7, host="elsewhere", step=9)
    with pytest.raises(SculptorError, match="Stop it first"):
        run.delete()
    run.release()
    assert (run.status, run.progress().step) == ("interrupted", 9)
    run.delete()


def test_a_run_that_nobody_has_come_for_is_released_too(run: Run) -> None:
    run.release()
    assert run.status == "interrupted"


def test_a_run_is_not_taken_from_a_writer_or_a_worker_that_lives_here(
    run: Run, edit_status: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sculptor.jobs.run.HOLD", 0.1)
    edit_status(status="running", pid=7, host="elsewhere")
    with alone(run.folder, 0), pytest.raises(SculptorError, match="but one is at work"):
        run.release()
    edit_status(**processes.identity())
    with pytest.raises(SculptorError, match="Stop it instead"):
        run.release()
    edit_status(status="paused")
    with pytest.raises(SculptorError, match="nothing to take over"):
        run.release()


def test_a_run_is_not_moved_to_a_trash_that_lies_elsewhere(
    run: Run, edit_status: Edit, tmp_path: Path
) -> None:
    edit_status(status="paused")
    (tmp_path / "elsewhere").mkdir()
    (run.folder.parent / ".trash").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SculptorError, match="received a link"):
        run.delete()
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert jobs.trash() == []
    assert run.status == "paused"


def test_a_prior_is_not_given_to_a_folder_that_lies_elsewhere(run: Run, tmp_path: Path) -> None:
    (run.folder / "samples").rename(tmp_path / "elsewhere")
    (run.folder / "samples").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SculptorError, match="received a link"):
        run.set(prior="ring")
