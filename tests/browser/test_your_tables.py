"""One's own tables in a real browser: dropped, looked at, changed, used, trained, looked into."""

import contextlib
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from sculptor import data
from tests.browser.conftest import OpenPage, Serve, Server


@pytest.fixture(scope="module")
def server(serve: Serve) -> Server:
    return serve("app.py")


def embeddings(path: Path, rows: int = 900, width: int = 384) -> None:
    """Random features of real images: max(0, W x) of handwritten digits, with their labels."""
    digits = data.load("digits")
    x = digits.images[:rows].reshape(rows, -1) / 255
    generator = np.random.default_rng(0)
    weights = generator.normal(size=(x.shape[1], width)) / math.sqrt(x.shape[1])
    features = np.maximum(0, (x - x.mean(0)) @ weights).astype(np.float32)
    frame = pd.DataFrame({"id": np.arange(rows), "embedding": list(features)})
    frame["digit"] = digits.labels[:rows]
    frame.to_parquet(path)


def german(path: Path, rows: int = 600) -> None:
    """A table as a German spreadsheet saves it, with names that try to be something else."""
    generator = np.random.default_rng(0)
    size = generator.normal(170, 10, rows)
    frame = pd.DataFrame(
        {
            "Nr": np.arange(rows),
            "Größe": size.round(1),
            "Gewicht <script>alert(1)</script>": (size * 0.5 + generator.normal(size=rows)).round(
                2
            ),
            "Art": np.where(size > 170, "[x](javascript:alert(1))", "klein"),
            "Tag": pd.date_range("2024-01-01", periods=rows).strftime("%d.%m.%Y"),
        }
    )
    frame.loc[3:30, "Größe"] = None
    path.write_bytes(frame.to_csv(sep=";", decimal=",", index=False).encode("windows-1252"))


def drop(server: Server, open_page: OpenPage, path: Path) -> Page:
    page = open_page(f"{server.url}/?steps=300")  # the next run waits for the end of this
    page.set_default_timeout(60_000)
    page.get_by_role("button", name="Your data").click()
    page.locator(".st-key-yours-files input[type=file]").set_input_files(path)
    return page


def use(page: Page, name: str) -> None:
    panel = page.locator(".st-key-yours")
    panel.get_by_role("textbox", name="Name").fill(name)
    panel.get_by_role("textbox", name="Name").press("Enter")
    panel.get_by_role("button", name="Use it").click()
    expect(panel).to_have_count(0)
    expect(page.get_by_role("radio", name=name)).to_be_checked()


def train(page: Page) -> None:
    """Train, and wait for a cloud, its figures and its pictures."""
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".sculptor-scatter[data-step]")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("Latent traversal")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("Inputs, and their reconstructions below")).to_be_visible()
    assert page.get_by_text("Traceback").count() == 0
    assert page.get_by_text("not your fault").count() == 0


def test_a_semicolon_table_is_looked_at_changed_and_trained(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "Messungen.csv"
    german(path)
    page = drop(server, open_page, path)
    panel = page.locator(".st-key-yours")
    expect(panel.get_by_text("600 rows, 5 columns")).to_be_visible(timeout=60_000)
    expect(panel.get_by_text("semicolon between cells, decimal comma")).to_be_visible()
    expect(panel.get_by_text("was read as windows-1252")).to_be_visible()
    expect(panel.get_by_text("Left out: Nr")).to_be_visible(timeout=60_000)
    expect(
        panel.get_by_text("Missing values, which are left out of the loss: Größe")
    ).to_be_visible()
    panel.get_by_text("Read it in another way").click()
    variance = panel.get_by_role("combobox", name="Variance of numbers")
    fixed = page.get_by_role("option", name="Fixed, 0.1")
    expect(variance).to_be_visible()
    for _ in range(20):  # a run of the page that was on its way closes the list
        variance.click()
        with contextlib.suppress(AssertionError):
            expect(fixed).to_be_visible(timeout=2_000)
            break
    fixed.click()
    expect(panel.get_by_text("600 rows, 5 columns")).to_be_visible(timeout=60_000)
    expect(panel.get_by_role("button", name="Use it")).to_be_visible(timeout=60_000)
    use(page, "Messungen")
    train(page)
    cloud = page.locator(".sculptor-scatter canvas").first
    cloud.hover(position={"x": 160, "y": 160})
    row = page.locator(".sculptor-scatter .tooltip img.rows")
    expect(row).to_be_visible(timeout=60_000)


def test_embeddings_in_parquet_are_trained_and_compared(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "embeddings.parquet"
    embeddings(path)
    page = drop(server, open_page, path)
    panel = page.locator(".st-key-yours")
    expect(panel.get_by_text("900 rows, 3 columns")).to_be_visible(timeout=60_000)
    expect(panel.get_by_text(re.compile(r"384 numbers in each row\. \d"))).to_be_visible()
    expect(panel.get_by_text("digit is taken for labels")).to_be_visible()
    use(page, "Embeddings")
    train(page)
