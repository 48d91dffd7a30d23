"""How long a user waits: for a page, from Train to the first frame, from a snapshot to pixels.

python benchmarks/app_speed.py [--rounds 3] [--steps 1500]

Each round starts ``streamlit run app.py`` with a new home and opens it in headless Chromium, which
is running already, on the address that a user types: a new user sees the pretrained pair of the
Explore page. Two clocks run, from the start of the server and from the opening of the page, which
is the first that this server is asked for. Then the same on the Sculpt page, which is usable once
Train can be pressed on the prior that it begins with. Beside it stands what Streamlit itself takes
on this machine, in the same minutes, to show a page of one button. Then Train is pressed on the
sprites, and the clock runs to the first frame of the live scatter, and, while the run trains, from
the moment at which a snapshot lies whole in the run's folder to that at which the scatter shows its
step. That the server has not imported torch by then is read from its memory map. Needs the extra
``dev`` and Debian's chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from sculptor import runs

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PAIR, OPENED = "start to pretrained pair", "page open to pair"
START, FRAME, PIXELS = "start to usable page", "Train to first frame", "snapshot to pixels"
BARE = "start to one button"
BOUNDS = {PAIR: 2.5, OPENED: 2.5, START: 2.5, BARE: None, FRAME: 5.0, PIXELS: 1.0}
SCATTER = ".sculptor-scatter[data-ready]"
TRAIN = ".st-key-train button:enabled"


def serve(home: Path, script: str = "app.py") -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
    process = subprocess.Popen(
        [*command, f"--server.port={port}"],
        cwd=ROOT,
        env={**os.environ, "SCULPTOR_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return process, f"http://localhost:{port}"


def open_when_up(page: Page, url: str) -> float:
    """As a browser does that ``streamlit run`` opens: at once when something listens.

    Returns:
        When that was, on the clock of `time.perf_counter`.
    """
    port = urlsplit(url).port or 80
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) == 0:
                break
        time.sleep(0.01)
    opened = time.perf_counter()
    page.goto(url, wait_until="commit")
    return opened


def there(page: Page, selector: str, count: int = 1) -> None:
    """Wait for elements, with a finer clock than Playwright's, which looks twice a second."""
    while page.locator(selector).count() < count:
        time.sleep(0.02)


def imported_torch(process: subprocess.Popen[bytes]) -> bool:
    return any("libtorch" in entry.path for entry in psutil.Process(process.pid).memory_maps())


def delays(page: Page, run: runs.Run) -> list[float]:
    """Seconds from each snapshot's file to the scatter that shows it, until the run ends."""
    scatter = page.locator(SCATTER)
    found: list[float] = []
    seen = 0
    while run.progress().live:
        step = int(scatter.get_attribute("data-step") or 0)
        if step > seen:
            written = run.folder / "snapshots" / f"{step:07d}.npz"
            if written.exists():
                found.append(time.time() - written.stat().st_mtime)
            seen = step
        time.sleep(0.02)
    return found


def pair(browser: Browser) -> tuple[float, float, bool]:
    """Seconds to the pair drawn, from the start of the server and from the opening of the page.

    Also whether the server had imported torch by then.
    """
    with tempfile.TemporaryDirectory() as folder:
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        began = time.perf_counter()
        process, url = serve(Path(folder) / "home")
        try:
            opened = open_when_up(page, url)
            there(page, SCATTER, 2)
            drawn = time.perf_counter()
            return drawn - began, drawn - opened, imported_torch(process)
        finally:
            process.terminate()
            process.wait()
            page.close()


def bare(browser: Browser) -> float:
    """Seconds from the start of a server to the button of a page that has nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text('import streamlit as st\n\nst.button("Train", key="train")\n')
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        began = time.perf_counter()
        process, url = serve(Path(folder) / "home", str(script))
        try:
            open_when_up(page, url)
            there(page, TRAIN)
            return time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()
            page.close()


def measure(browser: Browser, steps: int) -> tuple[float, float, list[float], bool]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["SCULPTOR_HOME"] = str(home)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        began = time.perf_counter()
        process, url = serve(home)
        try:
            open_when_up(page, f"{url}/?dataset=sprites&source=named")
            there(page, TRAIN)
            started = time.perf_counter() - began
            heavy = imported_torch(process)
            page.goto(f"{url}/?dataset=sprites&source=named&steps={steps}")
            there(page, TRAIN)
            page.wait_for_load_state("networkidle")
            began = time.perf_counter()
            page.locator(TRAIN).click()
            page.wait_for_url("**/watch**")
            there(page, SCATTER)
            framed = time.perf_counter() - began
            (run,) = runs.list_runs()
            waits = delays(page, run)
        finally:
            process.terminate()
            process.wait()
            page.close()
    return started, framed, waits, heavy


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
            columns[PAIR].append(drawn)
            columns[OPENED].append(after)
            columns[BARE].append(bare(browser))
            started, framed, waits, heavy = measure(browser, args.steps)
            columns[START].append(started)
            columns[FRAME].append(framed)
            columns[PIXELS] += waits
            print(
                f"pair {drawn:.2f} s ({after:.2f} s), start {started:.2f} s, one button "
                f"{columns[BARE][-1]:.2f} s, first frame {framed:.2f} s, "
                f"torch in server: {early or heavy}"
            )
    print(f"{'seconds':24} {'median':>7} {'most':>7} {'n':>4} {'bound':>6}")
    for name, values in columns.items():
        row = f"{statistics.median(values):7.2f} {max(values):7.2f} {len(values):4}"
        print(f"{name:24} {row} {BOUNDS[name] or '':>6}")


if __name__ == "__main__":
    main()
