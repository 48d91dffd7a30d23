"""The life of a run whose workers are killed again and again, until it is let finish."""

from __future__ import annotations

import contextlib
import random
import shutil
import time
from collections.abc import Callable
from unittest.mock import patch

import psutil

from sculptor.errors import SculptorError
from sculptor.jobs import Run, launcher, restore
from sculptor.runs.folder import STATUS, folders, read_object
from sculptor.runs.status import read_progress
from soaking.forks import Forked, Process, Starts, kill, limit_files, lives
from soaking.scene import DAY, Scene, Waiting, clock, config
from soaking.tally import ASKING, FORKED, LAUNCHED, WRITING, WRONG

KINDS = (WRITING, FORKED, LAUNCHED, ASKING)

OPERATIONS = 60
"""Operations on files in the first second or two of a worker; each is as likely to be its last."""

TRAINING = 0.8
"""Of the launched workers those that are killed while they train, and not while they start."""

LOOK = 0.2
"""Seconds between two looks at a run whose worker lives."""

ATTEMPTS = 8
"""To bring a run to its end, as long as storms may kill its worker."""

Plan = list[tuple[float, Callable[[], object]]]


def lane(scene: Scene, rng: random.Random) -> Waiting:
    """One run after another, as long as there are workers to be killed."""
    while scene.tally.left(*KINDS):
        yield from Life(scene, rng).live()


