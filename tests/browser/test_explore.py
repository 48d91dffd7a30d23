"""The Explore page, as a new user meets it: alive at once, and a way to a run of one's own."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

SLOW = 60_000
"""Milliseconds in which the decoder has been loaded on a busy machine."""


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    """Of a server whose home stays that of a new user: nothing is trained here."""
    return str(serve("app.py").url)


@pytest.fixture
def page(open_page: Any, url: str) -> Page:
    """The first page of a new user."""
    page: Page = open_page(url)
    page.wait_for_url("**/explore")
    return page


def test_the_first_page_is_found_by_its_name_too(open_page: Any, url: str) -> None:
    page = open_page(f"{url}/sculpt?dataset=digits")
    expect(page.locator(".st-key-train")).to_be_visible()
    page.wait_for_url(f"{url}/?dataset=digits")
    page = open_page(f"{url}/sculpt")
    expect(page.locator(".st-key-train")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)


def choose_the_ring(page: Page) -> None:
    page.get_by_role("radio", name="A ring").click()
    page.wait_for_url(re.compile(r"pair=ring"))


def cloud(page: Page, model: str) -> Locator:
    """The cloud of a pretrained model, once it is drawn."""
    drawn = page.locator(f".st-key-cloud-{model} .sculptor-scatter[data-ready]")
    expect(drawn).to_have_attribute("data-points", re.compile(r"^\d{3,}$"))
    expect(drawn).to_have_attribute("data-target", re.compile(r"^\d{3,}$"))
    return drawn


def test_a_point_is_decoded_and_another_pair_is_another_two_clouds(page: Page) -> None:
    cloud(page, "mnist-vae")
    right = cloud(page, "mnist-mmd")
    right.scroll_into_view_if_needed()
    box = right.locator("canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.move(x + 20, y, steps=3)
    decoded = right.locator(".tooltip img:not(.empty)")
    expect(decoded).to_have_attribute("src", re.compile("^data:image/png"), timeout=SLOW)
    choose_the_ring(page)
    cloud(page, "sprites-ring-vae")
    cloud(page, "sprites-ring-mmd")
    expect(page.locator(".sculptor-scatter")).to_have_count(2)


@pytest.mark.parametrize("warm", [True, False])
def test_make_it_yours_brings_the_prior_and_if_wished_the_weights(page: Page, warm: bool) -> None:
    choose_the_ring(page)
    if not warm:
        page.get_by_text("Start from its weights").click()
    page.get_by_role("button", name="Make it yours").click()
    page.wait_for_url(re.compile(r"/\?named="))
    asked = parse_qs(urlsplit(page.url).query)
    assert json.loads(asked["named"][0]) == {"kind": "ring"}
    assert asked.get("start") == (["pretrained:sprites-ring-mmd"] if warm else None)
    expect(page.get_by_role("button", name="Train")).to_be_enabled()


def test_a_space_is_taken_along_as_one_page_that_decodes_offline(
    page: Page, tmp_path: Path
) -> None:
    choose_the_ring(page)
    cloud(page, "sprites-ring-mmd")
    page.get_by_role("button", name="Take along").last.click()
    page.get_by_label("Format").click()
    page.get_by_role("option", name="Interactive page").click()
    page.get_by_role("button", name="Make the files").click()
    with page.expect_download(timeout=SLOW) as waited:
        page.get_by_role("button", name=re.compile("Download")).click(timeout=SLOW)
    assert waited.value.suggested_filename == "sprites-ring-mmd-html.zip"
    with zipfile.ZipFile(waited.value.path()) as archive:
        (name,) = archive.namelist()
        archive.extractall(tmp_path)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.context.set_offline(True)
    page.goto((tmp_path / name).as_uri())
    page.locator("#plane").click(position={"x": 200, "y": 120})
    expect(page.locator("#where")).to_have_text(re.compile(r"^z1 -?\d\.\d\d, z2 -?\d\.\d\d$"))
    expect(page.locator("#nearest")).to_contain_text("shape")
    expect(page.locator("#pins canvas")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#pins canvas")).to_have_count(2)
    bright = "canvas => Math.max(...canvas.getContext('2d').getImageData(0, 0, 32, 32).data)"
    assert page.locator("#decoded").evaluate(bright) > 100
    assert said == []
