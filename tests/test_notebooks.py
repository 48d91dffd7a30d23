"""The walk-throughs run as they are; `test_docs` looks at the outputs that they keep."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def read(name: str) -> dict:
    return json.loads((NOTEBOOKS / f"{name}.ipynb").read_text())


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_format(path: Path) -> None:
    book = read(path.stem)
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)


def test_sculpt(run_notebook: Callable[[dict, Path], dict], own_home: Path) -> None:
    space = run_notebook(read("sculpt"), own_home)
    last = space["snapshot"]
    assert last.step == space["config"].steps
    assert last.metrics["mmd2"] < 3 * last.metrics["mmd2_floor"]
    assert not own_home.exists()


def test_compare(
    run_notebook: Callable[[dict, Path], dict], own_home: Path, here: list[Path]
) -> None:
    space = run_notebook(read("compare"), own_home)
    assert space["study"].status == "finished"
    assert len(here) == 2
    assert list(space["clouds"]) == ["vae 1 → gaussian, seed 0", "mmd auto → gaussian, seed 0"]
