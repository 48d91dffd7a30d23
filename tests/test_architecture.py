"""The arrows of the design: who may import whom, and what starts without torch."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = {
    "priors": set(),
    "data": set(),
    "models": set(),
    "objectives": {"models", "priors", "metrics"},
    "metrics": {"objectives"},
    "training": {"priors", "data", "models", "objectives", "metrics"},
    "pretrained": {"priors", "data", "models", "objectives", "metrics", "training"},
    "views": set(),
    "runs": {
        "priors",
        "data",
        "models",
        "objectives",
        "metrics",
        "training",
        "pretrained",
        "views",
    },
    "studies": {
        *("priors", "data", "models", "objectives", "metrics", "training", "runs", "views"),
    },
    "ui": {
        *("priors", "data", "models", "objectives", "metrics", "training", "pretrained", "runs"),
        *("views", "studies"),
    },
}
"""Each room and the rooms that it may import; the modules beside them are open to all."""

SHARED = {"errors", "files", "home"}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    files = list((ROOT / "sculptor" / room).rglob("*.py"))
    assert files
    for path in files:
        rooms = {
            name.split(".")[1] for name in imported(path) if name.startswith("sculptor.")
        } & ROOMS.keys()
        assert rooms <= ROOMS[room] | {room}, path


def test_only_the_user_interface_imports_streamlit() -> None:
    for path in (ROOT / "sculptor").rglob("*.py"):
        if "ui" not in path.parts:
            assert not any(name.split(".")[0] == "streamlit" for name in imported(path)), path


@pytest.mark.parametrize(
    "module",
    [
        "sculptor",
        "sculptor.cli",
        "sculptor.data",
        "sculptor.pretrained.pretrained",
        "sculptor.pretrained.recipes",
        "sculptor.priors",
        "sculptor.runs",
        "sculptor.studies",
        "sculptor.studies.scores",
        "sculptor.studies.study",
        "sculptor.training.config",
        "sculptor.ui",
    ],
)
def test_starts_without_torch(module: str) -> None:
    code = (
        f"import sys, {module}; print(sorted({{'torch', 'sklearn', 'umap'}} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "[]", result.stderr


def test_public_names_are_all_there() -> None:
    import sculptor

    for name in sculptor.__all__:
        assert getattr(sculptor, name) is not None
