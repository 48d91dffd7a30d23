"""The sketch pad and the latent scatter, driven as a user drives them."""

import base64
import io
import json
import re
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def sketch_url(serve: Any) -> str:
    return str(serve("tests/browser/pages/sketch.py").url)


@pytest.fixture(scope="module")
def scatter_url(serve: Any) -> str:
    return str(serve("tests/browser/pages/answering.py").url)


class Pad:
    """The sketch pad of a page, in shares of its plot: (0, 0) is top left, (1, 1) bottom right."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".sculptor-sketch[data-ready]")
        self.root.wait_for()
        self.canvas = self.root.locator("canvas")

    def at(self, across: float, down: float) -> tuple[float, float]:
        box = self.canvas.bounding_box()
        assert box is not None
        width, height = box["width"] - 46, box["height"] - 38
        return box["x"] + 36 + across * width, box["y"] + 10 + down * height

    def stroke(self, *places: tuple[float, float]) -> None:
        self.page.mouse.move(*self.at(*places[0]))
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*self.at(*place), steps=4)
        self.page.mouse.up()

    def press(self, name: str) -> None:
        self.root.locator(f"[data-tool={name}]").click()

    def until(self, holds: Callable[[Facts], bool]) -> Facts:
        """Wait until what Python knows of the drawing fits."""
        deadline = time.monotonic() + 8
        facts: Facts = {}
        while time.monotonic() < deadline:
            facts = json.loads(self.page.get_by_test_id("stText").inner_text())
            if holds(facts):
                return facts
            self.page.wait_for_timeout(30)
        raise AssertionError(facts)


@pytest.fixture
def pad(open_page: Any, sketch_url: str) -> Pad:
    return Pad(open_page(sketch_url))


def test_a_click_leaves_a_dab_where_it_was(pad: Pad) -> None:
    pad.page.mouse.click(*pad.at(0.25, 0.75))
    box = pad.until(lambda facts: facts["most"] > 100)["box"]
    assert np.mean(box[:2]) == pytest.approx(15.5, abs=1)
    assert np.mean(box[2:]) == pytest.approx(47.5, abs=1)


def test_a_fast_stroke_has_no_gaps(pad: Pad) -> None:
    pad.page.mouse.move(*pad.at(0.1, 0.5))
    pad.page.mouse.down()
    pad.page.mouse.move(*pad.at(0.9, 0.5))
    pad.page.mouse.up()
    facts = pad.until(lambda facts: bool(facts["box"]) and facts["box"][1] > 55)
    # A line of 51 cells whose profile sums to 0.6 · 255 · size · √2π, plus its round ends.
    size = 0.3 / 6 * 64 / 2
    line = 0.6 * 255 * (51.2 * size * np.sqrt(2 * np.pi) + 2 * np.pi * size**2)
    assert facts["sum"] == pytest.approx(line, rel=0.05)
    assert facts["most"] == pytest.approx(0.6 * 255, abs=12)


def test_what_is_drawn_can_be_undone_redone_and_cleared(pad: Pad) -> None:
    pad.stroke((0.2, 0.2), (0.8, 0.2))
    # Drawings are sent during a stroke too, so wait for its whole length.
    one = pad.until(lambda facts: bool(facts["box"]) and facts["box"][1] > 51)["sum"]
    pad.stroke((0.2, 0.8), (0.8, 0.8))
    two = pad.until(lambda facts: facts["sum"] > 1.98 * one)["sum"]
    pad.press("undo")
    pad.until(lambda facts: facts["box"][3] < 20)
    pad.canvas.press("Control+Shift+z")
    pad.until(lambda facts: facts["sum"] == two)
    pad.canvas.press("Delete")
    pad.until(lambda facts: facts["sum"] == 0)
    pad.canvas.press("Control+z")
    pad.until(lambda facts: facts["sum"] == two)


def test_the_eraser_takes_away(pad: Pad) -> None:
    pad.stroke((0.1, 0.5), (0.9, 0.5))
    before = pad.until(lambda facts: bool(facts["box"]) and facts["box"][1] > 57)["sum"]
    pad.canvas.press("e")
    expect(pad.root.locator("[data-tool=eraser]")).to_have_attribute("aria-pressed", "true")
    pad.stroke((0.5, 0.5), (0.95, 0.5))
    pad.until(lambda facts: 0 < facts["sum"] < 0.85 * before)


def test_the_spray_piles_up_while_it_is_held(pad: Pad) -> None:
    pad.canvas.press("s")
    pad.page.mouse.move(*pad.at(0.5, 0.5))
    pad.page.mouse.down()
    early = pad.until(lambda facts: facts["sum"] > 0)["sum"]
    pad.until(lambda facts: facts["sum"] > 2 * early)
    pad.page.mouse.up()


def test_mirrors_double_a_stroke(pad: Pad) -> None:
    pad.canvas.press("m")
    pad.canvas.press("Shift+M")
    pad.page.mouse.click(*pad.at(0.2, 0.3))
    box = pad.until(lambda facts: bool(facts["box"]))["box"]
    assert box[0] + box[1] == 63
    assert box[2] + box[3] == 63


def test_a_preset_replaces_the_drawing_and_can_be_undone(pad: Pad) -> None:
    pad.page.mouse.click(*pad.at(0.1, 0.1))
    dab = pad.until(lambda facts: facts["sum"] > 0)["sum"]
    pad.page.get_by_role("button", name="Preset").click()
    ring = pad.until(lambda facts: facts["rev"] == 1)["sum"]
    assert ring > 5 * dab
    expect(pad.root).to_have_attribute("data-rev", "1")
    pad.page.mouse.click(*pad.at(0.5, 0.5))
    pad.until(lambda facts: facts["sum"] > ring)
    pad.press("undo")
    pad.until(lambda facts: facts["sum"] == ring)
    pad.press("undo")
    pad.until(lambda facts: facts["sum"] == dab)


def test_a_pad_that_is_shown_again_has_its_drawing(pad: Pad) -> None:
    pad.stroke((0.2, 0.2), (0.8, 0.8))
    before = pad.until(lambda facts: bool(facts["box"]) and facts["box"][1] > 45)["sum"]
    pad.page.get_by_text("Shown").click()
    expect(pad.root).to_have_count(0)
    pad.page.get_by_text("Shown").click()
    again = Pad(pad.page)
    again.page.mouse.click(*again.at(0.9, 0.1))
    facts = again.until(lambda facts: facts["sum"] > before)
    assert facts["box"][1] > 55


def test_it_can_be_drawn_with_keys_alone(pad: Pad) -> None:
    pad.canvas.focus()
    for key in ["Shift+ArrowLeft"] * 2 + ["ArrowUp", "Enter"]:
        pad.page.keyboard.press(key)
    box = pad.until(lambda facts: facts["most"] > 100)["box"]
    assert np.mean(box[:2]) == pytest.approx(31.5 - 12, abs=1)
    expect(pad.root.get_by_role("status")).to_contain_text("Brush at z₁")
    before = pad.root.locator(".value").first.inner_text()
    pad.page.keyboard.press("]")
    assert pad.root.locator(".value").first.inner_text() != before


def test_shortcuts_work_from_the_toolbar_too(pad: Pad) -> None:
    pad.page.mouse.click(*pad.at(0.5, 0.5))
    pad.until(lambda facts: facts["sum"] > 0)
    pad.press("spray")
    pad.page.keyboard.press("Control+z")
    pad.until(lambda facts: facts["sum"] == 0)
    pad.page.keyboard.press("ArrowRight")
    expect(pad.root.locator("[data-tool=eraser]")).to_be_focused()


def drop(pad: Pad, data: bytes, name: str, kind: str) -> None:
    pad.root.locator(".frame").evaluate(
        """(frame, [data, name, type]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], name, { type }));
            frame.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        }""",
        [base64.b64encode(data).decode(), name, kind],
    )


def picture(ground: int, ink: int) -> bytes:
    """A bar of ink over the left half of a wide picture."""
    pixels = np.full((100, 200), ground, np.uint8)
    pixels[30:70, 10:100] = ink
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(("ground", "ink"), [(255, 0), (0, 255)])
def test_a_dropped_picture_becomes_the_density(pad: Pad, ground: int, ink: int) -> None:
    drop(pad, picture(ground, ink), "bar.png", "image/png")
    facts = pad.until(lambda facts: facts["most"] == 255)
    # 200 x 100 pixels on 64 x 32 cells, in the middle of the pad.
    assert facts["box"] == pytest.approx([3, 31, 25, 38], abs=1)


def test_a_file_that_is_no_picture_is_refused_in_words(pad: Pad) -> None:
    drop(pad, b"not a picture", "bar.png", "image/png")
    expect(pad.root.get_by_role("status")).to_contain_text("Expected a PNG or JPEG picture")
    huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (30_000).to_bytes(4, "big") * 2
    drop(pad, huge, "bomb.png", "image/png")
    expect(pad.root.get_by_role("status")).to_contain_text("30000 \u00d7 30000")


def test_a_disabled_pad_cannot_be_drawn_on(pad: Pad) -> None:
    pad.page.get_by_text("Disabled").click()
    expect(pad.canvas).to_have_attribute("aria-disabled", "true")
    pad.page.mouse.click(*pad.at(0.5, 0.5))
    pad.canvas.press("Enter")
    pad.page.get_by_text("Disabled").click()
    expect(pad.canvas).to_have_attribute("aria-disabled", "false")
    assert pad.until(lambda facts: True)["kept"] == 0


def test_a_finger_and_a_pen_draw_too(open_page: Any, sketch_url: str) -> None:
    pad = Pad(open_page(sketch_url, width=380, touch=True))
    pad.page.touchscreen.tap(*pad.at(0.3, 0.3))
    full = pad.until(lambda facts: facts["most"] > 100)["most"]
    pad.canvas.press("Delete")
    pad.until(lambda facts: facts["sum"] == 0)
    x, y = pad.at(0.5, 0.5)
    pen = {"x": x, "y": y, "button": "left", "clickCount": 1, "pointerType": "pen", "force": 0.4}
    session = pad.page.context.new_cdp_session(pad.page)
    session.send("Input.dispatchMouseEvent", {"type": "mousePressed", **pen})
    session.send("Input.dispatchMouseEvent", {"type": "mouseReleased", **pen})
    light = pad.until(lambda facts: facts["most"] > 0)["most"]
    assert light == pytest.approx(0.4 * full, rel=0.15)


def test_the_pad_follows_the_width_of_the_page(open_page: Any, sketch_url: str) -> None:
    pad = Pad(open_page(sketch_url, width=320))
    box = pad.canvas.bounding_box()
    assert box is not None
    assert 250 < box["width"] <= 320
    assert pad.page.evaluate("document.documentElement.scrollWidth") == 320
    pad.page.set_viewport_size({"width": 700, "height": 900})
    expect(pad.canvas).not_to_have_css("height", f"{box['height']}px")
    pad.page.mouse.click(*pad.at(0.75, 0.25))
    found = pad.until(lambda facts: bool(facts["box"]))["box"]
    assert np.mean(found[:2]) == pytest.approx(47.5, abs=1)


class Scatter:
    """The latent scatter of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        self.root = page.locator(".sculptor-scatter[data-ready]")
        self.root.wait_for()
        self.canvas = self.root.locator("canvas")
        self.tooltip = self.root.locator(".tooltip")

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the plane is on the page; the page shows it from -3 to 3."""
        box = self.canvas.bounding_box()
        assert box is not None
        width, height = box["width"] - 46, box["height"] - 38
        scale = min(width, height) / 6
        return box["x"] + 36 + width / 2 + x * scale, box["y"] + 10 + height / 2 - y * scale

    def count(self, name: str = "points") -> int:
        return int(self.root.get_attribute(f"data-{name}") or -1)

    def questions(self) -> list[str]:
        """What Python was asked about points, beside Streamlit."""
        return [url for url in self.asked if "/_sculptor/answers/" in url]


@pytest.fixture
def scatter(open_page: Any, scatter_url: str) -> Scatter:
    return Scatter(open_page(scatter_url))


def test_points_flow_to_the_next_snapshot_on_the_same_canvas(scatter: Scatter) -> None:
    assert scatter.count() > 1900
    assert scatter.count("target") == 2000
    scatter.canvas.evaluate("canvas => { canvas.mark = 1; }")
    scatter.page.get_by_role("button", name="Step").click()
    expect(scatter.root).to_have_attribute("data-step", "1")
    expect(scatter.root).to_have_attribute("data-moving", "false")
    assert scatter.canvas.evaluate("canvas => canvas.mark") == 1


def test_each_cloud_can_be_hidden(scatter: Scatter) -> None:
    scatter.root.get_by_role("button", name="target").click()
    expect(scatter.root).to_have_attribute("data-target", "0")
    scatter.root.get_by_role("button", name="aggregate posterior").click()
    expect(scatter.root).to_have_attribute("data-points", "0")
    scatter.root.get_by_role("button", name="target").click()
    expect(scatter.root).to_have_attribute("data-target", "2000")


def test_the_point_under_the_pointer_is_decoded(scatter: Scatter) -> None:
    scatter.page.mouse.move(*scatter.at(1.0, -1.0))
    scatter.page.mouse.move(*scatter.at(1.5, -0.5))
    expect(scatter.tooltip).to_contain_text("z₁ 1.50")
    expect(scatter.tooltip).to_contain_text("a note")
    expect(scatter.tooltip.locator("img")).to_have_attribute(
        "alt", "Decoded at z₁ 1.50   z₂ \u22120.50"
    )
    scatter.page.mouse.move(5, 5)
    expect(scatter.tooltip).to_be_hidden()


def test_questions_do_not_pile_up(scatter: Scatter) -> None:
    (left, y), (right, _) = scatter.at(-2, 1), scatter.at(2, 1)
    scatter.canvas.evaluate(
        """(canvas, [left, right, clientY]) => {
            for (let i = 0; i <= 500; i += 1) {
                const clientX = left + (i / 500) * (right - left);
                canvas.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY }));
            }
        }""",
        [left, right, y],
    )
    expect(scatter.tooltip).to_contain_text("a note")
    scatter.page.wait_for_timeout(300)
    assert re.search(r"[?&]x=(1\.99|2)", scatter.questions()[-1])
    assert len(scatter.questions()) <= 5


def test_a_click_pins_a_point_and_another_lets_it_go(scatter: Scatter) -> None:
    scatter.page.mouse.click(*scatter.at(-1.0, 2.0))
    expect(scatter.root).to_have_attribute("data-pinned", "true")
    scatter.page.mouse.move(*scatter.at(1.0, 1.0))
    before = len(scatter.questions())
    with scatter.page.expect_request("**/_sculptor/answers/**"):  # its image follows the training
        scatter.page.get_by_role("button", name="Step").click()
    expect(scatter.root).to_have_attribute("data-step", "1")
    assert len(scatter.questions()) > before
    expect(scatter.tooltip).to_contain_text("z₁ \u22121.00")
    scatter.page.mouse.click(*scatter.at(-1.0, 2.0))
    expect(scatter.root).to_have_attribute("data-pinned", "false")


def test_a_plane_that_nobody_answers_for_says_so(scatter: Scatter) -> None:
    scatter.page.route("**/_sculptor/answers/**", lambda route: route.abort())
    scatter.page.mouse.move(*scatter.at(1.0, -1.0))
    expect(scatter.tooltip).to_contain_text("The app did not answer")
    scatter.page.unroute("**/_sculptor/answers/**")
    scatter.page.mouse.move(*scatter.at(1.5, -0.5))
    expect(scatter.tooltip).to_contain_text("a note")


def test_the_plane_is_panned_zoomed_and_reset(scatter: Scatter) -> None:
    everything = scatter.count()
    scatter.page.mouse.move(*scatter.at(0, 0))
    scatter.page.mouse.wheel(0, -1200)
    expect(scatter.root).not_to_have_attribute("data-points", str(everything))
    enlarged = scatter.count()
    assert enlarged < everything
    scatter.page.mouse.down()
    scatter.page.mouse.move(*scatter.at(2.5, 2.5), steps=3)
    scatter.page.mouse.up()
    expect(scatter.root).not_to_have_attribute("data-points", str(enlarged))
    expect(scatter.root).to_have_attribute("data-pinned", "false")
    scatter.page.mouse.dblclick(*scatter.at(0, 0))
    expect(scatter.root).to_have_attribute("data-points", str(everything))
    expect(scatter.root.get_by_role("button", name="Reset view")).to_be_hidden()


def test_keys_pan_zoom_and_decode(scatter: Scatter) -> None:
    everything = str(scatter.count())
    scatter.canvas.focus()
    for key in "+++":
        scatter.page.keyboard.press(key)
    expect(scatter.root).not_to_have_attribute("data-points", everything)
    scatter.page.keyboard.press("0")
    expect(scatter.root).to_have_attribute("data-points", everything)
    scatter.page.keyboard.press("c")
    scatter.page.keyboard.press("Shift+ArrowRight")
    status = scatter.root.get_by_role("status")
    expect(status).to_contain_text("z₁ 0.")
    scatter.page.keyboard.press("Enter")
    expect(scatter.root).to_have_attribute("data-pinned", "true")
    scatter.page.keyboard.press("Escape")
    expect(scatter.tooltip).to_be_hidden()


def test_where_nothing_is_decoded_a_pin_can_be_set_and_taken_away_by_keys(
    open_page: Any, scatter_url: str
) -> None:
    scatter = Scatter(open_page(f"{scatter_url}/?plain"))
    scatter.canvas.focus()
    scatter.page.keyboard.press("c")
    scatter.page.keyboard.press("Enter")
    expect(scatter.root).to_have_attribute("data-pinned", "true")
    scatter.page.keyboard.press("Enter")
    expect(scatter.root.get_by_role("status")).to_contain_text("Unpinned")
    scatter.page.keyboard.press("ArrowRight")  # no crosshair is left to be moved
    expect(scatter.root.get_by_role("button", name="Reset view")).to_be_visible()
    expect(scatter.root).to_have_attribute("data-pinned", "false")


@pytest.mark.parametrize(("colour", "legend"), [("label", "digit"), ("value", "orientation")])
def test_a_legend_says_what_colours_mean(scatter: Scatter, colour: str, legend: str) -> None:
    scatter.page.get_by_role("radio", name=colour).click()
    expect(scatter.root.locator(".legend")).to_contain_text(legend)


def test_the_scatter_fits_a_phone(open_page: Any, scatter_url: str) -> None:
    scatter = Scatter(open_page(scatter_url, width=380, dark=True))
    assert scatter.page.evaluate("document.documentElement.scrollWidth") == 380
    assert scatter.count() > 1900
