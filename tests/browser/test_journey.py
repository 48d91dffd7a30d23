"""The main job, as a new user does it: draw a prior, press Train, watch the shape appear."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sculptor import jobs

STEPS = 1_000
SLOW = 120_000
"""Milliseconds that a training on a busy machine may take."""


def draw_z(page: Page) -> None:
    """Draw the letter Z with the pointer."""
    pad = page.locator(".sculptor-sketch[data-ready] canvas")
    pad.wait_for()
    box = pad.bounding_box()
    assert box is not None
    corners = [(0.25, 0.2), (0.85, 0.2), (0.25, 0.8), (0.85, 0.8)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def test_a_drawn_letter_becomes_the_latent_space(serve: Any, open_page: Any, home: Path) -> None:
    server = serve("app.py", home=home)
    page = open_page(f"{server.url}/?dataset=digits&source=sketch&steps={STEPS}")
    draw_z(page)
    expect(page.get_by_text("2,000 samples in 2 dimensions")).to_be_visible()
    page.get_by_role("button", name="Train").click()

    page.wait_for_url(re.compile(r"/watch\?.*run="))
    scatter = page.locator(".sculptor-scatter[data-ready]")
    scatter.wait_for(timeout=SLOW)
    scatter.evaluate("cloud => cloud.first = true")
    expect(scatter).to_have_attribute("data-step", str(STEPS), timeout=SLOW)
    expect(page.get_by_text("within noise")).to_be_visible()
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    assert scatter.evaluate("cloud => cloud.first"), "the cloud flashes when the run ends"
    (run,) = jobs.list_runs()
    assert run.config.prior["kind"] == "image"
    last = run.metrics().iloc[-1]
    assert last["mmd2"] <= 2 * last["mmd2_floor"]

    page.reload()
    expect(scatter).to_have_attribute("data-step", str(STEPS))

    server.stop()
    server.start()
    page.goto(page.url)
    expect(scatter).to_have_attribute("data-step", str(STEPS))

    box = scatter.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2 + 20, box["y"] + box["height"] / 2, steps=3)
    decoded = scatter.locator(".tooltip img:not(.empty)")
    expect(decoded).to_be_visible(timeout=SLOW)
    expect(decoded).to_have_attribute("src", re.compile("^data:image/png"))


def test_a_training_run_outlives_its_server(serve: Any, open_page: Any, home: Path) -> None:
    server = serve("app.py", home=home)
    page = open_page(f"{server.url}/?dataset=digits&source=named&steps=100000")
    page.get_by_role("button", name="Train").click()
    page.wait_for_url(re.compile(r"/watch\?.*run="))
    scatter = page.locator(".sculptor-scatter[data-ready]")
    scatter.wait_for(timeout=SLOW)
    left = scatter.get_attribute("data-step") or ""
    address = page.url
    page.goto("about:blank")
    server.stop()
    (run,) = jobs.list_runs()
    server.start()
    page.goto(address)
    expect(scatter).not_to_have_attribute("data-step", left, timeout=SLOW)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    run.wait(60)
    assert run.status == "stopped"
    assert run.progress().step > int(left)


@pytest.mark.parametrize("run", ["../../etc", "20200101-000000-dead", "%00"])
def test_an_address_that_leads_nowhere_says_so(
    serve: Any, open_page: Any, home: Path, run: str
) -> None:
    page = open_page(f"{serve('app.py', home=home).url}/watch?run={run}")
    expect(page.get_by_role("link", name="Sculpt")).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
