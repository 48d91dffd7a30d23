"""A study: runs that differ in one thing at a time, and what became of them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.files import move, read_json, write_atomic, write_json
from sculptor.jobs import Run, devices, launcher
from sculptor.runs.folder import FORMAT, LOG, check_format, is_id, make_dir, new_id
from sculptor.runs.folder import folders as _folders
from sculptor.runs.status import read_progress
from sculptor.studies import scores
from sculptor.studies.cell import Cell, check_distinct

if TYPE_CHECKING:
    import pandas as pd

STUDY, LOCK, PAUSE = "study.json", ".lock", "pause"

POLL = 0.2
"""Seconds between two looks while waiting."""

PATIENCE = 30.0
"""Seconds in which a driver that was spawned must have begun."""


@dataclass(frozen=True)
class Progress:
    """How far a study is.

    Attributes:
        status: ``running`` while it is worked on, ``finished`` once every run is and has its
            figures, else ``interrupted``; it can then be launched again.
        total: Runs in all; those with an obstacle are not counted.
        finished: Runs that have trained to their end.
        scored: Runs whose figures are there.
        live: Runs that train or wait for a device.
        failed: Runs that have failed.
        skipped: Combinations that cannot be trained.
        step: Updates done over all runs.
        steps: Updates in all.
    """

    status: str
    total: int
    finished: int
    scored: int
    live: int
    failed: int
    skipped: int
    step: int
    steps: int

    @property
    def settled(self) -> bool:
        """Whether it can be told what it has found: every run has its figures, or has failed."""
        done = 0 < self.scored == self.total - self.failed
        return done and self.status != "running"


class Study:
    """A set of runs. Everything is read from its folder and theirs when it is asked for.

    Attributes:
        folder: Where it is.
        id: Its id, the name of the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name

    def __repr__(self) -> str:
        return f"Study({self.id!r})"

    @classmethod
    def open(cls, study: str) -> Study:
        """The study of an id.

        Raises:
            SculptorError: It is not an id, or there is no such study in this home.
        """
        folder = places.studies_dir()
        if not is_id(study) or not (folder / study).is_dir():
            raise SculptorError(
                f"Expected the id of a study in {folder}, such as 20261124-153012-a1b2; received "
                f"{study!r:.80}. They are listed by 'sculptor study list'."
            )
        return cls(folder / study)

    # What it is ----------------------------------------------------------------------------------

    def record(self) -> dict[str, Any]:
        """What is written of it.

        Raises:
            SculptorError: The file is missing, edited into something else, or of a newer format.
        """
        value = read_json(self.folder / STUDY)
        match value:
            case {"name": str(), "created": int() | float(), "cells": list()}:
                check_format(value, self.folder)
                return dict(value)
        raise SculptorError(
            f"Expected a study in {self.folder / STUDY}, received something else. "
            "Delete the folder."
        )

    @property
    def name(self) -> str:
        """Its name for people."""
        return str(self.record()["name"])

    @property
    def created(self) -> float:
        """When it was made, in seconds since 1970."""
        return float(self.record()["created"])

    @property
    def picked(self) -> str:
        """Which runs these are, if they were made one by one; see `sculptor.studies.picked`."""
        return str(self.record().get("picked") or "")

    @property
    def cells(self) -> list[Cell]:
        """Its combinations, those that cannot be trained among them."""
        return [Cell.from_dict(value) for value in self.record()["cells"]]

    @property
    def runs(self) -> list[Run]:
        """Its runs that are there, in the order of its cells."""
        return list(runs_of(self.cells, self.folder.parent.parent).values())

    # How far it is -------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """``running``, ``finished`` or ``interrupted``; see `Progress`."""
        return self.progress().status

    def progress(self) -> Progress:
        """How far it is, from one read of every status."""
        found = progress_of(self.cells, self.folder.parent.parent)
        done = found.scored == found.total
        status = "running" if self._driven() else "finished" if done else "interrupted"
        return replace(found, status=status)

    def wait(self, timeout: float | None = None) -> str:
        """Wait until nobody works on it, and return its status.

        Raises:
            TimeoutError: It did not end within ``timeout`` seconds.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while self._driven():
            if time.monotonic() > end:
                raise TimeoutError(f"Study {self.id} is still running after {timeout} s.")
            time.sleep(POLL)
        return self.status

    # What can be asked of it ---------------------------------------------------------------------

    def launch(self) -> None:
        """Train what has not finished, in the background, in a process that outlives this one.

        Raises:
            SculptorError: Its folder cannot be written, or nobody begins.
        """
        if self._driven():
            return
        self.clear_pause()
        home = self.folder.parent.parent
        child = launcher.spawn("sculptor.studies.driver", self.folder, devices.cpu_threads(), home)
        end = time.monotonic() + PATIENCE
        # It has begun once it holds the lock, and may have ended by the time that we look.
        while not self._driven() and child.poll() is None:
            if time.monotonic() > end:
                raise SculptorError(
                    f"Expected the study {self.id} to begin, but nothing happened within "
                    f"{PATIENCE:.0f} s. Its {LOG} may tell more; launch it again."
                )
            time.sleep(POLL)

    def pause(self) -> None:
        """Ask who works on it to pause its runs and end; `launch` goes on from there.

        Raises:
            SculptorError: Nobody works on it.
        """
        if not self._driven():
            raise SculptorError(f"Expected a study that is running, but {self.id} is not.")
        write_atomic(self.folder / PAUSE, b"")

    @property
    def asked_to_pause(self) -> bool:
        """Whether somebody has called `pause` since it was launched."""
        return (self.folder / PAUSE).exists()

    def clear_pause(self) -> None:
        """Forget that it was asked to pause."""
        with contextlib.suppress(FileNotFoundError):
            (self.folder / PAUSE).unlink()

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

    # For who works on it -------------------------------------------------------------------------

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one to work on it.

        Raises:
            SculptorError: Somebody else is.
        """
        try:
            with FileLock(self.folder / LOCK, timeout=1):
                yield
        except Timeout as error:
            raise SculptorError(
                f"Expected to work on the study {self.id} alone, but it is running already. "
                "Wait for it, or pause it."
            ) from error

    def enter(self, cell: int, run: str) -> None:
        """Note the run of a cell."""
        record = self.record()
        record["cells"][cell]["run"] = run
        write_json(self.folder / STUDY, record)

    def note(self, **fields: Any) -> None:
        """Change what is written of the study as a whole."""
        write_json(self.folder / STUDY, {**self.record(), **fields})

    def _driven(self) -> bool:
        """Whether somebody works on it: the system frees the lock of a process that ends."""
        lock = FileLock(self.folder / LOCK)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        except OSError:  # nobody can work in a folder that cannot be written
            return False
        lock.release()
        return False


