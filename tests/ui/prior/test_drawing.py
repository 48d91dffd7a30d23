"""A drawing: found again, replaced, brought back."""

import base64
from pathlib import Path

import numpy as np

from sculptor.runs import library
from sculptor.training.config import RunConfig
from sculptor.ui.frontend import sketch
from sculptor.ui.plots import presets
from tests.ui.sculpt.opened import click, click_on, open_page


def encoded(png: bytes) -> str:
    return base64.b64encode(png).decode()


def test_a_drawing_is_found_again_by_its_id(launched: list[RunConfig]) -> None:
    png = sketch.to_png(presets.letters("S"))
    library.save_sketch("sketch-1", png)
    page = open_page(source="sketch", sketch="sketch-1")
    assert not page.info
    click(page, "train")
    assert launched[0].prior["kind"] == "image"
    page = open_page(source="sketch", sketch="sketch-2")
    assert page.button(key="train").disabled
    assert "is not on this machine" in page.info[0].value


def test_a_drawing_that_another_takes_the_place_of_can_be_brought_back(own_home: Path) -> None:
    pictures = [sketch.to_png(np.full((64, 64), value, np.uint8)) for value in (90, 200)]
    library.save_sketch("sketch-mine", pictures[0])
    page = open_page(source="sketch", sketch="sketch-mine")
    spec = {"kind": "image", "extent": list(sketch.EXTENT), "png": encoded(pictures[1])}
    library.save_prior("other", spec)
    page.run()
    click_on(page, "other")
    other = page.session_state["state.sketch"]
    assert other != "sketch-mine"
    assert library.load_sketch("sketch-mine") == pictures[0]
    click_on(page, "Bring back the drawing before")
    assert page.session_state["state.sketch"] == "sketch-mine"
    click_on(page, "Bring back the drawing before")
    assert page.session_state["state.sketch"] == other


def test_a_drawing_that_is_no_picture_any_more_is_as_one_that_is_not_there() -> None:
    library.save_sketch("sketch-1", b"\x89PNG\r\n\x1a\n and nothing else")
    page = open_page(source="sketch", sketch="sketch-1")
    assert page.button(key="train").disabled
    assert "is damaged" in page.info[0].value
    assert not any("not your fault" in error.value for error in page.error)
