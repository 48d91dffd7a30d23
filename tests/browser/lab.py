"""A JupyterLab with a notebook that is open in a browser."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.serving import free_port, served

ROOT = Path(__file__).parents[2]
SLOW = 120_000
"""Milliseconds in which a kernel has started and trained on a busy machine."""


@dataclass(frozen=True)
class Lab:
    """A notebook in a JupyterLab: its address and its file."""

    url: str
    book: Path


@contextlib.contextmanager
def jupyter(folder: Path, cells: Sequence[str]) -> Iterator[Lab]:
    """A JupyterLab of its own in an empty folder, whose runs are in ``home`` therein.

    Args:
        folder: Where its files lie.
        cells: The code of the cells of its notebook.
    """
    written = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "outputs": [], "source": text}
        | {"execution_count": None}
        for i, text in enumerate(cells)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "book.ipynb").write_text(json.dumps({"cells": written, **about}))
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


def kernel_is_there(page: Page) -> None:
    """Wait until the kernel of a notebook that has just been opened is idle."""
    idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    expect(idle).to_be_visible(timeout=SLOW)


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
