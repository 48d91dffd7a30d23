"""The worker: what it leaves behind, however it ends."""

import errno
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from sculptor import RunConfig, SculptorError, data, files, jobs
from sculptor.data import progress
from sculptor.files import append_line, read_json
from sculptor.jobs import Run, commands, devices, launcher
from sculptor.jobs.worker import work
from sculptor.objectives import MMDAutoencoder
from sculptor.runs.folder import CHECKPOINT, COMMANDS, EVENTS, MODEL, STATUS
from sculptor.runs.lock import alone
from sculptor.training.events import Event
from sculptor.training.pace import Pace
from sculptor.training.training import Training

Until = Callable[..., Any]

posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.fixture
def long(tiny: RunConfig) -> RunConfig:
    """A run that is long enough to be interrupted."""
    return replace(tiny, steps=600)


def left_alone(config: RunConfig, events: list[Event]) -> bytes:
    """The weights of the same run with the same events, trained in one go."""
    folder = launcher.create(config)
    for event in events:
        append_line(folder / EVENTS, event.to_dict())
    assert work(folder) == "finished"
    return (folder / MODEL).read_bytes()


def kill(run: Run) -> None:
    """Kill the worker of a run, and see it noticed."""
    os.kill(read_json(run.folder / STATUS)["pid"], signal.SIGKILL)
    assert run.wait(timeout=10) == "interrupted"


def test_making_a_data_set_is_told_while_the_run_starts(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 10_000, 2))
    monkeypatch.setattr("sculptor.jobs.worker.time.monotonic", lambda: next(clock))
    told: list[tuple[str, str]] = []
    loaded = data.load

    def made(name: str) -> data.Dataset:
        progress.report(7, 24_000)
        return loaded(name)

    monkeypatch.setattr(data, "load", made)
    work(run.folder, lambda status, _: told.append((status["status"], status["message"])))
    assert ("starting", "Making the images: 7 of 24,000") in told
    assert "Making" not in run.progress().message


def test_a_run_leaves_all_that_is_promised(run: Run) -> None:
    assert work(run.folder) == run.status == "finished"
    progress = run.progress()
    assert (progress.step, progress.steps, progress.device) == (200, 200, "cpu")
    metrics = run.metrics()
    assert list(metrics["step"]) == run.snapshots()
    assert run.snapshots()[0] == 0
    assert run.snapshots()[-1] == 200
    assert metrics["seconds"].is_monotonic_increasing
    frame = run.snapshot()
    assert frame.latents["mean"].shape == frame.target.shape
    assert len(run.colours()["label"]) == len(frame.target)
    assert run.thumbnail() == run.image(10**6, "traversal")
    assert run.image(-1, "traversal") is None
    latents = run.latents(representation="mean")
    assert latents.shape[1] == 2
    assert np.isfinite(latents).all()
    np.testing.assert_array_equal(np.load(run.folder / "latents.npy"), frame.latents["mean"])
    assert not [path for path in run.folder.rglob(".*") if path.suffix in (".tmp", ".reserve")]


def test_the_same_configuration_gives_the_same_weights(run: Run, finished: Run) -> None:
    work(run.folder)
    assert (run.folder / MODEL).read_bytes() == (finished.folder / MODEL).read_bytes()


def test_a_graphics_card_that_torch_cannot_use(
    tiny: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "cuda_devices", lambda: 1)
    run = Run(launcher.create(replace(tiny, device="auto")))
    assert work(run.folder) == "finished"
    assert run.progress().device == "cpu"


@posix
@pytest.mark.parametrize(
    ("objective", "change"),
    [
        ({"kind": "mmd"}, {"weight": 7.0}),
        ({"kind": "factor-vae", "discriminator_width": 32}, {"gamma": 7.0}),
    ],
    ids=lambda value: value.get("kind", ""),
)
@pytest.mark.usefixtures("forked")
def test_killed_and_resumed_is_the_same_to_the_last_bit(
    long: RunConfig, until: Until, objective: dict, change: dict
) -> None:
    long = replace(long, objective=objective, prior="gaussian")
    run = jobs.launch(long)
    until(lambda: (run.folder / CHECKPOINT).exists() and run.progress().step > 0)
    run.set(**change)
    until(run.events)
    time.sleep(random.random() * 0.2)
    kill(run)
    before = {row["step"] for row in run.rows()}
    launcher.requeue(run.folder)
    assert work(run.folder) == "finished"
    assert before <= {row["step"] for row in run.rows()}
    assert run.rows()[-1]["step"] == long.steps
    assert (run.folder / MODEL).read_bytes() == left_alone(long, run.events())


@posix
@pytest.mark.usefixtures("forked")
def test_paused_and_resumed_is_the_same_to_the_last_bit(long: RunConfig, until: Until) -> None:
    run = jobs.launch(long)
    until(lambda: run.progress().step > 0)
    run.pause()
    assert run.wait(timeout=30) == "paused"
    paused_at = run.progress().step
    assert run.snapshots()[-1] == paused_at
    run.set(learning_rate=3e-4)
    run.resume()
    assert run.wait(timeout=60) == "finished"
    assert run.events() == [Event(paused_at, "set", {"learning_rate": 3e-4})]
    assert (run.folder / MODEL).read_bytes() == left_alone(long, run.events())


