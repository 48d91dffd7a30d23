"""Make the pictures of the README and of the tour, by driving the real app with a real pointer.

python docs/pictures.py [moving] [tour]

With neither word it makes both: ``docs/moving.webp``, a letter that is drawn and then copied, and
the screenshots in ``docs/tour``. It needs Chromium, and takes some minutes.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

Place = tuple[float, float]

DOCS = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
STEPS = 1_500
SLOW = 600_000
"""Milliseconds that a training on a busy machine may take."""

LETTER = (
    *((0.76, 0.3), (0.7, 0.19), (0.54, 0.14), (0.38, 0.17), (0.29, 0.28), (0.33, 0.4), (0.5, 0.49)),
    *((0.67, 0.58), (0.72, 0.7), (0.63, 0.81), (0.47, 0.86), (0.31, 0.81), (0.24, 0.7)),
)
"""The corners of an S, in parts of the canvas."""

WIDTH, MOST_FRAMES = 840, 44
"""Pixels across the moving picture, and frames of the training in it."""

COLOURS, HEAVIEST, HEAVIEST_MOVING = 256, 250_000, 2_000_000
"""Colours of a screenshot; bytes of a screenshot and of the moving picture, at most."""


def main() -> None:
    """Make what the command line asks for."""
    wanted = sys.argv[1:] or ["moving", "tour"]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        app(Path(home)) as url,
        chromium() as browser,
    ):
        if "moving" in wanted:
            moving(browser, url)
        if "tour" in wanted:
            tour(browser, url)


@contextmanager
def app(home: Path) -> Iterator[str]:
    """The app on a home of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(
        command, cwd=DOCS.parent, env={**os.environ, "SCULPTOR_HOME": str(home)}
    )
    try:
        url = f"http://localhost:{port}"
        wait_for(f"{url}/_stcore/health")
        yield url
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str) -> None:
    """Wait until a server answers."""
    for _ in range(400):
        try:
            urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing answers at {url}.")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


# The moving picture -------------------------------------------------------------------------------


@dataclass
class Film:
    """Frames of a page, each with the milliseconds for which it is shown."""

    page: Page
    frames: list[Image.Image] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)

    def take(self, shown: int, pointer: Place | None = None) -> None:
        """Add what the page shows now, with the pointer, which a screenshot lacks."""
        frame = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        if pointer:
            arrow(frame, *pointer)
        height = round(frame.height * WIDTH / frame.width)
        self.frames.append(frame.resize((WIDTH, height), Image.Resampling.LANCZOS))
        self.shown.append(shown)

    def thin(self, first: int, most: int) -> None:
        """Keep at most so many frames, in even steps, of those from ``first`` on."""
        count = len(self.frames) - first
        if count > most:
            kept = [first + round(i * (count - 1) / (most - 1)) for i in range(most)]
            self.frames[first:] = [self.frames[i] for i in kept]
            self.shown[first:] = [self.shown[i] for i in kept]

    def save(self, path: Path) -> None:
        """Write an animated WebP that goes round for ever."""
        for quality in (80, 70, 60, 50, 40):
            self.frames[0].save(
                path,
                save_all=True,
                append_images=self.frames[1:],
                duration=self.shown,
                loop=0,
                quality=quality,
                method=6,
            )
            if path.stat().st_size < HEAVIEST_MOVING:
                break
        print(f"{path.name}: {len(self.frames)} frames, {path.stat().st_size:,} bytes")


def arrow(frame: Image.Image, x: float, y: float) -> None:
    """Draw a pointer whose tip is at a place."""
    shape = ((0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12))
    corners = [(x + dx, y + dy) for dx, dy in shape]
    ImageDraw.Draw(frame).polygon(corners, fill="#1F2530", outline="#FFFFFF")


def moving(browser: Browser, url: str) -> None:
    """Draw a letter, train sprites onto it, and film both."""
    page = browser.new_page(viewport={"width": 1260, "height": 960}, color_scheme="light")
    page.goto(f"{url}/?dataset=sprites&source=sketch&steps={STEPS}&name=A+letter")
    film = Film(page)
    draw(page, film)
    film.take(900)
    train(page)
    first = len(film.frames)
    scatter = page.locator(".sculptor-scatter[data-ready]")
    scatter.wait_for(timeout=SLOW)
    follow(film, scatter)
    film.thin(first, MOST_FRAMES)
    film.shown[first] = 700
    film.shown[-1] = 1_200
    wander(film, scatter)
    film.shown[-1] = 2_000
    film.save(DOCS / "moving.webp")
    page.context.close()


def draw(page: Page, film: Film | None = None) -> None:
    """Draw the letter with the pointer, and wait for the samples that it means."""
    pad = page.locator(".sculptor-sketch[data-ready] canvas").first
    pad.wait_for(timeout=60_000)
    left, top, width, height = bounds(pad)
    places = [(left + x * width, top + y * height) for x, y in rounded(LETTER)]
    page.mouse.move(*places[0])
    if film:
        film.take(700, places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
        if film:
            film.take(90, place)
    page.mouse.up()
    expect(page.get_by_text("2,000 samples in 2 dimensions")).to_be_visible(timeout=30_000)
    page.mouse.move(left + width / 2, top + height + 60)
    settle(page)


def rounded(corners: Sequence[Place]) -> list[Place]:
    """Cut the corners of a line (Chaikin 1974): a hand draws none."""
    line = [corners[0]]
    for (x, y), (u, v) in pairwise(corners):
        line += [(0.75 * x + 0.25 * u, 0.75 * y + 0.25 * v)]
        line += [(0.25 * x + 0.75 * u, 0.25 * y + 0.75 * v)]
    return [*line, corners[-1]]


def train(page: Page) -> None:
    """Press Train and wait for the Watch page."""
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile("run="))


