"""How a home of many runs is listed: the command, each page, and a search among them.

python benchmarks/many_runs.py [--runs 10000] [--rounds 3]

The runs are copies of one that is trained here, under names, seeds and priors of their own; of each
hundred one has failed, one is interrupted and one has a damaged configuration, and three of all are
live. Measured are

- *sculptor runs*: the command from its start to its end, without the index (*cold*) and with it,
- *a page*: the script of it, run by Streamlit's `AppTest` in a process that has imported all: for
  the first time (the index is read), and again,
- *a study* of them all: how far it is, as its driver asks before each of its looks; one run that is
  entered, which writes all cells; the folder of one more run, as it is made before each is begun,
- *in Chromium*: from the address being opened to the first 20 cards, of a server that has shown a
  page, and from Enter in the search box to the one card that matches.

*First* and *cold* are one measurement each, all else is the median of the rounds, in seconds. In
brackets is the processor's time for it, which says more on a machine that is busy with other work.
Needs the extra ``dev`` and Debian's chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from app_speed import CHROMIUM, FLAGS, ROOT, serve
from playwright.sync_api import sync_playwright
from streamlit.testing.v1 import AppTest

from sculptor import RunConfig, processes, studies
from sculptor.files import write_json
from sculptor.jobs import launcher, worker
from sculptor.runs import folder as folders
from sculptor.runs.index import FILE
from sculptor.studies.record import STUDY, progress_of

PRIORS = ("ring", "moons", "gaussian", "spiral")
LIVE = 3

LINKED = (folders.MODEL, folders.LATENTS)
"""Files that the copies share with the run that was trained."""

PAGES = {
    "Explore": ("main.py", {}),
    "Sculpt": ("sculpt.py", {}),
    "Sculpt, a prior copied from a run": ("sculpt.py", {"source": "copy"}),
    "Watch, no run chosen": ("watch.py", {}),
    "Compare, no run chosen": ("compare.py", {}),
    "Runs": ("runs.py", {}),
}

BOUNDS = {
    "sculptor runs": 1.0,
    "Runs": 1.5,
    "Runs, a search": 0.3,
    "Runs in Chromium": 1.5,
    "Runs in Chromium, a search": 0.3,
}

Row = tuple[str, str, str]
Took = tuple[float, float]
"""Seconds on the clock, and of the processor."""


def train(home: Path) -> Path:
    """The folder of a small run that has finished."""
    os.environ["SCULPTOR_HOME"] = str(home)
    network = {"kind": "mlp", "width": 32}
    config = RunConfig("digits", network=network, steps=200, batch_size=64, device="cpu")
    folder = launcher.create(config)
    worker.work(folder)
    return folder


def fill(home: Path, source: Path, runs: int) -> None:
    """Make the runs."""
    config = folders.read_config(source)
    status = json.loads((source / folders.STATUS).read_text())
    pictures = sorted((source / folders.SNAPSHOTS).iterdir())[-3:]
    for number in range(runs):
        made = 1.76e9 + 60 * number
        second = time.strftime("%Y%m%d-%H%M%S", time.localtime(made))
        folder = home / f"{second}-{number % 0x10000:04x}"
        (folder / folders.SNAPSHOTS).mkdir(parents=True)
        prior = {"kind": PRIORS[number % len(PRIORS)]}
        own = replace(config, name=f"run {number}", seed=number, prior=prior)
        folders.write_config(folder, own)
        more = {"run": folder.name, "created": made}
        if number >= runs - LIVE:
            more |= {"status": "running", **processes.identity()}
        elif number % 100 == 1:
            more |= {"status": "failed", "message": "The loss is no longer a finite number."}
        elif number % 100 == 2:
            more |= {"status": "running", "pid": 2**22 + 1, "ticks": 1}
        elif number % 100 == 3:
            (folder / folders.CONFIG).write_text('{"format": 1, "dataset"')
        write_json(folder / folders.STATUS, {**status, **more})
        shutil.copy(source / folders.METRICS, folder / folders.METRICS)
        for path in [*(source / name for name in LINKED), *pictures]:
            os.link(path, folder / path.relative_to(source))


def timed(action: Callable[[], object]) -> Took:
    """How long something takes, in this process or in one that it waits for."""
    began, before = time.perf_counter(), os.times()
    action()
    after = os.times()
    return time.perf_counter() - began, sum(after[:4]) - sum(before[:4])


def told(took: Sequence[Took]) -> str:
    """The medians, such as ``0.71 (0.68)``."""
    clock, processor = (statistics.median(each) for each in zip(*took, strict=True))
    return f"{clock:.2f} ({processor:.2f})"


def command(home: Path, *more: str) -> None:
    """Run ``sculptor runs``."""
    subprocess.run(
        [sys.executable, "-m", "sculptor", "runs", "--home", str(home), *more],
        stdout=subprocess.DEVNULL,
        check=True,
    )


def commands(home: Path, rounds: int) -> Iterator[Row]:
    """The rows of the command."""
    (home / FILE).unlink(missing_ok=True)
    cold = told([timed(lambda: command(home))])
    yield "sculptor runs", cold, told([timed(lambda: command(home)) for _ in range(rounds)])
    as_json = [timed(lambda: command(home, "--json")) for _ in range(rounds)]
    yield "sculptor runs --json", "", told(as_json)


def opened(script: str, query: dict[str, str]) -> AppTest:
    """A page that has not run yet."""
    page = AppTest.from_file(str(ROOT / "pages" / script), default_timeout=300)
    for name, value in query.items():
        page.query_params[name] = value
    return page


def run(page: AppTest) -> None:
    """Run the script of a page."""
    page.run()
    if page.exception:
        raise RuntimeError(page.exception[0].value)


def pages(home: Path, empty: Path, rounds: int) -> Iterator[Row]:
    """The rows of the pages' scripts, and of a search."""
    for name, (script, query) in PAGES.items():
        os.environ["SCULPTOR_HOME"] = str(empty)
        run(opened(script, query))
        os.environ["SCULPTOR_HOME"] = str(home)
        page = opened(script, query)
        again = partial(run, page)
        yield name, told([timed(again)]), told([timed(again) for _ in range(rounds)])
    found = []
    for word in ("moons", "spiral 17", "failed", "run 4321", "ring")[:rounds]:
        page.text_input[0].set_value(word)
        found.append(timed(lambda: run(page)))
    yield "Runs, a search", "", told(found)


