"""Making runs: what they depend on is copied or refused beforehand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError, jobs, processes
from sculptor.jobs import Run, devices, launcher
from sculptor.jobs.worker import work


def test_a_prior_of_another_dimension(tiny: RunConfig) -> None:
    with pytest.raises(SculptorError, match="Expected a prior of 3 dimensions"):
        launcher.create(replace(tiny, latent_dim=3, prior={"kind": "gaussian", "dim": 2}))


def test_data_that_is_not_there(tiny: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCULPTOR_DATA", raising=False)
    with pytest.raises(SculptorError, match="sculptor datasets get mnist"):
        jobs.launch(replace(tiny, dataset="mnist"))


def test_a_home_that_cannot_be_written(
    tiny: RunConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SCULPTOR_HOME", str(tmp_path / "file"))
    with pytest.raises(SculptorError, match="Expected to make the folder"):
        jobs.launch(tiny)
    assert jobs.list_runs() == []


def test_the_next_run_sweeps_what_was_left_of_one_that_was_never_whole(
    tiny: RunConfig, own_home: Path
) -> None:
    left = own_home / f".20261124-153012-a1b2.{processes.here()}-{2**31 - 1}-00000000.tmp"
    (left / "samples").mkdir(parents=True)
    folder = launcher.create(tiny)
    assert [path.name for path in own_home.iterdir() if ".tmp" in path.name] == []
    assert [run.id for run in jobs.list_runs()] == [folder.name]


def test_a_log_that_lies_elsewhere_is_not_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("")
    (folder / "worker.log").symlink_to(tmp_path / "log")
    with pytest.raises(SculptorError, match="received a link"):
        launcher.spawn("sculptor.jobs.worker", folder, 1)


@pytest.mark.parametrize("threads", [4_000, 10**9, "2", True, -1, 1e300, None, [2]])
def test_threads_that_no_machine_has_are_not_passed_on(
    run: Run, edit_status: Callable[..., None], monkeypatch: pytest.MonkeyPatch, threads: object
) -> None:
    started: list[int] = []
    monkeypatch.setattr(launcher, "spawn", lambda module, folder, n, home: started.append(n))
    edit_status(threads=threads)
    if threads == 4_000:
        launcher.start(run.folder)  # some machine has so many
    else:
        with pytest.raises(SculptorError, match="the threads as a whole number"):
            launcher.start(run.folder)
    launcher.requeue(run.folder)
    launcher.start(run.folder)
    assert {*started} == {devices.cpu_threads()}


def test_a_worker_takes_no_more_threads_than_there_are_cores(
    run: Run, edit_status: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    monkeypatch.setattr("torch.set_num_threads", taken.append)
    for threads in (4_000, 10**9):
        edit_status(threads=threads, status="queued")
        assert work(run.folder) == "finished"
    assert max(taken) == devices.cpu_threads()
