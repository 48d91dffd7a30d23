"""What is read of a run."""

import time
from collections.abc import Callable
from dataclasses import replace

from sculptor import RunConfig, jobs
from sculptor.jobs import Run, launcher
from sculptor.jobs.worker import work

Edit = Callable[..., None]


def test_the_prior_in_force_is_what_is_compared_with(tiny: RunConfig) -> None:
    run = Run(launcher.create(replace(tiny, steps=5, prior={"kind": "gaussian"})))
    run.set(prior={"kind": "ring"})
    assert work(run.folder) == "finished"
    assert run.aim["kind"] == "ring"
    assert jobs.open_run(run.id).config.prior["kind"] == "gaussian"


def test_when_it_was_made(run: Run, edit_status: Edit) -> None:
    assert abs(run.created - time.time()) < 60
    (run.folder / "status.json").unlink()
    assert abs(run.created - time.time()) < 60
