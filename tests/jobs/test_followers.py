"""A run on several processes: who is lost interrupts it, and it goes on with others."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
from safetensors.torch import load_file

from sculptor import RunConfig, SculptorError
from sculptor.files import append_line, read_json
from sculptor.jobs import Run, devices, followers, launcher
from sculptor.jobs.worker import work
from sculptor.runs.folder import CHECKPOINT, EVENTS, MODEL, STATUS
from sculptor.training.events import Event

ROOT = Path(__file__).parents[2]
CHANGE = Event(30, "set", {"weight": 50.0})


@pytest.fixture
def config(tiny: RunConfig, monkeypatch: pytest.MonkeyPatch) -> RunConfig:
    """A run that is long enough to be interrupted, of one thread a process."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return replace(tiny, steps=80, precision="float32")


def others() -> list[psutil.Process]:
    """The processes that this one leads."""
    return [
        process
        for process in psutil.Process().children()
        if "sculptor.jobs.followers" in process.cmdline()
    ]


def close(left: Path, right: Path) -> bool:
    """Whether two runs have the same weights but for rounding."""
    one, other = (load_file(folder / MODEL) for folder in (left, right))
    return all(torch.allclose(one[name], other[name], atol=2e-3) for name in one)


def test_a_lost_process_interrupts_the_run_which_goes_on_with_another_number(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, together = launcher.create(config), launcher.create(config, devices=2)
    append_line(alone / EVENTS, CHANGE.to_dict())
    append_line(together / EVENTS, CHANGE.to_dict())
    assert work(alone) == "finished"

    def lose(status: Any, snapshot: Any) -> None:
        if snapshot is not None and snapshot.step >= 50:
            for process in others():
                process.kill()

    monkeypatch.setattr("sculptor.training.pace.Pace.due", lambda pace, step: due(step))
    assert work(together, lose) == "interrupted"
    run = Run(together)
    assert "has ended before the others" in run.progress().message
    assert (together / CHECKPOINT).exists()
    assert 50 <= run.progress().step < 80
    launcher.requeue(together, devices=1)
    assert work(together) == "finished"
    assert close(alone, together)
    assert not others()


def due(step: int) -> str | None:
    """A look in the middle."""
    return "light" if step == 50 else None


def test_torchrun_trains_one_run(own_home: Path, config: RunConfig, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(replace(config, steps=10).to_dict()))
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    command += ["--standalone", "-m", "sculptor", "train", "--json", "--config", str(path)]
    told = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert told.returncode == 0, told.stderr
    about = json.loads(told.stdout)  # of one process, not of both
    assert about["status"] == "finished"
    assert [folder.name for folder in own_home.iterdir() if folder.name[0] != "."] == [about["id"]]
    assert read_json(own_home / about["id"] / STATUS)["devices"] == 2


def test_a_process_that_does_not_start_is_told(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers.sys, "executable", "/bin/false")
    folder = launcher.create(config, devices=2)
    assert work(folder) == "interrupted"


@pytest.mark.parametrize("count", [0, 1_025, True, "2"])
def test_a_number_of_devices_that_is_none_is_refused(config: RunConfig, count: Any) -> None:
    with pytest.raises(SculptorError, match="Expected devices as a whole number"):
        launcher.create(config, devices=count)


def test_more_devices_than_there_are_are_not_waited_for(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "cuda_devices", lambda: 0)
    folder = launcher.create(replace(config, device="cuda"), devices=2)
    assert work(folder) == "failed"
    assert "Expected 2 devices" in Run(folder).progress().message
