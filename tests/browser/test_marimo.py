"""A notebook in marimo: what is drawn and brushed runs the cells again that read it."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pointer import LETTER, draw
from tests.browser.serving import free_port, served

ROOT = Path(__file__).parents[2]
BOOK = Path(__file__).parent / "pages" / "book.py"
SLOW = 120_000
"""Milliseconds in which a run has trained on a busy machine."""


@pytest.fixture(scope="module")  # the page is closed before the server
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the notebook as an app."""
    folder = tmp_path_factory.mktemp("book")
    port = free_port()
    address = f"http://localhost:{port}"
    options = ["--headless", "--no-token", "--host", "localhost", "--port", str(port)]
    homes = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "CACHE", "STATE")}
    environment = {**os.environ, **homes, "PYTHONPATH": str(ROOT), "SCULPTOR_HOME": str(folder)}
    command = [sys.executable, "-m", "marimo", "run", str(BOOK), *options]
    with served(command, environment, f"{address}/health", folder / "log"):
        yield address


def test_cells_follow_what_is_drawn_and_brushed(open_page, book: str) -> None:
    page: Page = open_page(book, height=1600)
    page.set_default_timeout(SLOW)
    expect(page.get_by_text("drawn on 0 cells")).to_be_visible(timeout=SLOW)
    draw(page, page.locator(".sculptor-sketch canvas.pad"), LETTER)
    expect(page.get_by_text(re.compile(r"drawn on [1-9]\d+ cells"))).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Train").click()
    cloud = page.locator(".sculptor-scatter")
    expect(cloud).to_have_attribute("data-step", "100", timeout=SLOW)
    # What stands above the panels grows no more once the run's end is shown.
    expect(page.locator(".words", has_text="Finished")).to_be_visible(timeout=SLOW)
    panels = page.locator(".sculptor-compare[data-ready]")
    expect(panels).to_be_visible(timeout=SLOW)
    draw(page, panels.locator("canvas").first, [(0.3, 0.3), (0.7, 0.7)])
    selected = re.compile(r"selected [1-9]\d* rows, 1 times")
    expect(page.get_by_text(selected)).to_be_visible(timeout=SLOW)