def follow(film: Film, scatter: Locator) -> None:
    """Film each snapshot that comes, until the run has ended."""
    seen = ""
    while seen != str(STEPS):
        step = scatter.get_attribute("data-step") or ""
        if step != seen:
            seen = step
            film.page.wait_for_timeout(80)
            film.take(220)
        film.page.wait_for_timeout(40)
    expect(film.page.get_by_text("Finished")).to_be_visible(timeout=60_000)
    settle(film.page)
    film.take(130)


def wander(film: Film, scatter: Locator) -> None:
    """Move the pointer along the letter, and film what the decoder makes of it."""
    for x, y in LETTER[3:11]:
        place = point_at(film.page, scatter, x, y)
        film.page.wait_for_timeout(200)
        film.take(450, place)


def point_at(page: Page, scatter: Locator, x: float, y: float) -> Place:
    """Move the pointer to a part of the canvas, and wait for what the decoder makes of it."""
    left, top, width, height = bounds(scatter.locator("canvas").first)
    place = (left + x * width, top + y * height)
    tooltip = scatter.locator(".tooltip")
    for _ in range(60):
        page.mouse.move(place[0] - 8, place[1] - 8)
        page.mouse.move(*place, steps=4)
        expect(tooltip).to_be_visible(timeout=60_000)
        page.wait_for_timeout(300)
        if (
            "being loaded" not in tooltip.inner_text()
            and tooltip.locator("img:not(.empty)").count()
        ):
            return place
    raise SystemExit("The decoder did not answer.")


def bounds(locator: Locator) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is there."""
    box = locator.bounding_box()
    if box is None:
        raise SystemExit(f"{locator} is not on the page.")
    return box["x"], box["y"], box["width"], box["height"]


def settle(page: Page) -> None:
    """Wait until Streamlit has nothing more to do."""
    page.wait_for_timeout(400)
    expect(page.locator("[data-testid=stApp][data-test-script-state=running]")).to_have_count(0)
    page.wait_for_timeout(600)


# The tour -----------------------------------------------------------------------------------------


def tour(browser: Browser, url: str) -> None:
    """Take a screenshot of every page, in the order in which a new user meets them."""
    (DOCS / "tour").mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": 1400, "height": 1000}, color_scheme="light")
    explore(page, url)
    sculpt(page, url)
    compose(page, url)
    watch(page, url)
    compare(page, url)
    runs(page, url)
    page.context.close()


def explore(page: Page, url: str) -> None:
    """Two pretrained models side by side, one of which decodes a point."""
    page.goto(f"{url}/explore")
    clouds = page.locator(".sculptor-scatter[data-ready]")
    expect(clouds).to_have_count(2, timeout=60_000)
    point_at(page, clouds.last, 0.66, 0.28)
    save(page, "explore", height=1150)


def sculpt(page: Page, url: str) -> None:
    """A letter, drawn."""
    page.goto(f"{url}/?dataset=sprites&source=sketch&steps={STEPS}&name=A+letter")
    draw(page)
    save(page, "sculpt")


def compose(page: Page, url: str) -> None:
    """A prior of three blocks."""
    blocks = '[{"kind":"ring"},{"kind":"uniform","dim":1},{"kind":"gaussian","dim":2}]'
    page.goto(f"{url}/?dataset=digits&source=compose&compose={blocks}&latent_dim=5")
    expect(page.get_by_text("2,000 samples in 5 dimensions")).to_be_visible(timeout=30_000)
    save(page, "compose")


def watch(page: Page, url: str) -> None:
    """A run at its end, which decodes the point under the pointer."""
    page.goto(f"{url}/?dataset=sprites&source=sketch&steps={STEPS}&name=A+letter")
    draw(page)
    train(page)
    scatter = page.locator(".sculptor-scatter[data-ready]")
    scatter.wait_for(timeout=SLOW)
    expect(scatter).to_have_attribute("data-step", str(STEPS), timeout=SLOW)
    expect(page.get_by_text("Finished")).to_be_visible(timeout=60_000)
    settle(page)
    point_at(page, scatter, 0.52, 0.5)
    save(page, "watch")


def compare(page: Page, url: str) -> None:
    """KL and MMD towards N(0, I), on the same data and from the same start."""
    named = '{"kind":"gaussian"}'
    page.goto(f"{url}/?dataset=sprites&source=named&named={named}&steps=1000")
    page.get_by_role("button", name="Compare KL and MMD").click()
    page.wait_for_url(re.compile("study="))
    expect(page.get_by_text("computed once training had ended")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Report")).to_be_visible(timeout=60_000)
    settle(page)
    save(page, "compare", height=1300)


def runs(page: Page, url: str) -> None:
    """Every run."""
    page.goto(f"{url}/runs")
    expect(page.get_by_text("A letter").first).to_be_visible(timeout=30_000)
    save(page, "runs", height=640)


def save(page: Page, name: str, height: int = 1000) -> None:
    """Take a screenshot with few colours, which is a small file."""
    page.set_viewport_size({"width": 1400, "height": height})
    settle(page)
    expect(page.get_by_text("did not work, and it is not your fault")).to_have_count(0)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.set_viewport_size({"width": 1400, "height": 1000})
    path = DOCS / "tour" / f"{name}.png"
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name}: {size:,} bytes{'' if size < HEAVIEST else ', too many'}")


if __name__ == "__main__":
    main()