def test_stopped_while_queued(run: Run) -> None:
    run.stop()
    assert work(run.folder) == run.status == "stopped"
    assert run.snapshots() == []
    with pytest.raises(SculptorError, match="stopped already"):
        run.stop()


def test_what_is_asked_in_the_last_moment_is_not_left_lying(run: Run) -> None:
    def ask(status: object, snapshot: Any) -> None:
        if snapshot is not None and snapshot.step == run.config.steps:
            run.set(weight=2.0)
            run.pause()

    assert work(run.folder, ask) == "finished"
    assert run.events() == []
    assert list((run.folder / COMMANDS).iterdir()) == []


def test_only_one_worker_writes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sculptor.jobs.worker.PATIENCE", 0)
    before = (run.folder / STATUS).read_bytes()
    with alone(run.folder, 0):
        assert work(run.folder) is None
    assert (run.folder / STATUS).read_bytes() == before


def test_a_full_disk_fails_the_run_and_leaves_nothing_half_written(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, calls = os.fsync, []

    def full(descriptor: int) -> None:
        if threading.current_thread() is threading.main_thread():
            calls.append(descriptor)
            if len(calls) == 12:
                raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr(files.os, "fsync", full)
    assert work(run.folder) == "failed"
    assert "No space left on device" in run.progress().message
    assert not list(run.folder.rglob("*.tmp"))
    for step in run.snapshots():
        assert run.snapshot(step).step == step
    launcher.requeue(run.folder)
    assert work(run.folder) == "finished"


def test_a_deleted_folder_ends_the_worker_quietly(long: RunConfig) -> None:
    folder = launcher.create(long)

    def delete(status: object, snapshot: Any) -> None:
        if snapshot is not None and snapshot.step > 0:
            shutil.rmtree(folder, ignore_errors=True)

    assert work(folder, delete) is None
    assert not folder.exists()


def test_divergence_keeps_the_last_good_checkpoint(
    run: Run, finished: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    update, at = Training.update, 0

    def diverge(training: Training) -> None:
        nonlocal at
        update(training)
        at = training.step
        if at == 150:
            next(training.model.parameters()).data.fill_(float("nan"))

    with monkeypatch.context() as patch:
        patch.setattr(Training, "update", diverge)
        patch.setattr(Pace, "checkpoint_due", property(lambda self: at in (100, 160)))
        patch.setattr(Pace, "due", lambda self, step: "full" if step in (100, 160) else None)
        assert work(run.folder) == "failed"
    assert "finite" in run.progress().message
    launcher.requeue(run.folder)
    assert work(run.folder) == "finished"
    assert (run.folder / MODEL).read_bytes() == (finished.folder / MODEL).read_bytes()


def test_a_weight_that_never_arrived_is_said_at_the_end(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MMDAutoencoder, "note", lambda self, floors: f"Rising: {floors > 0}.")
    assert work(run.folder) == "finished"
    assert run.progress().message.startswith("Rising: ")


def test_a_broken_checkpoint_says_so(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    (run.folder / CHECKPOINT).write_bytes(b"\x08\0\0\0\0\0\0\0garbage!")
    assert work(run.folder) == "failed"
    assert "Remove checkpoint.safetensors" in run.progress().message
    assert "\n" not in run.progress().message
    assert "Traceback" not in capsys.readouterr().err


def test_a_run_begun_on_a_graphics_card_goes_on_on_the_processor(run: Run) -> None:
    def terminate(status: object, snapshot: Any) -> None:
        commands.send(run.folder, "pause")

    assert work(run.folder, terminate) == "paused"
    path = run.folder / CHECKPOINT
    state = load(path.read_bytes())
    for name in [name for name in state if name.startswith("generator.")]:
        state[name] = torch.zeros(16, dtype=torch.uint8)
    path.write_bytes(save(state))
    commands.clear(run.folder)
    launcher.requeue(run.folder)
    told: list[str] = []
    assert work(run.folder, lambda status, snapshot: told.append(status["message"])) == "finished"
    assert "another kind of device" in told[0]
    assert run.progress().step == run.config.steps


def test_an_unexpected_error_is_one_sentence_and_a_log(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(training: Training) -> None:
        raise RuntimeError("the first line\nand more")

    monkeypatch.setattr(Training, "update", fail)
    assert work(run.folder) == "failed"
    assert run.progress().message.startswith("RuntimeError: the first line (")
    assert "Traceback" in capsys.readouterr().err


@posix
def test_asked_by_the_system_to_end_it_pauses(run: Run) -> None:
    def terminate(status: object, snapshot: Any) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    assert work(run.folder, terminate) == "paused"
    assert (run.folder / CHECKPOINT).exists()


def test_a_home_is_not_needed_to_be_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = tmp_path / "elsewhere" / run.id
    moved.parent.mkdir()
    run.folder.rename(moved)
    monkeypatch.setenv("SCULPTOR_HOME", str(moved.parent))
    assert work(moved) == jobs.open_run(run.id).status == "finished"
