"""How fast a space is in one's hands: on the Explore page, in a notebook, and as a page to mail.

python benchmarks/explore_speed.py [--only hover,open,cloud,map,notebook,page] [--rounds 30]

Nothing is trained: runs are made here with weights as they are at first, and points that wander.

- *hover*: the pointer moves over the plane of a run of 64 x 64 images and rests; the time until the
  decoded picture is painted, by the page's clock, and of it what passes between the question that
  leaves the browser and the end of its answer, which is the server's part and the connection's.
- *open*: a run with 200 snapshots and 20,000 latents is opened in a server that has shown another
  one, until its plane is drawn, and until its first code is decoded beside it.
- *cloud*: all rows of a table of 250,000 in the plane, dragged about, one step after each frame.
- *map*: UMAP of 10,000 codes of 32 latents in the background, and meanwhile the same for the plane
  of two latents; the frames of the slowest second, and the phases that were told.
- *notebook*: a run in a cell of JupyterLab; from the snapshot's file to the scatter that shows its
  step, and the processor time of the kernel while none comes, in per cent of one core.
- *page*: the interactive page of 2,000 items of 32 x 32: its size, and from opening it, offline, to
  a picture that is decoded.

The load of the machine stands beside each row: the bounds are for two quiet cores. What the server
and the page take of a core does not depend on it. Needs the extra
``dev`` and Debian's chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
from app_speed import CHROMIUM, DEEP, FLAGS, SCATTER, Served, delays, serve
from compare_speed import renderers, used
from made.wandering import Wandering, pictures, table
from playwright.sync_api import Browser, Page, sync_playwright

from sculptor import exports
from sculptor.jobs import project

DECODED = ".sculptor-editor img"
"""What is decoded of the code that is edited."""

PACE = 0.7
"""Seconds from snapshot to snapshot of a run that is live."""

HOVER = f"""() => {{{DEEP}
  window.addEventListener("pointermove", (event) => {{ window.moved = event.timeStamp; }}, true);
  window.arm = () => {{
    const image = deep(".sculptor-scatter .tooltip img")[0];
    const before = image.src;
    window.moved = window.painted = null;
    performance.clearResourceTimings();
    const look = () => {{
      if (image.src !== before && image.complete) {{ window.painted = performance.now(); return; }}
      requestAnimationFrame(look);
    }};
    look();
  }};
}}"""

SEEN = """async () => {
  const end = performance.now() + 5000;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (window.painted === null && performance.now() < end) await frame();
  if (window.painted === null || window.moved === null) return null;
  const answered = performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/_sculptor/answers/")).at(-1);
  return [window.painted - window.moved, answered.responseEnd - answered.startTime];
}"""

COME = f"""async ({{points, decoded}}) => {{{DEEP}
  const until = async (there) => {{
    while (!there()) await frame();
    return performance.now() / 1000;
  }};
  const drawn = () => Number(deep(".sculptor-scatter")[0]?.dataset.points ?? 0);
  return [
    await until(() => drawn() >= points),
    await until(() => deep(decoded)[0]?.naturalWidth > 0),
  ];
}}"""

PAN = f"""async (seconds) => {{{DEEP}
  const canvas = deep(".sculptor-scatter canvas")[0];
  const {{ left, top, width, height }} = canvas.getBoundingClientRect();
  let [x, y] = [left + width / 2, top + height / 2];
  const act = (kind) => canvas.dispatchEvent(new PointerEvent(kind,
    {{ pointerId: 1, button: 0, clientX: x, clientY: y, bubbles: true, composed: true }}));
  canvas.setPointerCapture = () => {{}};
  act("pointerdown");
  const times = [performance.now()];
  for (let i = 1; times.at(-1) - times[0] < 1000 * seconds; i += 1) {{
    x += 5 * Math.cos(i / 20);
    y += 5 * Math.sin(i / 20);
    act("pointermove");
    await frame();
    times.push(performance.now());
  }}
  act("pointerup");
  return (1000 * (times.length - 1)) / (times.at(-1) - times[0]);
}}"""
"""Frames a second while the points are dragged."""

OFFLINE = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const plane = document.getElementById("plane");
  const [canvas, bounds] = [document.getElementById("decoded"), plane.getBoundingClientRect()];
  const [clientX, clientY] = [bounds.left + bounds.width / 2, bounds.top + bounds.height / 2];
  const lit = () => canvas.width > 0 && canvas.height > 0 && canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
  while (!lit()) {
    plane.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY }));
    await frame();
  }
  return performance.now() / 1000;
}"""

