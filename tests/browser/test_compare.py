"""The Compare page in a real browser: scrubbed, brushed, live, launched and taken home."""

import json
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from playwright.sync_api import Locator, Page, expect

from sculptor import jobs, studies
from sculptor.files import write_array, write_json
from sculptor.jobs import Run
from sculptor.runs import folder as folders
from sculptor.runs import snapshots
from sculptor.training.config import RunConfig
from sculptor.training.snapshot import Snapshot

N, STEPS = 300, 40
SLOW = 180_000
"""Milliseconds that a training on a busy machine may take."""


def make(home: Path, number: int, kind: str) -> Run:
    """A run that has finished: its points go from the middle to places of their own."""
    run = Run(home / f"20261124-1000{number:02d}-abcd")
    for part in (folders.SNAPSHOTS, folders.COMMANDS, folders.SAMPLES):
        (run.folder / part).mkdir(parents=True)
    folders.write_config(run.folder, RunConfig(dataset="digits", steps=10 * STEPS, objective=kind))
    places = np.random.default_rng(0).uniform(-2.5, 2.5, (N, 2)).astype(np.float32)
    places = places if number % 2 else places[:, ::-1]  # the second one's axes are swapped
    for place in range(STEPS + 1):
        points = np.ascontiguousarray(places * place / STEPS)
        figures = {"squared_error": 9.0, "mmd2": 0.001, "mmd2_floor": 0.002, "lps": 0.1 * number}
        snapshot = Snapshot(10 * place, place / 2, {"mean": points}, places, figures)
        snapshots.write(run.folder, snapshot)
    write_array(run.folder / folders.LABELS, np.arange(N) % 10)
    write_json(run.folder / folders.COLOURS, {"factors": [], "labels": list("0123456789")})
    process = psutil.Process()
    record = {"format": 1, "run": run.id, "status": "finished", "step": 10 * STEPS}
    record |= {"steps": 10 * STEPS, "pid": process.pid, "created": 1e9, "launched": 1e9}
    write_json(run.folder / folders.STATUS, record)
    return run


def panels(page: Page) -> Locator:
    return page.locator(".sculptor-compare section.panel")


def open_compare(serve: Any, open_page: Any, home: Path, **options: Any) -> Page:
    """Two finished runs side by side, with all their snapshots."""
    made = [make(home, number, kind) for number, kind in ((1, "vae"), (2, "mmd"))]
    ids = ",".join(run.id for run in made)
    page: Page = open_page(f"{serve('app.py', home=home).url}/compare?runs={ids}", **options)
    root = page.locator(".sculptor-compare[data-ready]")
    expect(root).to_have_attribute("data-frames", str(2 * (STEPS + 1)))
    return page


def draw(page: Page, panel: int) -> None:
    """Drag a rectangle over the upper right quarter of a panel, and hold it."""
    canvas = panels(page).nth(panel).locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    # The plot without its margins, of which the middle is the origin.
    x, y = box["x"] + 36 + (box["width"] - 46) / 2, box["y"] + 10 + (box["height"] - 38) / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] / 2 - 30, box["y"] + 14, steps=5)


def brush(page: Page, panel: int) -> None:
    """Select what is in the upper right quarter of a panel."""
    draw(page, panel)
    page.mouse.up()


def test_one_scrubber_moves_all_panels_and_the_address_follows(
    serve: Any, open_page: Any, home: Path
) -> None:
    page = open_compare(serve, open_page, home)
    for panel in range(2):
        expect(panels(page).nth(panel)).to_have_attribute("data-step", str(10 * STEPS))
    scrubber = page.locator(".sculptor-compare input[type=range]")
    scrubber.fill("200")
    for panel in range(2):
        expect(panels(page).nth(panel)).to_have_attribute("data-step", "200")
    page.wait_for_url(re.compile(r"place=200"))
    page.reload()
    for panel in range(2):
        expect(panels(page).nth(panel)).to_have_attribute("data-step", "200")
    scrubber.press("End")
    expect(page.locator(".sculptor-compare")).to_have_attribute("data-place", "newest")


def test_it_plays_to_the_end_and_can_be_paused(serve: Any, open_page: Any, home: Path) -> None:
    page = open_compare(serve, open_page, home)
    page.get_by_role("button", name="Play").click()
    expect(panels(page).first).not_to_have_attribute("data-step", str(10 * STEPS))
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".sculptor-compare")).to_have_attribute("data-place", "newest")
    expect(panels(page).first).to_have_attribute("data-step", str(10 * STEPS))


def test_images_brushed_in_one_panel_are_lit_in_the_others(
    serve: Any, open_page: Any, home: Path
) -> None:
    page = open_compare(serve, open_page, home)
    brush(page, 0)
    places = np.random.default_rng(0).uniform(-2.5, 2.5, (N, 2))
    expected = int(((places > 0).all(axis=1)).sum())
    lit = [int(panels(page).nth(i).get_attribute("data-lit") or 0) for i in range(2)]
    assert lit[0] == lit[1] == pytest.approx(expected, abs=6)
    image = page.get_by_alt_text("The images of the selected points")
    expect(image).to_be_visible()
    expect(image).to_have_attribute("src", re.compile("^data:image/png"))
    page.keyboard.press("Escape")
    panels(page).first.locator("canvas").press("Escape")
    expect(panels(page).nth(1)).to_have_attribute("data-lit", "0")