def study(home: Path, source: Path, rounds: int) -> Iterator[Row]:
    """The rows of a study of all runs."""
    os.environ["SCULPTOR_HOME"] = str(home)
    config = folders.read_config(source)
    cells = [
        replace(cell, run=run)
        for cell, run in zip(
            _cells(config, len(folders.ids(home))), reversed(folders.ids(home)), strict=True
        )
    ]
    whole = studies.create(cells, "all")
    whole.enter({number: cell.run for number, cell in enumerate(cells)})
    size = (whole.folder / STUDY).stat().st_size / 2**20
    looks = [timed(lambda: progress_of(cells, home)) for _ in range(rounds)]
    yield "A study: how far it is", "", told(looks)
    entered = [timed(lambda: whole.enter({0: cells[0].run})) for _ in range(rounds)]
    yield f"A study: a run entered ({size:.0f} MB)", "", told(entered)
    made = [timed(lambda: launcher.create(config, status="paused")) for _ in range(20)]
    yield "The folder of a run made", "", told(made)


def _cells(config: RunConfig, count: int) -> list[studies.Cell]:
    """So many cells, ten weights of an objective and the rest seeds."""
    weights = [float(weight) for weight in range(1, 11)]
    seeds = range(-(-count // len(weights)))
    return studies.grid(config, objectives=["mmd"], weights=weights, seeds=[*seeds])[:count]


def browsed(home: Path, rounds: int) -> Iterator[Row]:
    """The rows of a real browser."""
    runs = folders.ids(home)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serve(browser, str(home)) as served:
            served.open_when_up("/sculpt")
            served.there(".st-key-train button")
            took = []
            for _ in range(rounds + 1):
                served.page.goto("about:blank")
                began = time.time()
                served.page.goto(f"{served.url}/runs", wait_until="commit")
                took.append(served.there('[class*="st-key-run-2"]', 20) - began)
            yield "Runs in Chromium", f"{took[0]:.2f}", f"{statistics.median(took[1:]):.2f}"
            took = []
            for number in range(1, rounds + 1):
                wanted = runs[len(runs) * number // (rounds + 1)]
                box = served.page.get_by_placeholder("Search names, data, priors, ids")
                box.fill(wanted)
                began = time.time()
                box.press("Enter")
                took.append(served.there(f".st-key-run-{wanted}") - began)
            yield "Runs in Chromium, a search", "", f"{statistics.median(took):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, empty = Path(folder) / "home", Path(folder) / "empty"
        trained = train(Path(folder) / "trained")
        fill(home, trained, args.runs)
        time.sleep(3)  # until the times of change say enough
        print(f"{args.runs:,} runs; {platform.machine()}, {os.cpu_count()} cores\n")
        print("| | cold, or for the first time | again | bound |\n| --- | --- | --- | --- |")
        for rows in (
            commands(home, args.rounds),
            pages(home, empty, args.rounds),
            study(home, trained, args.rounds),
            browsed(home, args.rounds),
        ):
            for name, first, again in rows:
                print(f"| {name} | {first} | {again} | {BOUNDS.get(name, '')} |", flush=True)
        load = os.getloadavg()[0]
        print(f"\nLoad of the machine at the end: {load:.1f}.")


if __name__ == "__main__":
    main()
