"""A notebook in JupyterLab: a letter drawn in a cell with the pointer, trained and brushed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lab import SLOW, Lab, jupyter, kernel_is_there, run_cell
from tests.browser.pointer import LETTER, draw

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
    "painted = sculptor.sketch(dataset='digits')\npainted",
    "print(painted, len(painted.prior.groups))\npainted.keep()",
)


@pytest.fixture(scope="module")  # the page is closed before the server
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab of its own."""
    with jupyter(tmp_path_factory.mktemp("lab"), CELLS) as started:
        yield started


def test_a_letter_is_drawn_trained_watched_brushed_and_kept(
    open_page: Any, lab: Lab, until: Any
) -> None:
    page: Page = open_page(lab.url, height=1600)
    page.set_default_timeout(SLOW)
    kernel_is_there(page)
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
    reached = float(slider.input_value())  # the last of its steps, which may end below its end
    assert reached == pytest.approx(float(slider.get_attribute("max") or 0), abs=0.05)
    expect(run_cell(page, 6)).to_contain_text(re.compile(rf"code .*{reached:.2f}"))
    pad = run_cell(page, 7).locator(".sculptor-sketch")
    pad.get_by_role("button", name="Flower").click()
    expect(pad.get_by_role("radio", name="9", exact=True)).to_have_class(re.compile("drawn"))
    expect(run_cell(page, 8)).to_contain_text("Pad(10 of 10 classes drawn) 10")
    for still in page.locator('[class*="sculptor-still-"]').all():
        expect(still).to_be_hidden()
    page.keyboard.press("Control+s")
    texts = until(lambda: len(stills(lab.book)) == 5 and stills(lab.book))
    assert ["data:image/png" in text for text in texts] == [True] * 5
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
