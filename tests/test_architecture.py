"""The arrows of the design: who may import whom, and what starts without torch."""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

SCIENCE = {"discrepancy", "tables", "data", "priors", "models", "objectives", "metrics", "measure"}
WORK = {"training", "views", "runs", "pretrained", "jobs"}
BELOW = SCIENCE | WORK | {"explore", "exports", "studies", "suggest"}
SHARED_UI = {"ui.app", "ui.frontend", "ui.kit", "ui.plots"}

ROOMS: dict[str, set[str]] = {
    "discrepancy": set(),
    "tables": set(),
    "data": {"tables"},
    "views": set(),
    "models": set(),
    "priors": {"tables"},
    "objectives": {"discrepancy", "models", "priors"},
    "metrics": {"discrepancy"},
    "measure": {"data", "discrepancy", "metrics", "models", "priors"},
    "training": SCIENCE,
    "runs": {*SCIENCE, "training", "views"},
    "pretrained": {*SCIENCE, "training"},
    "jobs": {*SCIENCE, "training", "runs", "pretrained"},
    "exports": {"data", "measure", "models", "priors", *WORK},
    "explore": {*SCIENCE, *WORK, "exports"},
    "studies": {*SCIENCE, *WORK},
    "suggest": {*SCIENCE, *WORK, "studies"},
    "cli": {*BELOW, ""},
    "notebook": {*BELOW, "ui.frontend", "ui.plots"},
    "ui.frontend": {"runs", "views"},
    "ui.app": {*BELOW, "ui.frontend"},
    "ui.kit": {*BELOW, "ui.app"},
    "ui.plots": {*BELOW, "ui.app", "ui.frontend", "ui.kit"},
    "ui.prior": {*BELOW, *SHARED_UI},
    **{
        f"ui.{page}": {*BELOW, *SHARED_UI, "ui.prior"}
        for page in ("sculpt", "watch", "compare", "explore", "runs")
    },
}
"""Each room and the rooms that it may import; an arrow goes one way only. The command line stands
above all but the pages, and uses the public names (``""``)."""

OPEN = {
    "columns",
    "drafts",
    "errors",
    "files",
    "home",
    "lazy",
    "names",
    "parameter",
    "plugins",
    "processes",
    "seeds",
    "spec",
    "unpack",
    "version",
    "words",
}
"""Modules beside the rooms, which all may import and which import no room."""

MOST = 20
"""Modules of one folder, so that one finds the right one at a glance."""


def name_of(path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its name."""
    return {name_of(path): path for path in (ROOT / "sculptor").rglob("*.py")}


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a file imports, anywhere in it, for types alone too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.add(inner if inner in modules() else node.module)
    return frozenset(names)


def room_of(module: str) -> str:
    """The room that a module is in; of those beside the rooms, and of an entry, its own name."""
    first, *rest = module.split(".")[1:] or [""]
    return f"ui.{rest[0]}" if first == "ui" and rest else first


def test_no_two_files_import_each_other() -> None:
    arrows = {name: imported(path) & modules().keys() for name, path in modules().items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of files: {' -> '.join(reversed(error.args[1]))}")


def test_no_two_rooms_may_import_each_other() -> None:
    TopologicalSorter({room: below - {""} for room, below in ROOMS.items()}).prepare()


def test_contributing_lists_the_rooms_in_the_order_of_their_arrows() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rows = "\n".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE))
    listed = []
    for before, inside in re.findall(r"`sculptor/([\w/]+)(?:\{(.*?)\})?[/`]", rows):
        listed += [f"{before}{part}".strip("/").replace("/", ".") for part in inside.split(",")]
    order = {room: place for place, room in enumerate(listed) if room in ROOMS}
    assert order.keys() == ROOMS.keys()
    for room, below in ROOMS.items():
        # The prior panel stands in the row of the pages that have it.
        for other in below - {"", "ui.prior"}:
            assert order[room] < order[other], f"{room} may import {other}, which stands above it"
    assert {name for name in OPEN if f"{name}.py`" in rows} == OPEN


def test_every_folder_is_a_room() -> None:
    folders = {room_of(name) for name, path in modules().items() if path.name == "__init__.py"}
    assert folders - {"", "ui"} == ROOMS.keys()
    assert {room_of(name) for name in modules()} - {"", "ui", "__main__"} == ROOMS.keys() | OPEN


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    files = [path for name, path in modules().items() if room_of(name) == room]
    assert files
    for path in files:
        rooms = {room_of(name) for name in imported(path) & modules().keys()}
        assert rooms <= {*ROOMS[room], *OPEN, room}, path


def test_what_is_open_to_all_imports_no_room() -> None:
    for name in OPEN:
        rooms = {room_of(each) for each in imported(modules()[f"sculptor.{name}"])}
        assert not rooms & ROOMS.keys(), name


def test_a_folder_is_seen_at_a_glance() -> None:
    folders: dict[Path, list[str]] = {}
    for path in modules().values():
        if path.name != "__init__.py":
            folders.setdefault(path.parent, []).append(path.stem)
    for folder, names in folders.items():
        assert len(names) <= MOST, folder
        prefixes = Counter(name.split("_")[0] for name in names if "_" in name)
        assert max(prefixes.values(), default=0) < 3, f"a prefix that stands for a folder: {folder}"


def test_only_the_user_interface_imports_streamlit() -> None:
    for name, path in modules().items():
        if not room_of(name).startswith("ui"):
            assert not any(each.split(".")[0] == "streamlit" for each in imported(path)), path


@pytest.mark.parametrize(
    "module",
    [
        "sculptor",
        "sculptor.cli",
        "sculptor.data",
        "sculptor.jobs",
        "sculptor.measure.catalogue",
        "sculptor.pretrained.pretrained",
        "sculptor.pretrained.recipes",
        "sculptor.priors",
        "sculptor.runs",
        "sculptor.studies",
        "sculptor.studies.scores",
        "sculptor.studies.study",
        "sculptor.suggest",
        "sculptor.suggest.suggestion",
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


def test_every_module_with_behaviour_has_a_test_of_its_name_or_is_imported_by_one() -> None:
    """Where to look for the tests of a module: in the file of its name, in the folder of its room.

    ``sculptor/runs/tail.py`` has ``tests/runs/test_tail.py``. Also a module counts that a test
    imports by its own name, and one whose public functions and classes all have doctests.
    """
    tests = [*(ROOT / "tests").rglob("*.py")]
    used = set().union(*map(imported, tests))
    mirrored = {path.relative_to(ROOT / "tests").as_posix() for path in tests}
    untested = []
    for name, path in modules().items():
        if name in used or path.name in ("__init__.py", "__main__.py"):
            continue
        mirror = path.relative_to(ROOT / "sculptor").with_name(f"test_{path.name}").as_posix()
        if mirror not in mirrored and behaves(path):
            untested.append(name)
    assert untested == []


def behaves(path: Path) -> bool:
    """Whether a file does more than declare: a public function or method without a doctest."""
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        methods = [part for part in ast.walk(node) if isinstance(part, ast.FunctionDef)]
        if methods and ">>>" not in (ast.get_docstring(node) or ""):
            return True
    return False
