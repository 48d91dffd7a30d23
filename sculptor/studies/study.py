"""A study: runs that differ in one thing at a time, and what became of them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sculptor import drafts
from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.files import write_atomic
from sculptor.jobs import devices, launcher
from sculptor.names import check_name
from sculptor.runs.folder import LOG, check_there, draft, folders, is_inside, make_dir, new_id
from sculptor.studies.cell import Cell, check_distinct
from sculptor.studies.places import On, Place
from sculptor.studies.record import PAUSE, StudyRecord, runs_of, write_record

if TYPE_CHECKING:
    import pandas as pd

DRIVER, SUGGESTER = "sculptor.studies.driver", "sculptor.suggest.driver"
"""The modules that work on a study, and on one that looks for a prior."""

SUGGESTION = "suggestion.json"
"""What has been found by one that looks for a prior, beside what a study's folder holds."""

POLL = 0.2
"""Seconds between two looks while waiting."""

TOGETHER = 100
"""Runs that are noted at once as they are prepared; a crash leaves so many that no study names."""

PATIENCE = 30.0
"""Seconds in which a driver that was spawned must have begun."""


class Study(StudyRecord):
    """A set of runs: what is read of its folder and theirs, and what can be asked of it."""

    @property
    def suggests(self) -> bool:
        """Whether it looks for a prior, so that most of its runs end early: `sculptor.suggest`."""
        return (self.folder / SUGGESTION).is_file()

    def wait(self, timeout: float | None = None) -> str:
        """Wait until nobody works on it, and return its status.

        Raises:
            TimeoutError: It did not end within ``timeout`` seconds.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while self.driven:
            if time.monotonic() > end:
                raise TimeoutError(f"Study {self.id} is still running after {timeout} s.")
            time.sleep(POLL)
        return self.status

    # What can be asked of it ---------------------------------------------------------------------

    def launch(self, on: On = "here", address: str = "", gpus: float = 1.0) -> None:
        """Train what has not finished, in the background, in a process that outlives this one.

        Args:
            on: ``here``, on this machine, or ``ray``: a task of a Ray cluster for each run.
            address: Of the cluster as ``HOST:PORT``, or ``auto`` for that which this machine is
                part of; left out, a cluster of this machine alone, which ends with the study.
            gpus: The part of a GPU that each run on the cluster takes, unless it is on the CPU.

        Raises:
            SculptorError: It cannot be read, its folder cannot be written, Ray is not installed, or
                nobody begins.
        """
        place = Place(on, address, gpus)
        self.record()
        if self.driven:
            return
        self.clear_pause()
        child = launcher.spawn(
            SUGGESTER if self.suggests else DRIVER,
            self.folder,
            devices.cpu_threads(),
            self.home,
            place.environment(),
        )
        end = time.monotonic() + PATIENCE
        # It has begun once it holds the lock, and may have ended by the time that we look.
        while not self.driven and child.poll() is None:
            if time.monotonic() > end:
                raise SculptorError(
                    f"Expected the study {self.id} to begin, but nothing happened within "
                    f"{PATIENCE:.0f} s. Its {LOG} may tell more; launch it again."
                )
            time.sleep(POLL)

    def prepare(self) -> None:
        """Make the folders of all its runs and train none: a scheduler of a cluster is to.

        Each is paused at its first step, and begun by ``sculptor worker``.

        Raises:
            SculptorError: Somebody works on it, or its folder or the home cannot be written.
        """
        with self.alone():
            cells = self.cells
            there = runs_of(cells, self.home)
            wanted = {i: cell.config for i, cell in enumerate(cells) if cell.config}
            missing = [i for i in wanted if i not in there]
            for begin in range(0, len(missing), TOGETHER):
                made = {}
                for i in missing[begin : begin + TOGETHER]:
                    made[i] = launcher.create(wanted[i], status="paused").name
                self.enter(made)

    def pause(self) -> None:
        """Ask who works on it to pause its runs and end; `launch` goes on from there.

        Raises:
            SculptorError: Nobody works on it.
        """
        if not self.driven:
            raise SculptorError(f"Expected a study that is running, but {self.id} is not.")
        write_atomic(self.folder / PAUSE, b"")

    # What it has found ---------------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """A row a run and figure; see `sculptor.studies.report.results.table`."""
        from sculptor.studies.report import results

        return results.table(self)

    def markdown(self) -> str:
        """Means and standard deviations over seeds; see `report.results.markdown`."""
        from sculptor.studies.report import results

        return results.markdown(self, results.table(self))

    def write(self, to: Path | str) -> Path:
        """Write tables and figures into a folder; see `sculptor.studies.report.writing.write`."""
        from sculptor.studies.report import writing

        return writing.write(self, Path(to))

    def export(self, to: Path | str) -> Path:
        """Write a report, a notebook and every run into a folder; see `report.archive`.

        Raises:
            SculptorError: Something is still to come, or the folder is not empty or not writable.
        """
        from sculptor.studies.report import archive

        return archive.export(self, Path(to))


def create(cells: Sequence[Cell], name: str = "", command: str = "") -> Study:
    """Make a study that is ready to be launched.

    Args:
        cells: From `sculptor.studies.grid`, or several grids together.
        name: For people.
        command: What made it, for its report.

    Raises:
        SculptorError: The name is not one, two cells are the same, none can be trained, or the home
            cannot be written.
    """
    check_distinct(cells)
    if not any(cell.config for cell in cells):
        raise SculptorError("Expected a study with something to train, received none.")
    name = check_name(name, empty=True)
    identity = new_id()
    within = make_dir(places.studies_dir())
    check_there(within)
    drafts.sweep(within)
    fresh = [replace(cell, run="") for cell in cells]
    with draft(within / identity) as folder:
        write_record(folder, fresh, name or identity, command=command)
    return Study(within / identity)


def list_studies() -> list[Study]:
    """The studies of this home, the newest first; `problem` tells of those that are damaged.

    A link in place of their folder has none, since what it leads to is not of this home.
    """
    within = places.studies_dir()
    return [Study(folder) for folder in folders(within)] if is_inside(within) else []


def same(cells: Sequence[Cell]) -> Study | None:
    """The newest study of these cells, so that who asks for it again goes on with it."""
    wanted = [(cell.coordinates, cell.config) for cell in cells]
    for study in list_studies():
        with contextlib.suppress(SculptorError):
            if [(cell.coordinates, cell.config) for cell in study.cells] == wanted:
                return study
    return None