class Life:
    """The life of one run."""

    def __init__(self, scene: Scene, rng: random.Random) -> None:
        self._scene = scene
        self._rng = rng
        with clock(self._drawn_clock()):
            self._run = Run(launcher.create(config(rng, f"soaked {rng.random():.9f}")))
        self._starts = Starts()
        self._begun = self._full = False

    def live(self) -> Waiting:
        """Begin, be killed some times, finish, be checked."""
        try:
            for _ in range(self._rng.randint(6, 14)):
                kind = self._scene.tally.draw(self._rng, *KINDS)
                if kind is None or self._run.status == "finished":
                    break
                yield from self._asked() if kind == ASKING else self._sitting(kind)
            yield from self._finish()
        except SculptorError as error:
            run, message = self._run, str(error)
            self._scene.tally.fault(WRONG, f"{run.id}, {run.status}, goes no further: {message}")
            shutil.rmtree(run.folder, ignore_errors=True)

    # One worker -----------------------------------------------------------------------------------

    def _sitting(self, kind: str) -> Waiting:
        """A worker, and what befalls it."""
        shift = 0.0 if kind == LAUNCHED else self._drawn_clock()
        dies_at = self._rng.randint(1, OPERATIONS) if kind == WRITING else 0
        with clock(shift):
            process = self._begin(kind, dies_at)
        plan = self._wishes(process)
        if kind != WRITING:
            if kind == LAUNCHED and self._rng.random() < TRAINING:
                yield from self._during(process, [], until_running=True)
            plan.append((self._rng.uniform(0, self._scene.life), lambda: kill(process)))
        yield from self._during(process, plan)
        self._scene.landed(kind, process, full=self._full)
        yield from self._scene.settle(self._run)

    def _begin(self, kind: str, dies_at: int = 0) -> Process:
        how = self._starts.launched() if kind == LAUNCHED else self._starts.forked(dies_at)
        with how:
            if self._begun:
                self._run.resume()
            else:
                launcher.start(self._run.folder)
        self._begun = True
        return self._starts.newest()

    def _during(self, process: Process, plan: Plan, until_running: bool = False) -> Waiting:
        """Let a worker live, do what is planned at its time, and see that it reads alive."""
        self._scene.workers.append(process)
        began, look = time.monotonic(), 0.0
        todo = sorted(plan, key=lambda item: item[0])
        while process.poll() is None:
            now = time.monotonic() - began
            while todo and todo[0][0] <= now:
                todo.pop(0)[1]()
            if now >= look:
                look = now + LOOK
                self._look(process)
                if until_running and read_progress(self._run.folder).status == "running":
                    break
            yield
        self._scene.workers.remove(process)

    def _look(self, process: Process) -> None:
        """A run whose worker has entered its pid, and lives, reads so by any clock."""
        entered = read_object(self._run.folder / STATUS).get("pid") == process.pid
        shift = self._drawn_clock()
        with clock(shift):
            status = read_progress(self._run.folder).status
        if entered and status == "interrupted" and _lives(process):
            hours = f"{shift / 3600:+.0f} h"
            told = f"{self._run.id} reads interrupted on a clock {hours}, but its worker lives"
            self._scene.tally.fault(WRONG, told)

    def _wishes(self, process: Process) -> Plan:
        """What a person asks meanwhile, and a disk that is full for a while."""
        plan: Plan = []
        self._full = self._rng.random() < 0.1
        if self._rng.random() < 0.5:
            plan.append((self._rng.uniform(0, self._scene.life), self._change))
        if self._rng.random() < 0.05:
            end = self._rng.choice([self._run.pause, self._run.stop])
            plan.append((self._rng.uniform(0, self._scene.life), lambda: _unless_refused(end)))
        if self._full:
            full, size = (
                self._rng.uniform(0, self._scene.life),
                self._rng.choice([0, 200, 2_000, 20_000]),
            )
            plan.append((full, lambda: limit_files(process.pid, size)))
            free = full + self._rng.uniform(0.1, 3)
            plan.append((free, lambda: limit_files(process.pid, -1)))
            self._scene.tally.seen["full disks"] += 1
        return plan

    def _change(self) -> None:
        changes: list[dict[str, object]] = [{"learning_rate": self._rng.choice([3e-4, 1e-3, 3e-3])}]
        if self._run.config.objective["kind"] == "mmd":
            changes += [{"weight": 7.0}, {"prior": {"kind": "moons"}}]
        with clock(self._drawn_clock()):
            _unless_refused(lambda: self._run.set(**self._rng.choice(changes)))

    # Who asks -------------------------------------------------------------------------------------

    def _asked(self) -> Waiting:
        """A page or a command that is killed while it asks something of the run, at rest."""
        run, name = self._run, f"asked for by {self._run.id}"
        what: dict[str, Callable[[], object]] = {
            "create": lambda: launcher.create(run.config, name),
            "change": self._change,
            "rename": lambda: run.rename("renamed"),
            "stop": run.stop,
            "resume": self._resume_in_vain,
            "delete": run.delete,
        }
        wish = self._rng.choice(list(what))
        action = what[wish]
        shift, dies_at = self._drawn_clock(), self._rng.randint(1, 12)
        scene = self._scene
        if wish == "delete":
            scene.deleted.add(run.id)
        with clock(shift):
            process = Forked(
                lambda: _unless_refused(action),
                scene.home.parent / "asked.log",
                dies_at,
                scene.home,
            )
        while process.poll() is None:
            yield
        scene.landed(ASKING, process)
        with contextlib.suppress(SculptorError):
            restore(run.id)
        for folder in folders(scene.home):
            if Run(folder).name == name:
                yield from scene.settle(Run(folder))
                scene.remove(Run(folder))
        yield from scene.settle(run)

    def _resume_in_vain(self) -> None:
        """As `Run.resume`, up to where it would start the worker."""
        with patch.object(launcher, "spawn"):
            self._run.resume()

    # The end --------------------------------------------------------------------------------------

    def _finish(self) -> Waiting:
        """Bring the run to its end; its worker is let alone now, but for a storm."""
        for _ in range(ATTEMPTS):
            if self._run.status == "finished":
                break
            process = self._begin(FORKED)
            yield from self._during(process, [])
            yield from self._scene.settle(self._run)
        progress = self._run.progress()
        if progress.status != "finished":
            raise SculptorError(progress.message or "Expected it to finish.")
        yield from self._scene.end(self._run)

    def _drawn_clock(self) -> float:
        return self._rng.choice([0.0, 0.0, DAY, -DAY])


def _lives(process: Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.poll() is None and lives(psutil.Process(process.pid))
    return False


def _unless_refused(action: Callable[[], object]) -> None:
    """Ask for something that may come too late, such as a pause of what has ended."""
    with contextlib.suppress(SculptorError):
        action()
