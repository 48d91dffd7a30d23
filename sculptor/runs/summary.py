"""What a list says of a run, in parts, each of which is read from one file or the folder."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from sculptor import plugins
from sculptor.errors import SculptorError
from sculptor.runs import describe, tail
from sculptor.runs.folder import (
    METRICS,
    STATUS,
    Gone,
    check_parts,
    check_there,
    known_status,
    read_config,
    read_status,
    size_of,
)
from sculptor.runs.status import LIVE, Progress, created, progress

UNSETTLED = 2.0
"""Seconds within which a changed file may change again without a new time of change."""

SILENT = 60.0
"""Seconds after which a worker that is gone, and wrote each second, is not coming back."""


class Shape(NamedTuple):
    """Whether a folder is one of a run.

    Attributes:
        problem: What in it is none of its files; empty if all are.
    """

    problem: str = ""

    @classmethod
    def read(cls, folder: Path) -> Shape:
        """Look at it."""
        try:
            check_parts(folder)
        except SculptorError as error:
            return cls(str(error))
        return cls()

    @property
    def patience(self) -> float:
        """Seconds after a change of the folder from which on it lasts until the next."""
        return UNSETTLED

    @property
    def certain(self) -> bool:
        """Whether every process finds the same: not where one may read what another may not."""
        return not self.problem


class Setup(NamedTuple):
    """What a run was asked for, in words.

    Attributes:
        name: For people; empty if it has none.
        dataset: Of its images.
        prior: The target, see `describe.prior`.
        objective: What is minimised, see `describe.objective`.
        latent_dim: Dimensions of z.
        network: See `describe.network`.
        seed: Of everything random.
        problem: Why there is no configuration; empty if there is one.
        own: Whether all its kinds are Sculptor's, so that every process reads the same of it.
    """

    name: str = ""
    dataset: str = ""
    prior: str = ""
    objective: str = ""
    latent_dim: int = 0
    network: str = ""
    seed: int = 0
    problem: str = ""
    own: bool = True

    @classmethod
    def read(cls, folder: Path) -> Setup:
        """Read it of a run.

        Raises:
            Gone: The folder is no longer there.
        """
        try:
            check_there(folder)
            config = read_config(folder)
        except Gone:
            raise
        except SculptorError as error:
            return cls(problem=str(error))
        return cls(
            name=config.name,
            dataset=config.dataset,
            prior=describe.prior(config.prior),
            objective=describe.objective(config.objective),
            latent_dim=config.latent_dim,
            network=describe.network(config.network, config.levels),
            seed=config.seed,
            own=not plugins.brought(config.kinds()),
        )

    @property
    def patience(self) -> float:
        """Seconds after a change of its file from which on it lasts until the next."""
        return UNSETTLED

    @property
    def certain(self) -> bool:
        """Whether every process reads the same: kinds of others may be missing in the next."""
        return self.own and not self.problem


class State(NamedTuple):
    """How far a run is: a `Progress` without its place in the queue, and when it was made.

    Attributes:
        status: And all down to ``host``: see `Progress`.
        created: In seconds since 1970.
        problem: Why the status cannot be used; empty if it can.
    """

    status: str = "interrupted"
    step: int = 0
    steps: int = 0
    steps_per_second: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    device: str = ""
    precision: str = ""
    checked: bool = True
    host: str = ""
    created: float = 0.0
    problem: str = ""

    @classmethod
    def read(cls, folder: Path) -> State:
        """Read it of a run."""
        problem = ""
        try:
            record = read_status(folder)
        except SculptorError as error:
            record, problem = known_status(folder), str(error)
        told = progress(record, folder / STATUS)
        left = told.seconds_left
        return cls(
            told.status,
            told.step,
            told.steps,
            told.steps_per_second,
            None if left is None else float(left),
            told.message,
            told.device,
            told.precision,
            told.checked,
            told.host,
            created(record, folder.name),
            problem,
        )

    @property
    def live(self) -> bool:
        """Whether a worker is at work on it."""
        return self.status in LIVE

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return Progress(
            status=self.status,
            step=self.step,
            steps=self.steps,
            steps_per_second=self.steps_per_second,
            seconds_left=self.seconds_left,
            message=self.message,
            device=self.device,
            precision=self.precision,
            checked=self.checked,
            host=self.host,
        )

    @property
    def patience(self) -> float:
        """Seconds after a change of its file from which on it lasts: never while it is live."""
        if self.live:
            return math.inf
        return SILENT if self.status == "interrupted" else UNSETTLED

    @property
    def certain(self) -> bool:
        """Whether every process reads the same."""
        return not self.problem


class Figures(NamedTuple):
    """The newest figures of a run.

    Attributes:
        mmd2: Squared MMD; None before the first.
        floor: Its noise floor.
        lps: The Latent Predictability Score; None if there is none.
        text: All of them by name, as JSON: few ask for more than the three.
    """

    mmd2: float | None = None
    floor: float | None = None
    lps: float | None = None
    text: str = "{}"

    @classmethod
    def read(cls, folder: Path) -> Figures:
        """Read them of a run."""
        found = {name: float(value) for name, value in tail.newest(folder / METRICS).items()}
        three = found.get("mmd2"), found.get("mmd2_floor"), found.get("lps")
        return cls(*three, json.dumps(found))

    @property
    def patience(self) -> float:
        """Seconds after a change of their file from which on they last until the next."""
        return UNSETTLED

    @property
    def certain(self) -> bool:
        """Whether every process reads the same."""
        return True

    def by_name(self) -> dict[str, float]:
        """All of them."""
        found: dict[str, float] = json.loads(self.text)
        return found


class Disk(NamedTuple):
    """What a run takes of the disk.

    Attributes:
        size: Of all its files, in bytes.
    """

    size: int = 0

    @classmethod
    def read(cls, folder: Path) -> Disk:
        """Add it up."""
        return cls(size_of(folder))

    @property
    def patience(self) -> float:
        """Seconds after a change of its folders from which on it lasts until the next."""
        return UNSETTLED

    @property
    def certain(self) -> bool:
        """Whether every process finds the same."""
        return True


@dataclass(frozen=True)
class Summary:
    """A run in a list.

    Attributes:
        id: Its id.
        shape: Whether its folder is one of a run.
        setup: What it was asked for.
        state: How far it is.
        figures: The newest.
        disk: What it takes of the disk.
    """

    id: str
    shape: Shape
    setup: Setup
    state: State
    figures: Figures
    disk: Disk

    @property
    def name(self) -> str:
        """Its name for people; the id if it has none."""
        return self.setup.name or self.id

    @property
    def problem(self) -> str:
        """Why the folder cannot be used; empty if it can."""
        return self.setup.problem or self.shape.problem or self.state.problem

    @cached_property
    def line(self) -> str:
        """What it was asked for; empty if that cannot be read."""
        asked = self.setup
        if asked.problem:
            return ""
        return describe.line(
            asked.dataset, asked.prior, asked.objective, asked.latent_dim, asked.network
        )

    @cached_property
    def text(self) -> str:
        """What a search looks at, in lower case."""
        return f"{self.name} {self.id} {self.state.status} {self.line}".casefold()
