"""The arrows within the user interface: what a page may import, and what starts without torch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "sculptor" / "ui"
SHARED = {"app", "kit", "plots"}
ROOMS = {
    "app": set(),
    "kit": {"app"},
    "plots": {"app", "kit"},
    "prior": SHARED,
    "sculpt": {*SHARED, "prior"},
    "watch": {*SHARED, "prior"},
    "compare": SHARED,
    "explore": SHARED,
    "runs": SHARED,
}
"""Each room and the rooms that it may import; the files of the browser are open to all."""

PAGES = ("sculpt.train", "prior.panel", "watch.page", "compare.page", "explore.page", "runs.page")


def rooms(path: Path) -> set[str]:
    """The rooms of the user interface that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    parts = (name.split(".") for name in names if name.startswith("sculptor.ui."))
    return {part[2] for part in parts} - {"frontend"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_page_imports_no_other_page(room: str) -> None:
    files = list((UI / room).rglob("*.py"))
    assert files
    for path in files:
        assert rooms(path) <= ROOMS[room] | {room}, path


def test_pages_start_without_torch() -> None:
    modules = ", ".join(f"sculptor.ui.{page}" for page in PAGES)
    code = (
        f"import sys, {modules}; print(sorted({{'torch', 'sklearn', 'umap'}} & {{*sys.modules}}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "[]", result.stderr
