"""``sculptor worker``: one run in the foreground, for a scheduler that has chosen the place."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from sculptor.cli.output import Commands, Options, say, show
from sculptor.errors import SculptorError

if TYPE_CHECKING:
    from sculptor.jobs import Run


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    worker = commands.add_parser(
        "worker",
        parents=[common],
        help="train a run here and now, as a task of a cluster's scheduler",
    )
    worker.add_argument("id", metavar="RUN")
    worker.add_argument("--measure", action="store_true", help="compute its figures, too")
    worker.set_defaults(run=run_worker)


def run_worker(options: Options) -> int:
    """Begin or go on with a run on what this process was given; one that has finished stays so."""
    from sculptor import jobs

    run = jobs.open_run(options.id)
    if run.status != "finished":
        _train(run)
    ended = run.progress()
    if ended.status == "finished" and options.measure:
        from sculptor.studies import scores

        scores.compute(run)
    about = {"id": run.id, "status": ended.status, "step": ended.step, "message": ended.message}
    show(options, about, f"{run.id} is {ended.status}. {ended.message}".rstrip())
    return int(ended.status != "finished")


def _train(run: Run) -> None:
    """Be the worker of a run that has none.

    Raises:
        SculptorError: Another is at work on it, or it cannot go on.
    """
    from sculptor.jobs.environment import PATIENCE

    os.environ.update(PATIENCE)  # before torch is imported, which reads it
    from sculptor.jobs.worker import work
    from sculptor.training import compute

    device = str(compute.choose(run.config.device))
    say(f"{run.id} from step {run.progress().step:,} on {device}", sys.stderr)
    ended: list[str | None] = []
    run.resume(start=lambda folder: ended.append(work(folder, device=device)))
    if ended == [None]:
        raise SculptorError(f"Expected no other worker on {run.id}, but one is at work.")
