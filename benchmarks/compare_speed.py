"""The Compare page with six runs: how soon it has them, how fast it scrubs, what live panels cost.

python benchmarks/compare_speed.py [--runs 6] [--snapshots 200] [--seconds 20]

The runs are made here without training: 2,000 points that wander from snapshot to snapshot, over
2,000 of N(0, I). The server has been started, and has shown its Runs page. Then

- *first panels*: from the address being opened to the newest snapshot of each run being drawn,
- *first load*: to every snapshot of every run being in the browser; both by the page's own clock,
- *scrubbing*: the scrubber is moved through the training, one place after each frame that is drawn,
- *live*: the runs go on and write a snapshot twice a second each; the processor time of the server
  and of the browser's page meanwhile, in per cent of one core.

Needs the extra ``dev`` and Debian's chromium.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from app_speed import CHROMIUM, FLAGS, Served, serve
from made.wandering import Wandering
from playwright.sync_api import sync_playwright

RATE = 2.0
"""Snapshots a second of a run that is live."""

BOUNDS = {"first load": "<= 2 s", "scrubbing": ">= 10 /s", "server": "<= 15 %", "page": "<= 60 %"}

COME = """async ({panels, frames}) => {
  const roots = () => [...document.querySelectorAll("*")].map((each) => each.shadowRoot);
  const root = () => roots().find((each) => each?.querySelector(".sculptor-compare"));
  const page = () => root()?.querySelector(".sculptor-compare");
  const until = async (there) => {
    while (!there()) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() / 1000;
  };
  const drawn = () => page()?.querySelectorAll("section.panel[data-points]").length;
  return [
    await until(() => drawn() >= panels),
    await until(() => Number(page()?.dataset.frames) >= frames),
  ];
}"""

SCRUB = """async (places) => {
  const host = [...document.querySelectorAll("*")].find((each) =>
    each.shadowRoot?.querySelector(".sculptor-compare"));
  const range = host.shadowRoot.querySelector(".player input");
  const drawn = () => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(done)));
  const began = performance.now();
  for (let i = 0; i < places; i += 1) {
    range.value = String((Number(range.max) * i) / places);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    await drawn();
  }
  return (1000 * places) / (performance.now() - began);
}"""


def used(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def renderers() -> list[psutil.Process]:
    """Those of the browser that this process has started."""
    own = psutil.Process().children(recursive=True)
    return [each for each in own if "--type=renderer" in " ".join(each.cmdline())]


def live(wandering: list[Wandering], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        for each in wandering:
            each.grow(live=True)
        time.sleep(max(0.0, 1 / RATE - (time.monotonic() - began)))


def measure(served: Served, made: list[Wandering], seconds: float) -> Iterator[tuple[str, str]]:
    page = served.page
    ids = ",".join(each.run.id for each in made)
    total = sum(each.step // 10 for each in made)
    page.goto(f"{served.url}/compare?runs={ids}", wait_until="commit")
    panels, load = page.evaluate(COME, {"panels": len(made), "frames": total})
    yield "first panels", f"{panels:.2f} s"
    yield "first load", f"{load:.2f} s"
    page.wait_for_load_state("networkidle")
    yield "scrubbing", f"{page.evaluate(SCRUB, 200):.1f} /s"
    live(made, 1)
    page.reload()
    served.there(".sculptor-compare section.panel[data-step]", len(made))
    live(made, 5)
    processes = {"server": [psutil.Process(served.process.pid)], "page": renderers()}
    before = {name: used(found) for name, found in processes.items()}
    began = time.perf_counter()
    live(made, seconds)
    took = time.perf_counter() - began
    for name, found in processes.items():
        yield name, f"{100 * (used(found) - before[name]) / took:.0f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=6)
    parser.add_argument("--snapshots", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        made = [Wandering(home, i, steps=10 * args.snapshots) for i in range(args.runs)]
        for each in made:
            for _ in range(args.snapshots):
                each.grow()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serve(browser, str(home)) as served:
            served.open_when_up("/runs")
            served.there('.st-key-widget-search input, input[type="text"]')
            for name, value in measure(served, made, args.seconds):
                print(f"{name:14} {value:>10} {BOUNDS.get(name, ''):>10}", flush=True)


if __name__ == "__main__":
    main()