Figures = Iterator[tuple[str, str, str]]
"""What, its bound, and its figure with its unit."""


def median(values: list[float], unit: str, digits: int = 0) -> str:
    """The median with what most are below, and how many they are."""
    ordered = sorted(values)
    usual, high = statistics.median(ordered), ordered[int(0.9 * (len(ordered) - 1))]
    return f"{usual:.{digits}f} {unit} (90 %: {high:.{digits}f}, n = {len(ordered)})"


@contextlib.contextmanager
def warm(browser: Browser, home: Path) -> Iterator[Served]:
    """A server that has decoded a code of a shipped model, so that torch is there."""
    with serve(browser, str(home)) as served:
        served.open_when_up("/explore?model=digits-mmd")
        served.there(DECODED)
        yield served


def opened(page: Page, url: str, points: int) -> tuple[float, float]:
    """Seconds to a plane with so many points at least, and to the decoded code beside it."""
    page.goto(url, wait_until="commit")
    drawn, decoded = page.evaluate(COME, {"points": points, "decoded": DECODED})
    return drawn, decoded


def hover(browser: Browser, home: Path, rounds: int) -> Figures:
    network = {"kind": "conv"}
    run = Wandering(home, 1, dataset=pictures("squares", 1_000, 64), network=network)
    run.grow()
    run.weigh()
    with warm(browser, home) as served:
        page = served.page
        opened(page, f"{served.url}/explore?run={run.run.id}", 1_500)
        page.wait_for_load_state("networkidle")
        page.evaluate(HOVER)
        box = page.locator(f"{SCATTER} canvas").bounding_box()
        assert box is not None
        seen = []
        server, began = [psutil.Process(served.process.pid)], 0.0
        for i in range(rounds + 1):
            if i == 1:  # what comes first only, such as imports, does not count
                began = used(server)
            page.evaluate("window.arm?.()")
            page.mouse.move(
                box["x"] + box["width"] * (0.3 + 0.4 * (i * 0.618 % 1)),
                box["y"] + box["height"] * (0.3 + 0.4 * (i * 0.755 % 1)),
            )
            seen.append(page.evaluate(SEEN))
            page.wait_for_timeout(400)
        core = 1_000 * (used(server) - began) / rounds
        times = [each for each in seen[1:] if each is not None]
        yield "hover 64 x 64, server", "<= 30 ms", median([each[1] for each in times], "ms")
        yield "hover 64 x 64, seen", "<= 60 ms", median([each[0] for each in times], "ms")
        yield "hover 64 x 64, time of a core", "", f"{core:.0f} ms"


def open_(browser: Browser, home: Path, rounds: int) -> Figures:
    made = []
    for i in range(min(rounds, 5)):
        more = {"latent_dim": 8, "dataset": "digits", "steps": 2_000}
        made.append(Wandering(home, i, points=20_000, **more))
        for _ in range(200):
            made[-1].grow()
        made[-1].weigh()
    with warm(browser, home) as served:
        url = f"{served.url}/explore?run="
        times = [opened(served.page, url + each.run.id, 19_000) for each in made]
        plane, decoded = zip(*times, strict=True)
        yield "open, plane drawn", "<= 1 s", median([*plane], "s", 2)
        yield "open, and a code decoded", "<= 1 s", median([*decoded], "s", 2)


def cloud(browser: Browser, home: Path, rounds: int) -> Figures:
    run = Wandering(home, 1, dataset=table("rows", 250_000))
    run.grow()
    run.weigh()
    with warm(browser, home) as served:
        page = served.page
        url = f"{served.url}/explore?run={run.run.id}&everything=1"
        drawn, _ = opened(page, url, 50_000)
        yield "cloud, encoded and drawn", "", f"{drawn:.2f} s"
        page.wait_for_load_state("networkidle")
        yield "cloud, points", "200,000", page.get_by_text("of all splits").inner_text()
        began = used(renderers())
        rates = [page.evaluate(PAN, 2) for _ in range(min(rounds, 5))]
        core = 1_000 * (used(renderers()) - began) / (2 * sum(rates))
        yield "cloud, frames while dragged", ">= 20 /s", median(rates, "/s", 1)
        yield "cloud, time of a core a frame", "", f"{core:.0f} ms"


