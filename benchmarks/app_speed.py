"""How long a user waits: for a page, from Train to the first frame, from a snapshot to pixels.

python benchmarks/app_speed.py [--rounds 3] [--steps 1500]

Each round starts ``streamlit run app.py`` with a new home and opens it in headless Chromium, which
is running already and at rest, on the address that a user types: a new user sees the pretrained
pair of the Explore page. Two clocks run, from the start of the server and from the opening of the
page, which is the first that this server is asked for. Then the same on the Sculpt page, which is
usable once Train can be pressed on the prior that it begins with. Beside it stands what Streamlit
itself takes on this machine, in the same minutes, to show a page of one button. Then Train is
pressed on the sprites, and the clock runs to the first frame of the live scatter, and, while the
run trains, from the moment at which a snapshot lies whole in the run's folder to that at which the
scatter shows its step; the run tells what part of its time went to snapshots and metrics. What the
page shows is timed by the page, frame by frame: questions from outside come late on busy cores and
take a part of them. That the server has not imported torch by then is read from its memory map.
Needs the extra ``dev`` and Debian's chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from sculptor import jobs
from sculptor.runs.folder import STATUS, read_object

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PAIR, OPENED = "start to pretrained pair", "page open to pair"
START, FRAME, PIXELS = "start to usable page", "Train to first frame", "snapshot to pixels"
BARE, SHARE = "start to one button", "% of training to snapshots"
BOUNDS = {PAIR: 2.5, OPENED: 2.5, START: 2.5, BARE: None, FRAME: 5.0, PIXELS: 1.0, SHARE: 5.0}
SCATTER = ".sculptor-scatter[data-ready]"
TRAIN = ".st-key-train button:enabled"
BARE_PAGE = 'import streamlit as st\n\nst.button("Train", key="train")\n'

DEEP = """
const roots = (root) => [root, ...[...root.querySelectorAll("*")]
  .flatMap((each) => (each.shadowRoot ? roots(each.shadowRoot) : []))];
const deep = (selector) => roots(document).flatMap((root) => [...root.querySelectorAll(selector)]);
const frame = () => new Promise((done) => requestAnimationFrame(done));
"""
"""Elements in the shadow of components too, and of components in these."""

THERE = f"""async ({{selector, count}}) => {{{DEEP}
  while (deep(selector).length < count) await frame();
  return Date.now() / 1000;
}}"""

WATCH = f"""(selector) => {{{DEEP}
  window.shown = [];
  let last;
  const look = () => {{
    const step = deep(selector)[0]?.dataset.step;
    if (step && step !== last) window.shown.push([Number(last = step), Date.now() / 1000]);
    requestAnimationFrame(look);
  }};
  look();
}}"""


@dataclass(frozen=True)
class Served:
    """A server, and a page on which nothing is open yet.

    Attributes:
        process: Of the server.
        url: Of the app.
        began: When the server was started, in seconds since 1970.
        page: Of the browser.
    """

    process: subprocess.Popen[bytes]
    url: str
    began: float
    page: Page

    def open_when_up(self, query: str = "") -> float:
        """As a browser does that ``streamlit run`` opens: at once when something listens.

        Returns:
            When that was, in seconds since 1970.
        """
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("localhost", urlsplit(self.url).port or 80)) == 0:
                    break
            time.sleep(0.01)
        opened = time.time()
        self.page.goto(self.url + query, wait_until="commit")
        return opened

    def there(self, selector: str, count: int = 1) -> float:
        """Wait for elements, and return when they came, in seconds since 1970."""
        return float(self.page.evaluate(THERE, {"selector": selector, "count": count}))

    def imported_torch(self) -> bool:
        """Whether the server has."""
        maps = psutil.Process(self.process.pid).memory_maps()
        return any("libtorch" in entry.path for entry in maps)


@contextlib.contextmanager
def serve(browser: Browser, home: str, script: str = "app.py") -> Iterator[Served]:
    """Also for this process: its ``SCULPTOR_HOME`` is that home from then on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.wait_for_timeout(1_000)
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
    os.environ["SCULPTOR_HOME"] = home
    began = time.time()
    process = subprocess.Popen(
        [*command, f"--server.port={port}"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Served(process, f"http://localhost:{port}", began, page)
    finally:
        process.terminate()
        process.wait()
        page.close()


def delays(page: Page, run: jobs.Run) -> list[float]:
    """Seconds from each snapshot's file to the scatter that shows it, until the run ends."""
    page.evaluate(WATCH, SCATTER)
    written: dict[int, float] = {}
    while run.progress().live:
        for path in (run.folder / "snapshots").glob("*.npz"):
            with contextlib.suppress(FileNotFoundError):  # thinned out meanwhile
                written.setdefault(int(path.stem), path.stat().st_mtime)
        time.sleep(0.1)
    page.wait_for_timeout(2_000)
    shown = page.evaluate("window.shown")[1:]  # the first was there before
    return [when - written[step] for step, when in shown if step in written]


def pair(browser: Browser) -> tuple[float, float, bool]:
    """Seconds to the pair drawn, from the start of the server and from the opening of the page.

    Also whether the server had imported torch by then.
    """
    with tempfile.TemporaryDirectory() as home, serve(browser, home) as served:
        opened = served.open_when_up()
        drawn = served.there(SCATTER, 2)
        return drawn - served.began, drawn - opened, served.imported_torch()


def bare(browser: Browser) -> float:
    """Seconds from the start of a server to the button of a page that has nothing else."""
    with tempfile.TemporaryDirectory() as home:
        script = Path(home) / "bare.py"
        script.write_text(BARE_PAGE)
        with serve(browser, home, str(script)) as served:
            served.open_when_up()
            return served.there(TRAIN) - served.began


def measure(browser: Browser, steps: int) -> tuple[dict[str, list[float]], bool]:
    """The columns of a run, and whether the server had imported torch before it."""
    with tempfile.TemporaryDirectory() as home, serve(browser, home) as served:
        query, page = "/?dataset=sprites&source=named", served.page
        served.open_when_up(query)
        started = served.there(TRAIN) - served.began
        heavy = served.imported_torch()
        page.goto(f"{served.url}{query}&steps={steps}")
        served.there(TRAIN)
        page.wait_for_load_state("networkidle")
        began = time.time()
        page.locator(TRAIN).click()
        page.wait_for_url("**/watch**")
        framed = served.there(SCATTER) - began
        (run,) = jobs.list_runs()
        waits = delays(page, run)
        share = 100 * read_object(run.folder / STATUS)["snapshot_share"]
        return {START: [started], FRAME: [framed], PIXELS: waits, SHARE: [share]}, heavy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=1_500)
    args = parser.parse_args()
    columns: dict[str, list[float]] = {name: [] for name in BOUNDS}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        measure(browser, 100)  # not counted: the caches of files and of the browser are cold
        for _ in range(args.rounds):
            drawn, after, early = pair(browser)
            found, heavy = measure(browser, args.steps)
            found |= {PAIR: [drawn], OPENED: [after], BARE: [bare(browser)]}
            for name, values in found.items():
                columns[name] += values
            print(
                *(f"{name} {statistics.median(found[name]):.2f}," for name in BOUNDS),
                f"torch in server: {early or heavy}",
            )
    print(f"{'seconds':26} {'median':>7} {'most':>7} {'n':>4} {'bound':>6}")
    for name, values in columns.items():
        row = f"{statistics.median(values):7.2f} {max(values):7.2f} {len(values):4}"
        print(f"{name:26} {row} {BOUNDS[name] or '':>6}")


if __name__ == "__main__":
    main()
