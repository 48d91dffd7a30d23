"""Strokes of the pointer."""

from playwright.sync_api import Locator, Page


def draw(page: Page, canvas: Locator, places: list[tuple[float, float]]) -> None:
    """Drag the pointer from place to place, in parts of a canvas's width and height."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    for number, (x, y) in enumerate(places):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


LETTER = [(0.25, 0.3), (0.75, 0.3), (0.25, 0.7), (0.75, 0.7)]
"""A Z."""
