"""A study whose driver is killed again and again; its tables are those of one left alone."""

from __future__ import annotations

import json
import random
import shutil
import time

import pandas as pd

from sculptor import RunConfig
from sculptor.jobs import devices, launcher
from sculptor.studies import Study, create, grid
from soaking import checks
from soaking.forks import Starts, kill
from soaking.scene import Scene, Waiting
from soaking.tally import DIFFERENT, DRIVER, HALF, LEFT, WRONG

FORKED = 0.7
"""Of the drivers; their workers then are forks too."""

ATTEMPTS = 8


def small_study() -> Study:
    """Two objectives, trained for a second each; one latent, since measuring more takes longer."""
    base = RunConfig(
        dataset="digits",
        latent_dim=1,
        network={"kind": "mlp", "width": 16},
        steps=150,
        batch_size=32,
        device="cpu",
        precision="float32",
    )
    return create(grid(base, objectives=["mmd", "vae"]))


def undisturbed() -> tuple[pd.DataFrame, float]:
    """What a study finds whose driver nobody kills, and the seconds that it takes."""
    began, study, starts = time.monotonic(), small_study(), Starts()
    with starts.forked():
        study.launch()
    study.wait()
    found = figures(study)
    _remove(study)
    return found, time.monotonic() - began


def figures(study: Study) -> pd.DataFrame:
    """The table of a study, but for the ids of its runs."""
    return study.table().drop(columns="run")


def lane(scene: Scene, rng: random.Random, expected: pd.DataFrame, seconds: float) -> Waiting:
    """One study after another, as long as there are drivers to be killed.

    Args:
        scene: Where.
        rng: Draws when to kill.
        expected: What an undisturbed study finds.
        seconds: That it takes.
    """
    while scene.tally.left(DRIVER):
        study = small_study()
        while study.status != "finished" and scene.tally.left(DRIVER):
            yield from _drive(scene, study, rng, rng.uniform(0, seconds))
        for _ in range(ATTEMPTS):
            if study.status == "finished":
                break
            yield from _drive(scene, study, rng)
        yield from _end(scene, study, expected)


def _drive(
    scene: Scene, study: Study, rng: random.Random, seconds: float = float("inf")
) -> Waiting:
    """One sitting at a study, of so many seconds at most."""
    starts = Starts()
    study.clear_pause()
    with starts.forked() if rng.random() < FORKED else starts.launched():
        launcher.spawn("sculptor.studies.driver", study.folder, devices.cpu_threads(), study.home)
    driver, end = starts.newest(), time.monotonic() + seconds
    while driver.poll() is None:
        if time.monotonic() > end:
            kill(driver)
        yield
    scene.landed(DRIVER, driver)
    if study.driven or study.status == "running":
        scene.tally.fault(WRONG, f"study {study.id} reads {study.status}, but nobody works on it")
    json.loads((study.folder / "study.json").read_bytes())


def _end(scene: Scene, study: Study, expected: pd.DataFrame) -> Waiting:
    """Check a study that has ended, and remove it with its runs."""
    if study.status != "finished":
        scene.tally.fault(WRONG, f"study {study.id} goes no further: {study.progress()}")
    elif not figures(study).equals(expected):
        scene.tally.fault(DIFFERENT, f"the table of study {study.id}")
    for run in study.runs:
        yield from scene.settle(run)
        for what in checks.half_written(run.folder):
            scene.tally.fault(HALF, what)
    with study.alone():  # who works on it next sweeps away what the last one has left
        pass
    for folder in (study.folder, *(run.folder for run in study.runs)):
        for what in checks.left_over(folder):
            scene.tally.fault(LEFT, what)
    scene.tally.seen["studies"] += 1
    _remove(study)


def _remove(study: Study) -> None:
    for run in study.runs:
        run.delete()
    shutil.rmtree(study.folder)
