"""Classes painted with the pointer: each cloud comes to lie on its own stroke."""

import re
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from sculptor import data, jobs
from sculptor.measure.held_out import live_rows
from sculptor.priors import from_spec
from tests.browser.pointer import draw

STEPS = 400
SLOW = 120_000
"""Milliseconds that a training on a busy machine may take."""

STROKES = {
    "0": [(0.15, 0.2), (0.15, 0.8)],
    "1": [(0.85, 0.2), (0.85, 0.8)],
    "7": [(0.35, 0.12), (0.65, 0.12)],
}
REST = [(0.35, 0.75), (0.65, 0.75)]


def paint(page: Page) -> None:
    """Draw a stroke for each class, and one for all others."""
    canvas = page.locator(".sculptor-sketch[data-ready] canvas")
    canvas.wait_for()
    for name, places in {**STROKES, "all others": REST}.items():
        page.get_by_role("radio", name=name, exact=True).click()
        draw(page, canvas, places)
        expect(page.get_by_role("radio", name=name, exact=True)).to_have_class(re.compile("drawn"))


def test_three_classes_painted_with_the_pointer_lie_on_their_strokes(
    serve: Any, open_page: Any, home: Path
) -> None:
    server = serve("app.py", home=home)
    page = open_page(f"{server.url}/?dataset=digits&source=paint&steps={STEPS}")
    paint(page)
    expect(page.get_by_text("they share the drawing of all others")).to_be_visible()
    page.get_by_role("button", name="Train").click()
    page.wait_for_url(re.compile(r"/watch\?.*run="))
    scatter = page.locator(".sculptor-scatter[data-ready]")
    expect(scatter).to_have_attribute("data-step", str(STEPS), timeout=SLOW)
    expect(page.get_by_text("Classes in place")).to_be_visible()

    (run,) = jobs.list_runs()
    run.wait(60)
    assert set(run.config.prior["parts"]) == set(STROKES)
    dataset = data.load("digits")
    images = dataset.split(dataset.live)
    assert images.labels is not None
    labels = np.asarray(images.labels)[live_rows(len(images))]
    z = run.latents(split=dataset.live)[live_rows(len(images))]
    strokes = [from_spec(part).sample(500, 0) for part in run.config.prior["parts"].values()]
    strokes.append(from_spec(run.config.prior["rest"]).sample(500, 0))
    away = np.stack([np.linalg.norm(z[:, None] - each, axis=2).min(1) for each in strokes])
    for number, name in enumerate(STROKES):
        own = labels == images.label_names.index(name)
        assert (away[:, own].argmin(0) == number).mean() > 0.8, name
