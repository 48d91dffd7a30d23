"""The work on a study: ``python -m sculptor.studies.driver FOLDER``.

It trains nothing itself: it begins runs, a few at a time, on this machine or on a cluster, waits
for them, and has their figures computed. Whoever drives the study next finds them where they are:
on this machine they outlive it, and on a cluster they end with it and go on from a checkpoint.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sculptor.errors import SculptorError
from sculptor.jobs import Run, devices, launcher, warm
from sculptor.runs.status import read_progress
from sculptor.studies import scores
from sculptor.studies.places import Engine, Place
from sculptor.studies.record import StudyProgress, progress_of, run_of, runs_of
from sculptor.studies.study import Study

LOOK = 0.5
"""Seconds between two looks at the runs."""

POLL = 0.1
"""Seconds between two looks at runs that are to pause."""

PAUSING = 60.0
"""Seconds in which runs that are to pause must have written their checkpoints."""

SCORER = "sculptor.studies.scorer"

Report = Callable[[StudyProgress], None]


def drive(study: Study, report: Report | None = None, place: Place | None = None) -> str:
    """Train what has not finished of a study and compute what figures are missing.

    An interrupt pauses the runs that are at work before it goes on its way.

    Args:
        study: What to work on.
        report: Called with the progress now and then.
        place: Where its runs are trained; on this machine where left out.

    Returns:
        The study's status at the end.

    Raises:
        SculptorError: Somebody else works on it, its folder cannot be used, there is no such place,
            or most of its runs are to end early.
    """
    if study.suggests:
        raise SculptorError(
            f"Expected a study whose runs are trained to their end, but {study.id} looks for a "
            "prior and ends most of them early. Go on with it by: sculptor suggest DATASET."
        )
    place = place or Place()
    with study.alone(), closing(place.open(study.home, SCORER)) as engine:
        Driver(study, report or (lambda progress: None), engine).run()
    return study.status


class Driver:
    """One sitting at a study; each run is begun or resumed at most once in it."""

    def __init__(self, study: Study, report: Report, engine: Engine) -> None:
        self._study = study
        self._report = report
        self._engine = engine
        self._home = study.home
        self._cells = study.cells
        self._live: dict[int, Run] = {}
        self._unscored: list[Run] = []
        self._scorer: subprocess.Popen[bytes] | warm.Fork | None = None
        self._began, self._before = time.monotonic(), float(study.record().get("seconds") or 0)
        self._waiting: deque[int] = deque()
        runs = runs_of(self._cells, self._home)
        for i, cell in enumerate(self._cells):
            if cell.config and not (i in runs and self._ended(runs[i])):
                self._waiting.append(i)
        self._wanted = {cell.config.device for cell in self._cells if cell.config}

    def run(self) -> None:
        """Work until nothing is left to do, or until asked to pause."""
        if self._waiting or self._unscored:
            self._engine.prepare()
        try:
            while self._look():
                time.sleep(LOOK)
        except KeyboardInterrupt:
            self._pause()
            raise
        finally:
            self._study.clear_pause()
            self._study.note(seconds=self._before + time.monotonic() - self._began)

    def _look(self) -> bool:
        """See what has ended, begin what there is room for; whether there is more to come."""
        if self._study.asked_to_pause:
            self._pause()
            return False
        self._engine.look()
        for i, run in list(self._live.items()):
            if not self._engine.busy(run.folder):
                del self._live[i]
                self._ended(run)
        room = self._engine.room(self._wanted)
        while self._waiting and len(self._live) < room:
            self._begin(self._waiting.popleft())
        self._score()
        self._report(progress_of(self._cells, self._home))
        return bool(self._waiting or self._live or self._scorer)

    def _ended(self, run: Run) -> bool:
        """Whether a run has finished; if so, its figures are the next to be computed."""
        if not run.folder.is_dir() or read_progress(run.folder).status != "finished":
            return False
        scores.forget(run)
        if scores.read(run) is None:
            self._unscored.append(run)
        return True

    def _begin(self, i: int) -> None:
        """Begin the run of a cell, resume it, or take note that it is at work already."""
        cell = self._cells[i]
        run = run_of(cell, self._home)
        if run is None and cell.config is not None:
            run = Run(launcher.create(cell.config))
            self._cells[i] = replace(cell, run=run.id)
            # Noted before the worker starts, so that no crash leaves a run that nobody knows.
            self._study.enter({i: run.id})
            self._engine.begin(run.folder)
        elif run is not None:
            try:
                self._engine.go_on(run)
            except SculptorError as error:
                print(f"{run.id} is left out: {error}", file=sys.stderr)
                return
        if run is not None:
            self._live[i] = run

    def _score(self) -> None:
        """Have figures computed, by one process for all runs that have finished meanwhile."""
        if self._scorer is not None and self._scorer.poll() is not None:
            self._scorer = None
        if self._scorer is None and self._unscored:
            self._unscored.clear()
            self._scorer = launcher.begin(
                SCORER, self._study.folder, devices.cpu_threads(), self._home
            )

    def _pause(self) -> None:
        pause(self._live.values(), self._engine)


def pause(runs: Collection[Run], engine: Engine) -> None:
    """Pause runs at work and wait until their checkpoints are written.

    Args:
        runs: Which.
        engine: What trains them.
    """
    for run in runs:
        try:
            run.pause()
        except SculptorError:
            continue  # it has just ended
    end = time.monotonic() + PAUSING
    while any(engine.busy(run.folder) for run in runs):
        if time.monotonic() > end:
            return
        time.sleep(POLL)
        engine.look()


if __name__ == "__main__":
    drive(Study(Path(sys.argv[1]).absolute()), place=Place.of_environment())
