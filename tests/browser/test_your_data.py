"""One's own images in a real browser: dropped, looked at, used, trained."""

import base64
import io
import os
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Serve, Server

DROPPED = 1_000
"""Photographs, which are to be a cloud that takes its shape within 15 s on two cores that have
nothing else to do; `pytest -n 0 -s` says how long it takes."""

SLOW = 60_000
"""Milliseconds after which something does not come; other tests want the machine too."""

CLASSES = ("<script>alert(1)</script>", "[x](javascript:alert(1))", "$x$ :red[x]")


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve("app.py")


def photograph(number: int) -> bytes:
    """A photograph of sorts: a landscape of its own for each number, in one of several sizes."""
    generator = np.random.default_rng(number)
    size = [(160, 120), (120, 160), (200, 112), (128, 128)][number % 4]
    coarse = generator.integers(30, 226, (5, 6, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def test_a_zip_of_photographs_with_classes_is_looked_at_and_used(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "holidays <b>.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(60):
            kind = ("<script>alert(1)</script>", "[x](javascript:alert(1))", "$x$ :red[x]")[
                number % 3
            ]
            archive.writestr(f"{kind.replace('/', '-')}/{number}.jpg", photograph(number))
        archive.writestr("notes.txt", "hello")
        archive.writestr("<img src=x onerror=alert(1)>.png", b"<svg/>")
    page = open_page(f"{server.url}/?seed=1")
    page.set_default_timeout(SLOW)
    page.get_by_role("button", name="Your data").click()
    page.locator(".st-key-yours-files input[type=file]").set_input_files(path)
    panel = page.locator(".st-key-yours")
    expect(panel.get_by_text("60 images")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_text("Left out: 2")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_role("img").first).to_be_visible()
    panel.get_by_text("Left out: 2").click()
    expect(panel.get_by_text("<img src=x onerror=alert(1)>.png: an SVG drawing")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    panel.get_by_role("textbox", name="Name").fill("Holidays 2026")
    panel.get_by_role("textbox", name="Name").press("Enter")
    panel.get_by_role("button", name="Use it").click()
    expect(panel).to_have_count(0)
    expect(page.get_by_role("radio", name="Holidays 2026")).to_be_checked()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()


def test_a_path_of_the_server_and_another_size(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    folder, known = tmp_path / "photographs", tmp_path / "known.csv"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.jpg").write_bytes(photograph(number))
    lines = ["file_name,sky", *(f"{n}.jpg,{('clear', 'grey')[n % 2]}" for n in range(40))]
    known.write_text("\n".join(lines))
    page = open_page(f"{server.url}/?yours=new")
    page.set_default_timeout(SLOW)
    panel = page.locator(".st-key-yours")
    panel.get_by_role("textbox", name="Or a path").fill(str(tmp_path / "nowhere"))
    panel.get_by_role("button", name="Look at it").click()
    expect(panel.get_by_text("is not there")).to_be_visible(timeout=SLOW)
    panel.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Your data").click()
    panel.get_by_role("textbox", name="Or a path").fill(str(folder))
    panel.get_by_role("button", name="Look at it").click()
    expect(panel.get_by_text("64 × 64 pixels")).to_be_visible(timeout=SLOW)  # noqa: RUF001
    panel.get_by_role("combobox", name="Size").click()
    page.get_by_role("option", name="28 pixels", exact=True).click()
    expect(panel.get_by_text("28 × 28 pixels")).to_be_visible(timeout=SLOW)  # noqa: RUF001
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=SLOW)
    panel.locator("[class*=st-key-yours-known-] input[type=file]").set_input_files(known)
    expect(panel.get_by_text("Read beside them: known.csv")).to_be_visible(timeout=SLOW)
    panel.get_by_role("combobox", name="Classes").click()
    page.get_by_role("option", name="sky", exact=True).click()
    expect(panel.locator("[data-testid=stDataFrame]")).to_be_visible(timeout=SLOW)
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)


def test_dropped_photographs_become_a_cloud_that_takes_its_shape(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    paths = [tmp_path / f"photo {number}.jpg" for number in range(DROPPED)]
    for number, path in enumerate(paths):
        path.write_bytes(photograph(number))
    # So few steps that it does not train on beside the next tests.
    page = open_page(f"{server.url}/?yours=new&steps=60")
    page.set_default_timeout(SLOW)
    panel = page.locator(".st-key-yours")
    chooser = panel.locator(".st-key-yours-files input[type=file]")
    chooser.wait_for(state="attached")
    began = time.monotonic()
    chooser.set_input_files(paths)  # the browser makes one archive of them
    panel.get_by_role("button", name="Use it").click(timeout=120_000)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Step", exact=False).first).to_be_visible(timeout=120_000)
    page.wait_for_function(
        "() => /step\\s+([1-9][0-9,]*)/i.test(document.body.innerText)", timeout=120_000
    )
    seconds = time.monotonic() - began
    print(f"{seconds:.1f} s at a load of {os.getloadavg()[0]:.1f}")
    if "PYTEST_XDIST_WORKER" not in os.environ:  # nobody else has the cores
        assert seconds <= 15


DROP = """(place, [name, kinds]) => {
  const file = (name, bytes) => ({
    isFile: true, name,
    file: (take) => take(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name)),
  });
  const folder = (name, entries) => ({
    isDirectory: true, name,
    createReader: () => {
      const left = [...entries];
      return { readEntries: (take) => take(left.splice(0, 5)) };
    },
  });
  const kept = Object.entries(kinds).map(([kind, files]) =>
    folder(kind, [folder("deeper", Object.entries(files).map(([n, b]) => file(n, b)))]));
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const items = [{ webkitGetAsEntry: () => folder(name, kept) }];
  Object.defineProperty(event, "dataTransfer", { value: { items } });
  place.dispatchEvent(event);
}"""
"""What a browser tells of a dropped folder: entries that are asked for, some at a time."""


def test_a_folder_of_folders_is_dropped(server: Server, open_page: OpenPage) -> None:
    kinds: dict[str, dict[str, str]] = {"coast": {}, "hills": {}}
    for number in range(24):
        content = base64.b64encode(photograph(number)).decode()
        kinds["coast" if number % 2 else "hills"][f"{number}.jpg"] = content
    page = open_page(f"{server.url}/?yours=new")
    page.set_default_timeout(SLOW)
    page.locator(".sculptor-gather button").wait_for()
    place = page.locator(".st-key-yours-files [data-testid=stFileUploaderDropzone]")
    place.evaluate(DROP, ["Walks", kinds])
    panel = page.locator(".st-key-yours")
    expect(panel.get_by_text("24 images")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_role("textbox", name="Name")).to_have_value("Walks", timeout=SLOW)
    panel.get_by_role("button", name="Close").click()
