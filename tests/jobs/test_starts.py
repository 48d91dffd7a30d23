"""Warm starts of runs: what fits, and that a run needs nothing but its folder."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load, load_file, save_file

import sculptor
from sculptor import RunConfig, SculptorError, jobs
from sculptor.files import append_line
from sculptor.jobs import Run, commands, launcher, starts
from sculptor.jobs.worker import work
from sculptor.runs.folder import CHECKPOINT, METRICS, MODEL, START
from sculptor.training.config import STRENGTH


@pytest.fixture
def warm(finished: Run, tiny: RunConfig) -> RunConfig:
    """The configuration of a run that starts from it."""
    return replace(tiny, prior={"kind": "moons"}, start=f"run:{finished.id}")


def test_a_run_begins_where_the_other_ended_and_needs_it_no_more(
    finished: Run, warm: RunConfig
) -> None:
    run = Run(launcher.create(warm))
    codes = finished.snapshot().latents["mean"]
    weights = (finished.folder / MODEL).read_bytes()
    strength = finished.rows()[-1]["train_weight"]
    shutil.rmtree(finished.folder)
    start = load_file(run.folder / START)
    assert start.pop(STRENGTH) == strength
    ended = load(weights)
    assert all(np.array_equal(start[name], ended[name]) for name in start | ended)
    assert work(run.folder) == "finished"
    np.testing.assert_array_equal(run.snapshot(0).latents["mean"], codes)
    assert (run.folder / MODEL).read_bytes() != weights


@pytest.mark.parametrize("checkpoint", [True, False])
def test_it_resumes_to_the_last_bit_without_the_other(
    finished: Run, warm: RunConfig, checkpoint: bool
) -> None:
    undisturbed, run = (Run(launcher.create(warm)) for _ in range(2))
    shutil.rmtree(finished.folder)
    assert work(undisturbed.folder) == "finished"

    def pause(status: object, snapshot: object) -> None:
        if getattr(snapshot, "step", 0) > 0:
            commands.send(run.folder, "pause")

    assert work(run.folder, pause) == "paused"
    assert 0 < run.progress().step < warm.steps
    if not checkpoint:
        (run.folder / CHECKPOINT).unlink()
    launcher.requeue(run.folder)
    commands.clear(run.folder)
    assert work(run.folder) == "finished"
    assert (run.folder / MODEL).read_bytes() == (undisturbed.folder / MODEL).read_bytes()


def test_training_in_this_process_finds_the_start(finished: Run, warm: RunConfig) -> None:
    first = next(sculptor.train(warm))
    np.testing.assert_array_equal(first.latents["mean"], finished.snapshot().latents["mean"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (np.float64, "type float64 in place of float32"),
        (np.int32, "type int32"),
        (lambda values: values * np.float32("nan"), "NaN or infinity"),
    ],
)
def test_weights_of_another_type_are_refused_at_launch(
    finished: Run, warm: RunConfig, change: Callable[..., Any], said: str
) -> None:
    arrays = load_file(finished.folder / MODEL)
    save_file({name: change(values) for name, values in arrays.items()}, finished.folder / MODEL)
    with pytest.raises(SculptorError, match=f"weights to start from .*{said}.*Choose another"):
        launcher.create(warm)


def test_a_weight_that_was_edited_into_something_else_is_not_gone_on_from(
    finished: Run, warm: RunConfig
) -> None:
    before = finished.rows()[-1]["train_weight"]
    append_line(finished.folder / METRICS, {"step": 200, "train_weight": "heavy"})
    source = starts.check(warm)
    assert source is not None
    assert source.strength in (before, finished.rows()[-2]["train_weight"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"network": {"kind": "mlp", "width": 16}}, "width 16"),
        ({"latent_dim": 3, "prior": {"kind": "gaussian"}}, "3 latents"),
        ({"dataset": "sprites"}, "1x32x32"),
        ({"start": "run:20200101-000000-dead"}, "not there"),
        ({"start": "run:..-..-etc"}, "start"),
        ({"start": "pretrained:nothing"}, "nothing"),
    ],
)
def test_what_does_not_fit_is_refused_at_launch(warm: RunConfig, changes: dict, words: str) -> None:
    before = len(jobs.list_runs())
    with pytest.raises(SculptorError, match=words):
        jobs.launch(replace(warm, **changes))
    assert len(jobs.list_runs()) == before


def test_a_run_that_trains_or_has_no_weights_is_no_start(
    finished: Run, warm: RunConfig, tiny: RunConfig
) -> None:
    other = Run(launcher.create(tiny))
    with pytest.raises(SculptorError, match="still training"):
        starts.check(replace(warm, start=f"run:{other.id}"))
    (finished.folder / MODEL).unlink()
    with pytest.raises(SculptorError, match="none yet"):
        starts.check(warm)


def test_starts_that_need_no_model_copy_nothing(run: Run) -> None:
    assert starts.check(run.config) is None
    assert not (run.folder / START).exists()
