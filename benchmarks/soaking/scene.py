"""What all who kill have in common, and what they ask of a run that has been killed."""

from __future__ import annotations

import contextlib
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sculptor import RunConfig
from sculptor.errors import SculptorError
from sculptor.files import append_line
from sculptor.jobs import Run, empty_trash, launcher
from sculptor.jobs.worker import work
from sculptor.runs.folder import EVENTS, LOG, MODEL
from soaking import checks
from soaking.forks import Forked, Process
from soaking.tally import DIFFERENT, HALF, LEFT, WRONG, Tally

Waiting = Iterator[None]
"""What goes on with others by turns: it yields while it waits."""

DAY = 86_400.0

GRACE = 13.0
"""Seconds after which a run whose worker was killed before it said who it is must not read live."""

OBJECTIVES: tuple[dict[str, Any], ...] = (
    {"kind": "mmd"},
    {"kind": "vae"},
    {"kind": "beta-tcvae"},
    {"kind": "factor-vae", "discriminator_width": 16},
)

_time, _time_ns = time.time, time.time_ns


@dataclass
class Scene:
    """A home of runs, and who is at work there.

    Attributes:
        home: Of the runs.
        tally: What was killed and found.
        spared: Processes that no storm kills: they make what others are compared with.
        struck: Processes that a storm has killed.
        workers: Workers at work.
        deleted: Runs that somebody has asked to delete; they were brought back.
        life: Seconds that a worker takes whom nobody disturbs, as last seen.
    """

    home: Path
    tally: Tally
    spared: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    workers: list[Process] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    life: float = 2.5

    def landed(self, kind: str, process: Process, full: bool = False) -> None:
        """Count a kill if it met the process alive, and see that nothing else has ended it.

        Args:
            kind: Of the kill.
            process: That was to be killed.
            full: Whether the disk was full meanwhile, which may end it too.
        """
        code = process.poll()
        if code == -9 and process.pid not in self.struck:
            self.tally.done[kind] += 1
        elif code not in ((0, 1, -9) if full else (0, -9)):
            self.tally.fault(WRONG, f"a process ended with {code} ({kind})")

    def settle(self, run: Run) -> Waiting:
        """Wait until a run whose worker has ended no longer reads live; by no clock it may."""
        end = time.monotonic() + GRACE
        while run.progress().live:
            if time.monotonic() > end:
                self.tally.fault(WRONG, f"{run.id} reads {run.status}, but no worker lives")
                return
            yield
        for shift in (DAY, -DAY):
            with clock(shift):
                if run.progress().live:
                    hours = f"{shift / 3600:+.0f} h"
                    self.tally.fault(WRONG, f"{run.id} reads {run.status} on a clock {hours}")

    def end(self, run: Run) -> Waiting:
        """Check a run that has finished, compare it with one that nobody disturbed, delete both."""
        for what in checks.half_written(run.folder):
            self.tally.fault(HALF, what)
        for what in checks.left_over(run.folder):
            self.tally.fault(LEFT, what)
        undisturbed = Run(launcher.create(run.config))
        for event in run.events():
            append_line(undisturbed.folder / EVENTS, event.to_dict())
        process = Forked(lambda: work(undisturbed.folder), undisturbed.folder / LOG)
        began = time.monotonic()
        self.spared.add(process.pid)
        while process.poll() is None:
            yield
        self.spared.discard(process.pid)
        self.life = time.monotonic() - began
        if (run.folder / MODEL).read_bytes() != (undisturbed.folder / MODEL).read_bytes():
            self.tally.fault(DIFFERENT, f"{run.config}, {run.events()}")
        self.tally.seen["runs"] += 1
        self.tally.seen["changes"] += len(run.events())
        self.remove(run)
        self.remove(undisturbed)

    def remove(self, run: Run) -> None:
        """Delete a run as a person would; by force, and as a fault, where that is refused."""
        try:
            run.delete()
            empty_trash()
        except SculptorError as error:
            self.tally.fault(WRONG, f"cannot be deleted: {error}")
        shutil.rmtree(run.folder, ignore_errors=True)


@contextlib.contextmanager
def clock(shift: float) -> Iterator[None]:
    """The clock of this process, and of those forked within, is set by so many seconds."""
    with (
        patch.object(time, "time", lambda: _time() + shift),
        patch.object(time, "time_ns", lambda: _time_ns() + int(shift * 1e9)),
    ):
        yield


def config(rng: random.Random, name: str) -> RunConfig:
    """A run that trains for some seconds."""
    objective = rng.choice(OBJECTIVES)
    return RunConfig(
        dataset="digits",
        prior={"kind": "ring" if objective["kind"] == "mmd" else "gaussian"},
        objective=objective,
        network={"kind": "mlp", "width": 16},
        steps=rng.randint(150, 400),
        batch_size=32,
        seed=rng.randrange(1000),
        device="cpu",
        name=name,
    )