def test_a_brush_that_is_given_up_while_it_is_drawn_selects_nothing(
    serve: Any, open_page: Any, home: Path
) -> None:
    page = open_compare(serve, open_page, home)
    draw(page, 0)
    expect(panels(page).nth(1)).not_to_have_attribute("data-lit", "0")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(panels(page).nth(1)).to_have_attribute("data-lit", "0")
    expect(page.get_by_role("button", name="Clear selection")).to_be_hidden()


def test_a_lasso_selects_and_a_move_pans_all_panels(serve: Any, open_page: Any, home: Path) -> None:
    page = open_compare(serve, open_page, home)
    page.get_by_role("button", name="Lasso").click()
    brush(page, 1)
    page.get_by_role("button", name="Move", exact=True).click()
    brush(page, 0)
    expect(page.get_by_role("button", name="Reset view")).to_be_visible()
    shown = [int(panels(page).nth(i).get_attribute("data-points") or 0) for i in range(2)]
    assert max(shown) < N


def test_it_fits_on_a_narrow_dark_page(serve: Any, open_page: Any, home: Path) -> None:
    page = open_compare(serve, open_page, home, width=800, dark=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 800
    expect(page.get_by_text("LPS 0.10 for VAE against 0.20 for MMD")).to_be_visible()


def test_scrubbing_is_drawn_in_the_browser(serve: Any, open_page: Any, home: Path) -> None:
    page = open_compare(serve, open_page, home)
    result = page.evaluate(
        """async () => {
          const host = [...document.querySelectorAll("*")].find((each) =>
            each.shadowRoot?.querySelector(".sculptor-compare"));
          const root = host ? host.shadowRoot : document;
          const range = root.querySelector(".player input");
          const panel = root.querySelector("section.panel");
          const began = performance.now();
          const seen = new Set();
          for (let i = 0; i < 40; i += 1) {
            range.value = String((Number(range.max) * i) / 40);
            range.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            seen.add(panel.dataset.step);
          }
          return [seen.size, (1000 * 40) / (performance.now() - began)];
        }"""
    )
    assert result[0] == 40
    assert result[1] >= 10


def test_kl_and_mmd_are_compared_with_one_click_and_taken_home(
    serve: Any, open_page: Any, home: Path, tmp_path: Path, run_notebook: Any
) -> None:
    server = serve("app.py", home=home)
    page = open_page(f"{server.url}/?dataset=digits&source=named&steps=60")
    expect(page.get_by_text("cannot target this prior")).to_be_visible()
    page.get_by_role("button", name="Compare KL and MMD").click()
    page.wait_for_url(re.compile(r"/compare\?study="))
    expect(panels(page)).to_have_count(3)
    for panel in range(3):
        expect(panels(page).nth(panel)).to_have_attribute("data-step", "60", timeout=SLOW)
    expect(page.get_by_text("cannot target the moons prior")).to_be_visible(timeout=SLOW)
    (study,) = studies.list_studies()
    end = time.monotonic() + SLOW / 1000
    while study.status == "running" and time.monotonic() < end:
        time.sleep(0.5)
    assert [run.config.objective["kind"] for run in study.runs] == ["vae", "beta-vae", "mmd"]
    expect(page.get_by_text("computed once training had ended")).to_be_visible(timeout=SLOW)

    with page.expect_download(timeout=SLOW) as download:
        page.get_by_role("button", name="Report").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path / "report")
    folder = tmp_path / "report" / study.id
    check_report(open_page("about:blank"), folder / "report.html")
    space = run_notebook(json.loads((folder / "study.ipynb").read_text()), home)
    assert space["study"].id == study.id
    assert len(jobs.list_runs()) == 3


def check_report(page: Page, path: Path) -> None:
    """It is whole without a network, and asks for nothing but itself."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.goto(path.as_uri())
    expect(page.locator("p.said")).to_contain_text("cannot target the moons prior")
    scores = page.locator("section", has=page.get_by_role("heading", name="Scores"))
    expect(scores.get_by_role("row", name=re.compile("^Squared error ↓"))).to_be_visible()
    for number in range(1, 4):
        expect(scores.locator("thead th").nth(number)).to_be_visible()
    clouds = page.locator("section", has=page.get_by_role("heading", name="Aggregate posterior"))
    expect(clouds.locator("figure > svg")).to_have_count(3)
    images = page.locator("figure > img")
    expect(images).to_have_count(9)  # inputs, a plane, samples
    for image in images.all():
        assert image.evaluate("image => image.complete && image.naturalWidth") > 0
    assert asked == [path.as_uri()]
