"""``sculptor runs``, and what is asked of runs, from ``pause`` to ``prune``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sculptor.cli.output import Commands, Options, ProgressLine, say, show, table
from sculptor.errors import SculptorError
from sculptor.words import count, duration, size

if TYPE_CHECKING:
    from sculptor.jobs import Run
    from sculptor.runs.summary import Summary
    from sculptor.studies import Study

KEEP = 60
"""Snapshots that `run_prune` leaves of a run: enough to see how it has come about."""

PATIENCE = 1.0
"""Seconds after which one is told how far the reading of the runs is."""


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    listing = commands.add_parser("runs", parents=[common], help="list every run")
    listing.set_defaults(run=run_list)
    wishes: dict[str, tuple[Callable[[Options], None], str]] = {
        "pause": (run_pause, "write a checkpoint and free the device"),
        "resume": (run_resume, "go on from the checkpoint"),
        "stop": (run_stop, "end a run; it can still be resumed"),
        "delete": (run_delete, "move a run to the trash"),
        "restore": (run_restore, "bring a run back from the trash"),
    }
    for name, (function, text) in wishes.items():
        wish = commands.add_parser(name, parents=[common], help=text)
        wish.add_argument("id", metavar="RUN")
        if function is run_resume:
            wish.add_argument(
                "--devices", type=int, metavar="N", help="on so many at once (as before)"
            )
        wish.set_defaults(run=function)
    release = commands.add_parser(
        "release", parents=[common], help="take a run from a worker on another host"
    )
    release.add_argument("id", metavar="RUN")
    release.add_argument("--yes", action="store_true", help="that worker is gone: do it")
    release.set_defaults(run=run_release)
    prune = commands.add_parser(
        "prune", parents=[common], help="free the disk of what runs that have ended do not need"
    )
    prune.add_argument("ids", metavar="RUN", nargs="*", help="left out: every run")
    prune.add_argument(
        "--keep", type=int, default=KEEP, metavar="N", help=f"snapshots a run (default: {KEEP})"
    )
    prune.add_argument("--yes", action="store_true", help="remove them for good: do it")
    prune.set_defaults(run=run_prune)


def run_list(options: Options) -> None:
    """List every run."""
    from sculptor import home as places
    from sculptor.runs import index

    line, began = ProgressLine(), time.monotonic()

    def tell(place: int, n: int) -> None:
        if place % 100 == 0 and time.monotonic() - began > PATIENCE and sys.stderr.isatty():
            line.show(f"reading: {place:,} of {count(n, 'run')}")

    runs = index.summaries(places.home(), tell)
    line.end()
    if options.json:
        show(options, [_about(run) for run in runs], "")
    elif runs:
        head = ["id", "status", "step", "steps/s", "left", "disk", "name", "message"]
        say(table(head, [_row(run) for run in runs]))
        say(f"{count(len(runs), 'run')}, {size(sum(run.disk.size for run in runs))}")
    else:
        say("No runs yet. Start one: sculptor train")


def _row(run: Summary) -> list[str]:
    state = run.state
    return [
        run.id,
        state.status,
        f"{state.step}/{state.steps}" if state.steps else "",
        f"{state.steps_per_second:.1f}" if state.steps_per_second else "",
        duration(state.seconds_left),
        size(run.disk.size),
        run.setup.name,
        run.problem or state.message,
    ]


def _about(run: Summary) -> dict[str, Any]:
    state = run.state
    return {
        "id": run.id,
        "name": run.name,
        "status": state.status,
        "step": state.step,
        "steps": state.steps,
        "steps_per_second": state.steps_per_second,
        "seconds_left": state.seconds_left,
        "message": state.message,
        "problem": run.problem,
        "bytes": run.disk.size,
        "created": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(state.created)),
        "metrics": run.figures.by_name(),
    }


def run_pause(options: Options) -> None:
    """Pause a run, or all runs of a study, and wait until it has."""
    what = _study(options.id) or _run(options.id)
    what.pause()
    what.wait()
    _tell(options, what)


def run_resume(options: Options) -> None:
    """Resume a run, or what has not finished of a study, in the background."""
    if study := _study(options.id):
        study.launch()
        return _tell(options, study)
    run = _run(options.id)
    run.resume(options.devices)
    return _tell(options, run)


def run_stop(options: Options) -> None:
    """Stop a run and wait until it has."""
    run = _run(options.id)
    run.stop()
    run.wait()
    _tell(options, run)


def run_delete(options: Options) -> None:
    """Move a run to the trash."""
    run = _run(options.id)
    run.delete()
    text = f"{run.id} is in the trash. Bring it back with: sculptor restore {run.id}"
    show(options, {"id": run.id, "status": "deleted"}, text)


def run_release(options: Options) -> None:
    """Mark a run as interrupted whose worker cannot be checked from here."""
    run = _run(options.id)
    if not options.yes:
        raise SculptorError(
            f"Expected --yes to take {run.id} from its worker, which cannot be checked from here. "
            "If it still trains, what it goes on to write is lost; else nothing is."
        )
    run.release()
    _tell(options, run)


def run_prune(options: Options) -> None:
    """Say what runs can spare, and remove it if that is wished."""
    from sculptor import home as places
    from sculptor import jobs
    from sculptor.runs import snapshots
    from sculptor.runs.folder import ids

    if options.keep < snapshots.LEAST:
        raise SculptorError(
            f"Expected to keep {snapshots.LEAST} snapshots or more, received {options.keep}."
        )
    runs = [jobs.open_run(run) for run in options.ids or ids(places.home())]
    going = {run: sum(files.values()) for run in runs if (files := run.spare(options.keep))}
    freed, refused = {run.id: n for run, n in going.items()}, list[str]()
    for run in going if options.yes else ():
        try:
            freed[run.id] = run.prune(options.keep)
        except SculptorError as error:  # of which the others know nothing
            del freed[run.id]
            refused.append(str(error))
    total = sum(freed.values())
    text = _pruned(freed, size(total), options) if freed else "Nothing to remove."
    show(options, {"removed": options.yes, "bytes": total, "runs": freed}, text)
    if refused:
        raise SculptorError(" ".join(refused[:3]))


def _pruned(freed: dict[str, int], total: str, options: Options) -> str:
    """What has gone, or would go."""
    about = f"{total} of {count(len(freed), 'run')}"
    if options.yes:
        return f"Removed for good: {about}."
    return (
        f"{table(['id', 'can go'], [[run, size(n)] for run, n in freed.items()])}\n"
        f"{about}: of each run the snapshots between {options.keep} that stay, and checkpoints of "
        "runs that have finished. All figures stay, the weights, and the pictures of the end. "
        "This cannot be undone; to do it, add --yes."
    )


def run_restore(options: Options) -> None:
    """Bring a run back from the trash."""
    from sculptor import jobs

    _tell(options, jobs.restore(options.id))


def _run(identity: str) -> Run:
    from sculptor import jobs

    return jobs.open_run(identity)


def _study(identity: str) -> Study | None:
    """The study of an id, None if it is not one of a study."""
    from sculptor import studies

    return next((study for study in studies.list_studies() if study.id == identity), None)


def _tell(options: Options, run: Run | Study) -> None:
    status = run.status
    show(options, {"id": run.id, "status": status}, f"{run.id} is {status}.")
