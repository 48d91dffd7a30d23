"""What can be done with runs that have ended, and with what they depend on."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import Timeout

from sculptor import RunConfig, SculptorError, files, home, jobs, priors
from sculptor.files import append_line, write_array
from sculptor.jobs import Run, launcher
from sculptor.runs import tail
from sculptor.runs.folder import LATENTS, METRICS, SAMPLES
from sculptor.runs.lock import alone

Edit = Callable[..., None]


@pytest.fixture
def points() -> np.ndarray:
    """Samples of a target."""
    return np.random.default_rng(0).normal(size=(100, 2)).astype(np.float32)


def test_delete_is_undone_by_restore(run: Run, edit_status: Edit) -> None:
    edit_status(status="finished")
    identity = run.id
    run.delete()
    assert jobs.list_runs() == []
    assert [each.id for each in jobs.trash()] == [identity]
    with pytest.raises(SculptorError, match="in the trash"):
        jobs.open_run(identity)
    assert jobs.restore(identity).status == "finished"
    assert jobs.trash() == []
    with pytest.raises(SculptorError, match="is not there"):
        jobs.restore(identity)


def test_emptying_the_trash_leaves_the_runs(tiny: RunConfig, run: Run, edit_status: Edit) -> None:
    edit_status(status="stopped")
    run.delete()
    other = launcher.create(tiny)
    assert jobs.empty_trash() == 1
    assert jobs.trash() == []
    assert [each.id for each in jobs.list_runs()] == [other.name]


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


def test_a_run_keeps_its_samples(tiny: RunConfig, points: np.ndarray) -> None:
    spec = priors.from_samples(points).spec
    run = Run(launcher.create(replace(tiny, prior=spec)))
    (held,) = (run.folder / SAMPLES).glob("*.npy")
    (home.samples_dir() / held.name).unlink()
    assert run.config.prior == spec
    clone = Run(launcher.create(run.clone()))
    assert (clone.folder / SAMPLES / held.name).read_bytes() == held.read_bytes()


def test_samples_that_are_gone(tiny: RunConfig, points: np.ndarray) -> None:
    spec = priors.from_samples(points).spec
    for path in home.samples_dir().iterdir():
        path.unlink()
    with pytest.raises(SculptorError, match="Upload"):
        launcher.create(replace(tiny, prior=spec))
    with pytest.raises(SculptorError, match="SHA-256"):
        launcher.create(replace(tiny, prior={**spec, "sha256": "../../etc"}))
    assert jobs.list_runs() == []
    assert not [path for path in home.home().iterdir() if path.name.startswith(".new")]


def test_a_copied_posterior_is_frozen(tiny: RunConfig, run: Run, points: np.ndarray) -> None:
    write_array(run.folder / LATENTS, points)
    copy = Run(launcher.create(replace(tiny, prior={"kind": "run", "run": run.id})))
    write_array(run.folder / LATENTS, points + 100)
    spec = copy.config.prior
    assert (spec["kind"], spec["shape"]) == ("samples", [100, 2])
    prior = priors.from_spec(spec, samples=copy.folder / SAMPLES)
    assert np.abs(prior.sample(50, 0)).max() < 50


def test_a_posterior_that_is_not_there(tiny: RunConfig, run: Run) -> None:
    for name in (run.id, "20200101-000000-0000", "../../etc"):
        with pytest.raises(SculptorError, match="Expected"):
            launcher.create(replace(tiny, prior={"kind": "run", "run": name}))


def test_a_prior_of_another_dimension(tiny: RunConfig) -> None:
    with pytest.raises(SculptorError, match="Expected a prior of 3 dimensions"):
        launcher.create(replace(tiny, latent_dim=3, prior={"kind": "gaussian", "dim": 2}))


def test_data_that_is_not_there(tiny: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    with pytest.raises(SculptorError, match="sculptor datasets get mnist"):
        jobs.launch(replace(tiny, dataset="mnist"))


def test_rows_are_in_order_and_the_last_of_each_step(run: Run) -> None:
    path = run.folder / METRICS
    for step, value in [(0, 1.0), (10, 2.0), (20, 3.0)]:
        append_line(path, {"step": step, "mmd2": value})
    assert list(run.metrics()["mmd2"]) == [1.0, 2.0, 3.0]
    with path.open("ab") as file:
        file.write(b'{"step": 10, "mmd2": 5.0}\n{"step": 30, "mm')
    assert list(run.metrics()["mmd2"]) == [1.0, 5.0, 3.0]
    with path.open("ab") as file:
        file.write(b'd2": 7.0}\n')
    assert list(run.metrics()["mmd2"]) == [1.0, 5.0, 3.0, 7.0]
    path.write_text('{"step": 1}\n')
    assert [row["step"] for row in run.rows()] == [1]


def test_a_replaced_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    append_line(path, {"step": 1})
    assert len(tail.rows(path)) == 1
    other = tmp_path / "other"
    for step in range(5):
        append_line(other, {"step": step})
    other.replace(path)
    assert [row["step"] for row in tail.rows(path)] == [0, 1, 2, 3, 4]


def test_when_it_was_made(run: Run, edit_status: Edit) -> None:
    assert abs(run.created - time.time()) < 60
    (run.folder / "status.json").unlink()
    assert abs(run.created - time.time()) < 60


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