def map_(browser: Browser, home: Path, rounds: int) -> Figures:
    run = Wandering(home, 1, points=10_000, latent_dim=32, dataset="digits")
    run.grow()
    run.weigh()
    with warm(browser, home) as served:
        page = served.page
        opened(page, f"{served.url}/explore?run={run.run.id}&view=pca", 8_000)
        yield "map, frames before", "", f"{page.evaluate(PAN, 2):.1f} /s"
        began = time.monotonic()
        run.run.request("umap")
        rates, told = [], [project.progress(run.run.folder)]
        while not run.run.projected() and time.monotonic() - began < 600:
            rates.append(page.evaluate(PAN, 1))
            now = project.progress(run.run.folder)
            if now is not None and now != told[-1]:
                told.append(now)
        yield "map, made in", "", f"{time.monotonic() - began:.0f} s"
        yield "map, frames meanwhile", "", median(rates, "/s", 1)
        yield "map, slowest second", ">= 10 /s", f"{min(rates):.1f} /s"
        yield "map, told", "", ", ".join(dict.fromkeys(each.phase for each in told if each))


def train(run: Wandering, ended: threading.Event) -> None:
    """Write a snapshot now and then until it is to end."""
    while not ended.wait(PACE):
        run.grow(live=True)
    run.tell("finished")


def notebook(browser: Browser, home: Path, rounds: int) -> Figures:
    from tests.browser.lab import jupyter, kernel_is_there, run_cell

    cell = "import sculptor\nview = sculptor.list_runs()[0].watch()\nview"
    folder = home.parent / "lab"
    folder.mkdir()
    run = Wandering(folder / "home", 0, dataset="digits", steps=2_000)
    run.grow(live=True)
    with jupyter(folder, [cell]) as lab:
        page = browser.new_page(viewport={"width": 1400, "height": 1400})
        page.goto(lab.url)
        kernel_is_there(page)
        ended = threading.Event()
        training = threading.Thread(target=train, args=(run, ended), daemon=True)
        training.start()  # at once: a worker that is not heard of for a while counts as gone
        run_cell(page, 0).locator(SCATTER).wait_for()
        threading.Timer(rounds * PACE, ended.set).start()
        yield "notebook, snapshot to pixels", "<= 0.5 s", median(delays(page, run.run), "s", 2)
        training.join()
        run.tell("running")
        run_cell(page, 0)
        (kernel,) = [
            each
            for each in psutil.Process().children(recursive=True)
            if "ipykernel" in " ".join(each.cmdline())
        ]
        for second in range(13):
            if second == 3:  # what the cell itself takes is over
                kernel.cpu_percent()
            run.tell("running")
            page.wait_for_timeout(1_000)
        state = page.locator(".jp-Notebook-ExecutionIndicator").get_attribute("data-status")
        yield "notebook, kernel of a live run", "idle", f"{state}, {kernel.cpu_percent():.1f} %"
        page.close()


def page(browser: Browser, home: Path, rounds: int) -> Figures:
    run = Wandering(home, 1, dataset=pictures("small", 20_000, 32), network={"kind": "conv"})
    run.grow()
    run.weigh()
    (path,) = exports.export(run.run, home.parent / "page", "html").iterdir()
    yield "page, size", "<= 3 MB", f"{path.stat().st_size / 1e6:.2f} MB"
    times = []
    for _ in range(min(rounds, 9)):
        with contextlib.closing(browser.new_context(offline=True)) as context:
            shown = context.new_page()
            shown.goto(path.as_uri(), wait_until="commit")
            times.append(shown.evaluate(OFFLINE))
    yield "page, opens offline", "<= 1 s", median(times, "s", 2)


Measure = Callable[[Browser, Path, int], Figures]

ROWS: dict[str, Measure] = {
    "hover": hover,
    "open": open_,
    "cloud": cloud,
    "map": map_,
    "notebook": notebook,
    "page": page,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default=",".join(ROWS), help="some of these, with commas")
    parser.add_argument("--rounds", type=int, default=30)
    args: Any = parser.parse_args()
    print("| what | bound | figure | load |\n| --- | --- | --- | --- |")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in args.only.split(","):
            with tempfile.TemporaryDirectory(prefix="explore-speed-") as folder:
                home = Path(folder) / "home"
                os.environ["SCULPTOR_HOME"] = str(home)
                for what, bound, figure in ROWS[name](browser, home, args.rounds):
                    load = os.getloadavg()[0]
                    print(f"| {what} | {bound} | {figure} | {load:.1f} |", flush=True)


if __name__ == "__main__":
    main()