def runs_of(cells: Sequence[Cell], home: Path) -> dict[int, Run]:
    """The runs that are there, by the numbers of their cells."""
    found = {i: Run(home / cell.run) for i, cell in enumerate(cells) if is_id(cell.run)}
    return {i: run for i, run in found.items() if run.folder.is_dir()}


def progress_of(cells: Sequence[Cell], home: Path) -> Progress:
    """How far a study of these cells is, as who works on it sees it."""
    wanted = [cell.config for cell in cells if cell.config]
    runs = list(runs_of(cells, home).values())
    states = [read_progress(run.folder) for run in runs]
    ended = [run for run, state in zip(runs, states, strict=True) if state.status == "finished"]
    return Progress(
        status="running",
        total=len(wanted),
        finished=len(ended),
        scored=sum(scores.read(run) is not None for run in ended),
        live=sum(state.live for state in states),
        failed=sum(state.status == "failed" for state in states),
        skipped=len(cells) - len(wanted),
        step=sum(state.step for state in states),
        steps=sum(config.steps for config in wanted),
    )


def create(cells: Sequence[Cell], name: str = "", command: str = "") -> Study:
    """Make a study that is ready to be launched.

    Args:
        cells: From `sculptor.studies.grid`, or several grids together.
        name: For people.
        command: What made it, for its report.

    Raises:
        SculptorError: Two cells are the same, none can be trained, or the home cannot be written.
    """
    check_distinct(cells)
    if not any(cell.config for cell in cells):
        raise SculptorError("Expected a study with something to train, received none.")
    if len(name) > 200:
        raise SculptorError(f"Expected a name of up to 200 characters, received {name!r:.80}.")
    identity = new_id()
    draft = make_dir(places.studies_dir() / f".new-{identity}")
    fresh = [replace(cell, run="") for cell in cells]
    write_record(draft, fresh, name or identity, command=command)
    folder = places.studies_dir() / identity
    move(draft, folder)
    return Study(folder)


def write_record(folder: Path, cells: Sequence[Cell], name: str, **more: Any) -> None:
    """Write what is known of a new study into its folder."""
    record = {
        "format": FORMAT,
        "name": name,
        "created": time.time(),
        "command": "",
        "seconds": 0.0,
        "cells": [cell.to_dict() for cell in cells],
    }
    write_json(folder / STUDY, record | more)


def list_studies() -> list[Study]:
    """The studies of this home, the newest first."""
    return [Study(folder) for folder in _folders(places.studies_dir())]


def same(cells: Sequence[Cell]) -> Study | None:
    """The newest study of these cells, so that who asks for it again goes on with it."""
    wanted = [(cell.coordinates, cell.config) for cell in cells]
    for study in list_studies():
        with contextlib.suppress(SculptorError):
            if [(cell.coordinates, cell.config) for cell in study.cells] == wanted:
                return study
    return None
