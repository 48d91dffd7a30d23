"""What a study adds to its runs: seconds a run in it beside those of a worker alone.

python benchmarks/study_overhead.py [--runs 20] [--steps 200] [--rounds 3]

The runs are small: digits, a network of width 32, batches of 64, seeds of their own. Each round
has, one after the other and on the same threads,

- *alone*: `worker.work`, and then the figures (`scores.compute`), of some runs in a process that
  has imported all and trained before: what they cost whoever drives them,
- *without figures*: a study of which nobody computes the figures: its pace from the end of one run
  to the end of the next, so that the start of the study is told by itself,
- *with figures*: a whole study; its pace until the last figure is there.

*Overhead* is the pace less the same work alone. And the start of a worker, from being asked for to
its first snapshot after an update: made the common way (*cold*) and forked of a process that has
imported all (*warm*). Each figure is a median, of the rounds or of five starts. The load of the
machine stands beside them, as a busy one makes everything slower.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from sculptor import RunConfig
from sculptor.jobs import Run, devices, environment, launcher, warm, worker
from sculptor.runs.folder import FIGURES, known_status
from sculptor.studies import driver, grid, scores, study

STARTS = 5


def config(steps: int, seed: int = 0) -> RunConfig:
    """A small run."""
    network = {"kind": "mlp", "width": 32}
    return RunConfig(
        "digits",
        network=network,
        steps=steps,
        batch_size=64,
        device="cpu",
        seed=seed,
        precision="float32",
    )


def alone(steps: int, runs: int) -> Iterator[tuple[float, float]]:
    """Seconds of the training and of the figures of each run."""
    for seed in range(runs):
        folder = launcher.create(config(steps, seed))
        began = time.perf_counter()
        worker.work(folder)
        trained = time.perf_counter()
        scores.compute(Run(folder))
        yield trained - began, time.perf_counter() - trained


@contextmanager
def no_figures() -> Iterator[None]:
    """A driver that has no figures computed."""
    with mock.patch.object(driver.Driver, "_score", lambda self: self._unscored.clear()):
        yield


def driven(steps: int, runs: int) -> tuple[float, list[float], list[float]]:
    """A study: seconds to the end of its first run; when each run ended, and each was measured."""
    made = study.create(grid(config(steps), seeds=runs))
    began = time.time()
    driver.drive(made)
    ends = sorted(float(known_status(run.folder)["heartbeat"]) for run in made.runs)
    paths = [run.folder / FIGURES for run in made.runs]
    measured = sorted(path.stat().st_mtime for path in paths if path.exists())
    return ends[0] - began, ends, measured


def pace(ends: list[float]) -> float:
    """Seconds a run between the end of the first and the end of the last."""
    return (ends[-1] - ends[0]) / (len(ends) - 1)


def start(warmly: bool) -> float:
    """Seconds from asking for a worker to the first snapshot after an update."""
    folder = launcher.create(config(100_000))
    began = time.perf_counter()
    with mock.patch.object(warm, "start", warm.start if warmly else lambda *_: False):
        launcher.start(folder)
    run = Run(folder)
    while max(run.snapshots(), default=0) < 1:
        time.sleep(0.005)
    took = time.perf_counter() - began
    run.stop()
    run.wait()
    return took


def round_of(steps: int, runs: int) -> dict[str, float]:
    """One round; see the module."""
    found = [*alone(steps, max(3, runs // 4))]
    work, figures = (statistics.median(each) for each in zip(*found, strict=True))
    with no_figures():
        first, ends, _ = driven(steps, runs)
    _, trained, measured = driven(steps, runs)
    whole = (max(measured[-1], trained[-1]) - trained[0]) / (runs - 1)
    return {
        "alone: training": work,
        "alone: figures": figures,
        "study without figures: a run": pace(ends),
        "study without figures: overhead": pace(ends) - work,
        "study with figures: a run": whole,
        "study with figures: overhead": whole - work - figures,
        "study: its start to the end of its first run, less that run": first - work,
        "load": os.getloadavg()[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    threads = str(devices.cpu_threads())
    os.environ |= {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    os.environ |= environment.PATIENCE  # read when torch is imported, which is later
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"SCULPTOR_HOME": home, "SCULPTOR_RUNTIME": f"{home}/.machine"}
        next(alone(20, 1))  # so that all is imported
        rounds = [round_of(args.steps, args.runs) for _ in range(args.rounds)]
        print(f"{args.runs} runs of {args.steps} steps; {platform.machine()}, ", end="")
        print(f"{os.cpu_count()} cores, {threads} threads a run\n\n| | seconds | of each round |")
        print("| --- | --- | --- |")
        for name in rounds[0]:
            values = [found[name] for found in rounds]
            each = ", ".join(f"{value:.2f}" for value in values)
            print(f"| {name} | {statistics.median(values):.2f} | {each} |", flush=True)
        for name, warmly in {"cold": False, "warm": True}.items():
            took = [start(warmly) for _ in range(STARTS)]
            each = ", ".join(f"{value:.2f}" for value in took)
            print(f"| start, {name} | {statistics.median(took):.2f} | {each} |", flush=True)


if __name__ == "__main__":
    main()
