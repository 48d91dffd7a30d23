"""Make the picture of the README: draw a letter, train sprites onto it, and take a screenshot.

python docs/screenshot.py [--dark]

It needs Chromium, and drives the real app with a real pointer.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
STEPS = 1_500


def main() -> None:
    """Run the app in a home of its own and save ``docs/watch.png``."""
    dark = "--dark" in sys.argv
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "app.py"),
                *("--server.headless=true", f"--server.port={port}"),
            ],
            cwd=ROOT,
            env={**os.environ, "SCULPTOR_HOME": home},
        )
        try:
            wait_for(f"http://localhost:{port}/_stcore/health")
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                page = chromium.new_page(
                    viewport={"width": 1400, "height": 1000},
                    color_scheme="dark" if dark else "light",
                )
                page.goto(f"http://localhost:{port}/?dataset=sprites&source=sketch&steps={STEPS}")
                take(page)
        finally:
            server.terminate()


def wait_for(url: str) -> None:
    """Wait until a server answers."""
    for _ in range(200):
        try:
            urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def take(page: Page) -> None:
    """Draw the letter S, train, wait for the end, and save the picture."""
    box = page.locator(".sculptor-sketch[data-ready] canvas").bounding_box()
    corners = [(0.8, 0.28), (0.5, 0.16), (0.3, 0.32), (0.5, 0.48)]
    corners += [(0.76, 0.62), (0.6, 0.82), (0.32, 0.72)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=10)
    page.mouse.up()
    expect(page.get_by_text("2,000 samples in 2 dimensions")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Train").click()
    page.wait_for_url(re.compile("run="))
    scatter = page.locator(".sculptor-scatter[data-ready]")
    scatter.wait_for(timeout=60_000)
    expect(scatter).to_have_attribute("data-step", str(STEPS), timeout=600_000)
    box = scatter.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    page.mouse.move(box["x"] + box["width"] * 0.48, box["y"] + box["height"] * 0.48, steps=4)
    expect(scatter.locator(".tooltip img:not(.empty)")).to_be_visible(timeout=60_000)
    page.screenshot(path=ROOT / "docs" / "watch.png")


if __name__ == "__main__":
    main()
