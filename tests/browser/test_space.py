"""Exploring one latent space: pins, the editor, a path, a selection; by pointer and by keys."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

SLOW = 60_000
"""Milliseconds in which the decoder has been loaded on a busy machine."""


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return str(serve("app.py").url)


def drawn(page: Page) -> Locator:
    """The plane of the space, once it is drawn."""
    plane = page.locator(".sculptor-scatter[data-key^=space-][data-ready]")
    expect(plane).to_have_attribute("data-points", re.compile(r"^\d{3,}$"), timeout=SLOW)
    return plane


def at(plane: Locator, across: float, down: float) -> dict[str, float]:
    box = plane.locator("canvas").bounding_box()
    assert box is not None
    return {"x": box["width"] * across, "y": box["height"] * down}


def test_a_space_is_explored_and_its_address_says_all_of_it(open_page: Any, url: str) -> None:
    page: Page = open_page(f"{url}/explore?pair=digits")
    page.get_by_role("button", name="Explore", exact=True).last.click()
    page.wait_for_url(re.compile(r"/explore\?.*model=digits-mmd"))
    plane, editor = drawn(page), page.locator(".sculptor-editor[data-ready]")
    expect(editor.locator("img")).to_have_attribute("src", re.compile("^blob:"), timeout=SLOW)
    canvas = plane.locator("canvas")
    canvas.click(position=at(plane, 0.4, 0.4))
    expect(page).to_have_url(re.compile(r"pins=[^&]*"))
    canvas.click(position=at(plane, 0.6, 0.6))
    expect(page.get_by_alt_text("Pin B, decoded")).to_be_visible()
    expect(page.get_by_alt_text(re.compile("^Decoded from A to B"))).to_be_visible(timeout=SLOW)
    # By the keyboard alone: a slider is moved, and the code in the address with it.
    before = page.url
    slider = editor.get_by_label("z₁")
    slider.focus()
    slider.press("ArrowRight")
    expect(page).not_to_have_url(before)
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(before)
    canvas.focus()
    canvas.press("v")
    expect(page.get_by_text("100.0% of those shown").or_(page.get_by_text("99."))).to_be_visible()
    page.go_back()
    expect(page.locator(".sculptor-scatter[data-key^=space-][data-ready]").first).to_be_visible()
