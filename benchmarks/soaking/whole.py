"""All who kill, by turns, until enough is killed; then what is left in the home."""

from __future__ import annotations

import contextlib
import random
import sys
import time
from pathlib import Path

import psutil

from sculptor.jobs import Run, launcher, queue
from sculptor.jobs.worker import work
from sculptor.runs.folder import folders
from soaking import checks, lives, servers, studies
from soaking.forks import adopt, descendants, warm
from soaking.scene import Scene, Waiting, config
from soaking.tally import ALL, LEFT, WRONG, Tally

LANES = 3
"""Runs at once: with two cores one of them waits in the queue."""

TURN = 0.002
"""Seconds between two rounds through all who kill."""

TELL = 10.0
"""Seconds between two words on how far it is."""


def soak(home: Path, kills: int, seed: int) -> Tally:
    """Kill so often in a home of runs, and tell what was found."""
    scene = Scene(home, Tally.of(kills))
    adopt()
    try:
        warm(config(random.Random(seed), ""))
        expected, seconds = studies.undisturbed()
        rngs = [random.Random(f"{seed}-{number}") for number in range(LANES + 3)]
        _take_turns(
            [
                *(lives.lane(scene, rng) for rng in rngs[:LANES]),
                studies.lane(scene, rngs[-3], expected, seconds),
                servers.lane(scene, rngs[-2]),
                storms(scene, rngs[-1]),
            ],
            scene.tally,
        )
        _end(scene)
    finally:
        for process in descendants():
            with contextlib.suppress(psutil.Error):
                process.kill()
    return scene.tally


def storms(scene: Scene, rng: random.Random) -> Waiting:
    """Now and then everything is killed at once, as by a power cut."""
    while scene.tally.left(ALL):
        wait = time.monotonic() + rng.uniform(0, 3)
        while time.monotonic() < wait or not scene.tally.due(ALL):
            yield
        struck = [each for each in descendants() if each.pid not in scene.spared]
        scene.struck |= {process.pid for process in struck}
        for process in struck:
            with contextlib.suppress(psutil.Error):
                process.kill()
        scene.tally.done[ALL] += bool(struck)


def _take_turns(lanes: list[Waiting], tally: Tally) -> None:
    began, told = time.monotonic(), 0.0
    while lanes:
        lanes = [lane for lane in lanes if next(lane, lanes) is None]
        now = time.monotonic() - began
        if now > told + TELL:
            told = now
            done, left = sum(tally.done.values()), tally.left()
            rest = f"{now / max(done, 1) * left / 60:.1f} min left" if left else "all finish now"
            print(f"{done:,} kills, {len(tally.found)} faults, {rest}", file=sys.stderr)
        time.sleep(TURN)


def _end(scene: Scene) -> None:
    """One run more, which nobody disturbs and which tidies up; then nothing may be left."""
    if checks.locks_left(scene.home):
        time.sleep(queue.GRACE)
    last = Run(launcher.create(config(random.Random(0), "last")))
    work(last.folder)
    scene.remove(last)
    for run in map(Run, folders(scene.home)):
        if run.progress().live:
            scene.tally.fault(WRONG, f"{run.id} reads {run.status} at the end")
        scene.remove(run)
    for what in (*checks.left_over(scene.home), *checks.locks_left(scene.home)):
        scene.tally.fault(LEFT, what)
    for process in descendants():
        scene.tally.fault(LEFT, f"process {process.pid}: {' '.join(process.cmdline())}")
