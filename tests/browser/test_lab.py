"""A notebook in JupyterLab: a letter drawn in a cell with the pointer, trained and brushed."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pointer import LETTER, draw
from tests.browser.serving import free_port, served

ROOT = Path(__file__).parents[2]
SLOW = 120_000
"""Milliseconds in which a kernel has started and trained on a busy machine."""

CELLS = (
    "import sculptor\npad = sculptor.sketch()\npad",
    "config = sculptor.RunConfig(dataset='digits', prior=pad.prior.spec, steps=300, device='cpu',\n"
    "    network={'kind': 'mlp', 'width': 32}, batch_size=64)\n"
    "run = sculptor.launch(config)\nview = run.watch()\nview",
    "print('drawn', (pad.density > 0).sum(), 'pinned', view.cloud.point, run.status)",
    "other = sculptor.launch(run.clone(steps=60, seed=1))\nother.wait()\n"
    "both = sculptor.compare(run, other)\nboth",
    "rows = both.selection\nprint('selected', len(rows), run.colours()['label'][rows].shape)\n"
    "for each in (pad, view, both): each.keep()",
    "space = run.explore()\nspace",
    "print('code', [f'{z:.2f}' for z in space.code], 'moved', space.moved)\nspace.keep()",
)


@dataclass(frozen=True)
class Lab:
    """A notebook in a JupyterLab: its address and its file."""

    url: str
    book: Path


@pytest.fixture(scope="module")  # the page is closed before the server
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab of its own."""
    folder = tmp_path_factory.mktemp("lab")
    cells = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "outputs": [], "source": text}
        | {"execution_count": None}
        for i, text in enumerate(CELLS)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "book.ipynb").write_text(json.dumps(book))
    port = free_port()
    options = ["--no-browser", f"--port={port}", f"--ServerApp.root_dir={folder}", "--allow-root"]
    options += ["--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.port_retries=0"]
    environment = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "PYTHONPATH": str(ROOT),
        "SCULPTOR_HOME": str(folder / "home"),
    }
    command = [sys.executable, "-m", "jupyterlab", *options]
    with served(command, environment, f"http://localhost:{port}/api", folder / "log"):
        yield Lab(f"http://localhost:{port}/lab/tree/book.ipynb", folder / "book.ipynb")


def run_cell(page: Page, number: int) -> Locator:
    """Run a cell; returns it. A kernel that has just started may not hear the first time."""
    cell = page.locator(".jp-Notebook .jp-Cell").nth(number)
    prompt = cell.locator(".jp-InputPrompt").first
    for _ in range(20):
        cell.locator(".jp-InputArea-editor").click()
        page.keyboard.press("Control+Enter")
        with contextlib.suppress(AssertionError):
            expect(prompt).to_have_text(re.compile(r"\[(\d+|\*)\]"), timeout=5_000)
            break
    expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=SLOW)
    return cell


def test_a_letter_is_drawn_trained_watched_brushed_and_kept(
    open_page: Any, lab: Lab, until: Any
) -> None:
    page: Page = open_page(lab.url, height=1600)
    page.set_default_timeout(SLOW)
    expect(page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_visible(
        timeout=SLOW
    )
    pad = run_cell(page, 0).locator(".sculptor-sketch canvas.pad")
    pad.wait_for()
    draw(page, pad, LETTER)
    cell = run_cell(page, 1)
    cloud = cell.locator(".sculptor-scatter")
    expect(cloud).to_have_attribute("data-step", "300", timeout=SLOW)
    expect(cell).to_contain_text("Finished", timeout=SLOW)
    expect(cell).to_contain_text("floor")
    expect(cell.locator(".sculptor-board svg.marks").first).to_be_visible()
    match = re.search(r"([\d.]+) . floor", cell.locator(".words", has_text="n = ").inner_text())
    assert match is not None
    assert float(match[1]) < 8
    canvas = cloud.locator("canvas")
    canvas.scroll_into_view_if_needed()
    canvas.click(position={"x": 200, "y": 200})
    expect(cloud.locator("img")).to_be_visible(timeout=SLOW)
    said = run_cell(page, 2)
    expect(said).to_contain_text(re.compile(r"drawn [1-9]\d+ pinned .*pinned=True.* finished"))
    panels = run_cell(page, 3).locator(".sculptor-compare")
    expect(panels).to_have_attribute("data-ready", "true", timeout=SLOW)
    first = panels.locator("canvas").first
    draw(page, first, [(0.3, 0.3), (0.7, 0.7)])
    expect(panels).not_to_have_attribute("data-selected", "0")
    count = int(panels.get_attribute("data-selected") or 0)
    expect(panels.locator("img")).to_be_visible(timeout=SLOW)
    expect(run_cell(page, 4)).to_contain_text(f"selected {count} ({count},)")
    space = run_cell(page, 5).locator(".sculptor-editor")
    slider = space.get_by_role("slider").first
    slider.press("End")
    expect(space.locator("img")).to_be_visible(timeout=SLOW)
    highest = float(slider.get_attribute("max") or 0)
    expect(run_cell(page, 6)).to_contain_text(re.compile(rf"code .*{highest:.2f}"))
    for still in page.locator('[class*="sculptor-still-"]').all():
        expect(still).to_be_hidden()
    page.keyboard.press("Control+s")
    texts = until(lambda: len(stills(lab.book)) == 4 and stills(lab.book))
    assert ["data:image/png" in text for text in texts] == [True] * 4
    assert "Finished" in texts[1]


def stills(book: Path) -> list[str]:
    """The pictures that a notebook keeps of its widgets, as HTML."""
    try:
        cells = json.loads(book.read_text())["cells"]
    except ValueError:  # it is being written
        return []
    outputs = [out for cell in cells for out in cell["outputs"]]
    texts = ["".join(out.get("data", {}).get("text/html", "")) for out in outputs]
    return [text for text in texts if "sculptor-still-" in text]
