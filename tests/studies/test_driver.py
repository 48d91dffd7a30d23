"""Working on a study: nothing twice, what is missing next time, killed and resumed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sculptor import RunConfig, SculptorError, jobs, processes
from sculptor.jobs import launcher
from sculptor.runs.folder import STATUS
from sculptor.studies import Cell, Study, create, drive, grid, read_scores, scores


def steps(study: Study) -> dict[str, int]:
    return {run.id: run.progress().step for run in study.runs}


def test_everything_is_trained_once(
    cells: list[Cell], here: list[Path], cheap: Callable[[], int], untrained: None
) -> None:
    study = create(cells, "first")
    assert (study.status, study.progress().total) == ("interrupted", 4)
    seen = []
    assert drive(study, seen.append) == "finished"
    assert len(here) == cheap() == 4
    assert len(set(here)) == 4
    assert (seen[-1].finished, seen[-1].scored, seen[-1].step) == (4, 4, 80)
    assert {progress.status for progress in seen} == {"running"}
    assert [run.config.objective["kind"] for run in study.runs] == ["mmd", "vae"] * 2
    assert {run.id for run in jobs.list_runs()} == {run.id for run in study.runs}
    assert study.record()["seconds"] > 0

    assert drive(study) == "finished"
    assert len(here) == cheap() == 4


def test_what_is_missing_is_trained_next_time(
    cells: list[Cell], here: list[Path], cheap: Callable[[], int]
) -> None:
    study = create(cells)
    drive(study)
    gone, stopped, unmeasured, _ = study.runs
    gone.delete()
    record = json.loads((stopped.folder / STATUS).read_text())
    (stopped.folder / STATUS).write_text(json.dumps({**record, "status": "stopped"}))
    (unmeasured.folder / scores.FILE).unlink()
    assert study.progress().finished == 2
    here.clear()
    assert drive(study) == "finished"
    assert len(here) == 2
    assert stopped.folder in here
    assert gone.id not in {run.id for run in study.runs}
    assert cheap() == 6  # the stopped run has its figures of this step already


def test_a_run_that_fails_is_no_obstacle_and_is_tried_again(
    cells: list[Cell], here: list[Path], cheap: Callable[[], int], no_memory: pytest.MonkeyPatch
) -> None:
    study = create(cells)
    assert drive(study) == "interrupted"
    progress = study.progress()
    assert (progress.finished, progress.failed, progress.scored) == (2, 2, 2)
    assert "Without figures, failed: Expected the training to fit" in study.markdown()
    no_memory.undo()
    here.clear()
    assert drive(study) == "finished"
    assert len(here) == 2


def test_figures_that_cannot_be_computed_are_said_and_tried_again(
    base: RunConfig, here: list[Path], cheap: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(model: object, dataset: str, prior: object) -> None:
        raise SculptorError("Expected more memory.")

    study = create(grid(base))
    with monkeypatch.context() as patch:
        patch.setattr("sculptor.measure.trained.measure", fail)
        drive(study)
    assert read_scores(study.runs[0]).error == "Expected more memory."
    assert "Not measured: Expected more memory." in study.markdown()
    drive(study)
    assert read_scores(study.runs[0]).error == ""
    assert len(here) == 1


def test_a_pause_is_taken_up(cells: list[Cell], here: list[Path], cheap: Callable[[], int]) -> None:
    study = create(cells)
    with pytest.raises(SculptorError, match="is not"):
        study.pause()
    with study.alone():
        assert study.status == "running"
        study.pause()
    assert drive(study) == "interrupted"
    assert not here
    assert drive(study) == "finished"


def test_two_cannot_work_on_it(cells: list[Cell]) -> None:
    study = create(cells)
    with study.alone(), pytest.raises(SculptorError, match="running already"):
        drive(study)


def test_who_works_on_it_next_sweeps_what_a_killed_one_has_left(cells: list[Cell]) -> None:
    study = create(cells)
    left = study.folder / f".study.json.{processes.here()}-{2**31 - 1}-00000000.tmp"
    left.write_text("half")
    with study.alone():
        assert not left.exists()


def test_killed_and_resumed(base: RunConfig, own_home: Path) -> None:
    """The driver and a worker are killed; what had finished is as it was, the rest is trained."""
    long = RunConfig(**{**base.to_dict(), "steps": 100_000})
    study = create([*grid(base, seeds=1), *grid(long, seeds=[1])])
    command = [sys.executable, "-m", "sculptor.studies.driver", str(study.folder)]
    environment = {**os.environ, "SCULPTOR_HOME": str(own_home)}
    driver = subprocess.Popen(command, env=environment)
    try:
        end = time.monotonic() + 120
        while not (
            len(found := study.runs) == 2
            and found[0].status == "finished"
            and found[1].progress().step > 0
        ):
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.05)
    finally:
        driver.kill()
        driver.wait()
    done, cut_off = study.runs
    assert done.status == "finished"
    assert study.status == "interrupted"
    os.kill(json.loads((cut_off.folder / STATUS).read_text())["pid"], signal.SIGKILL)
    cut_off.wait(20)
    before = (done.folder / STATUS).read_bytes()
    assert cut_off.status == "interrupted"

    study.launch()
    end = time.monotonic() + 60
    while not cut_off.progress().live:
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    assert study.status == "running"
    study.pause()
    assert study.wait(60) == "interrupted"
    launcher.reap()
    assert cut_off.status == "paused"
    assert (done.folder / STATUS).read_bytes() == before
    assert [run.id for run in study.runs] == [done.id, cut_off.id]
