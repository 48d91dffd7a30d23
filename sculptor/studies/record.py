"""What is read of a study: its folder and those of its runs, as they are at that moment."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout

from sculptor import drafts
from sculptor import home as places
from sculptor.errors import SculptorError, brief
from sculptor.files import read_json, write_json
from sculptor.jobs import Run
from sculptor.names import shown
from sculptor.runs import schema
from sculptor.runs.folder import FORMAT, Record, check_format, check_there, is_id, is_inside
from sculptor.runs.status import read_progress
from sculptor.spec import load
from sculptor.studies import scores
from sculptor.studies.cell import Cell

STUDY, LOCK, PAUSE = "study.json", ".lock", "pause"

REMEDY = "Restore the file, or delete the folder of the study."
"""What helps where a study cannot be read."""

NEEDED = ("name", "created", "cells")

RECORD: dict[str, schema.Field] = {
    "format": schema.whole(1, 1_000),
    "name": schema.text(1_000),
    "created": schema.TIME,
    "cells": schema.Field("a list", lambda x: isinstance(x, list)),
    "command": schema.text(1_000_000),
    "seconds": schema.number(0, 1e12),
    "picked": schema.text(1_000_000),
    "ended": schema.Field("true or false", lambda x: isinstance(x, bool)),
}
"""``study.json``; the cells are checked one by one, see `Cell.from_dict`."""


@dataclass(frozen=True)
class StudyProgress:
    """How far a study is.

    Attributes:
        status: ``running`` while it is worked on, ``finished`` once every run is and has its
            figures, or whoever worked on it has left the others out, else ``interrupted``; it can
            then be launched again.
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


class StudyRecord(Record):
    """A study's folder as anyone can read it; `Study` adds what can be asked of it."""

    @classmethod
    def open(cls, study: str) -> Self:
        """The study of an id.

        Raises:
            SculptorError: It is not an id, or there is no such study in this home.
        """
        folder = places.studies_dir()
        there = is_inside(folder) and is_id(study) and os.path.lexists(folder / study)
        if not there:
            raise SculptorError(
                f"Expected the id of a study in {folder}, such as 20261124-153012-a1b2; received "
                f"{study!r:.80}. They are listed by 'sculptor study list'."
            )
        return cls(folder / study)

    def _repr_html_(self) -> str:
        """A small picture and its figures, in a notebook."""
        found: str = load("sculptor.notebook.reprs:study", "picture for notebooks")(self)
        return found

    # What it is ----------------------------------------------------------------------------------

    def record(self) -> dict[str, Any]:
        """What is written of it.

        Raises:
            SculptorError: The file is missing, edited into something else, or of a newer format.
        """
        check_there(self.folder)
        path = self.folder / STUDY
        value = read_json(path, follow_links=False)
        if not isinstance(value, dict):
            raise SculptorError(
                f"Expected a JSON object in {path}, received {brief(value)}. {REMEDY}"
            )
        check_format(value, self.folder)
        missing = [name for name in NEEDED if name not in value]
        fault = f"{missing[0]}, received none" if missing else schema.fault(RECORD, value)
        if fault:
            raise SculptorError(f"Expected in {path} the {fault}. {REMEDY}")
        return value

    @property
    def problem(self) -> str:
        """Why its folder cannot be used and what helps, in words; empty if it can be used."""
        try:
            _ = self.cells
        except SculptorError as error:
            return str(error)
        return ""

    @property
    def name(self) -> str:
        """Its name for people; the id if it has none."""
        return shown(self.record()["name"]) or self.id

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
        try:
            return [Cell.from_dict(value) for value in self.record()["cells"]]
        except SculptorError as error:
            raise SculptorError(f"{error} (In {self.folder / STUDY}.)") from error

    @property
    def runs(self) -> list[Run]:
        """Its runs that are there, in the order of its cells."""
        return list(runs_of(self.cells, self.home).values())

    @property
    def home(self) -> Path:
        """Where its runs are."""
        return self.folder.parent.parent

    # How far it is -------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """``running``, ``finished`` or ``interrupted``; see `StudyProgress`."""
        return self.progress().status

    def progress(self) -> StudyProgress:
        """How far it is, from one read of every status."""
        progress = progress_of(self.cells, self.home)
        done = progress.scored == progress.total or self.record().get("ended")
        status = "running" if self.driven else "finished" if done else "interrupted"
        return replace(progress, status=status)

    @property
    def driven(self) -> bool:
        """Whether somebody works on it: the system frees the lock of a process that ends."""
        if not is_inside(self.folder):
            return False
        lock = FileLock(self.folder / LOCK)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        except OSError:  # nobody can work in a folder that cannot be written
            return False
        lock.release()
        return False

    @property
    def asked_to_pause(self) -> bool:
        """Whether somebody has called `pause` since it was launched."""
        return (self.folder / PAUSE).exists()

    def clear_pause(self) -> None:
        """Forget that it was asked to pause."""
        with contextlib.suppress(FileNotFoundError):
            (self.folder / PAUSE).unlink()

    # For who works on it -------------------------------------------------------------------------

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one to work on it, who sweeps away what a killed one has left half-written.

        Raises:
            SculptorError: Somebody else is.
        """
        try:
            with FileLock(self.folder / LOCK, timeout=1):
                drafts.sweep(self.folder)
                yield
        except Timeout as error:
            raise SculptorError(
                f"Expected to work on the study {self.id} alone, but it is running already. "
                "Wait for it, or pause it."
            ) from error

    def enter(self, runs: Mapping[int, str]) -> None:
        """Note the runs of some cells, by the numbers of these. Each time all cells are written."""
        record = self.record()
        for cell, run in runs.items():
            record["cells"][cell]["run"] = run
        write_json(self.folder / STUDY, record)

    def note(self, **fields: Any) -> None:
        """Change what is written of the study as a whole."""
        write_json(self.folder / STUDY, {**self.record(), **fields})


def runs_of(cells: Sequence[Cell], home: Path) -> dict[int, Run]:
    """The runs that are there, by the numbers of their cells."""
    return {i: run for i, cell in enumerate(cells) if (run := run_of(cell, home))}


def run_of(cell: Cell, home: Path) -> Run | None:
    """The run of a cell; None if there is none, or it is gone."""
    run = Run(home / cell.run) if is_id(cell.run) else None
    return run if run and is_inside(run.folder) else None


def progress_of(cells: Sequence[Cell], home: Path) -> StudyProgress:
    """How far a study of these cells is, as who works on it sees it."""
    wanted = [cell.config for cell in cells if cell.config]
    runs = list(runs_of(cells, home).values())
    states = [read_progress(run.folder) for run in runs]
    ended = [run for run, state in zip(runs, states, strict=True) if state.status == "finished"]
    return StudyProgress(
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
