"""The walk-throughs run as they are; `test_docs` looks at the outputs that they keep."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sculptor import datasets

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


def test_labels(run_notebook: Callable[[dict, Path], dict], own_home: Path) -> None:
    space = run_notebook(read("labels"), own_home)
    assert space["snapshot"].metrics["class_accuracy"] > 0.75
    assert space["with_few"].metrics["class_accuracy"] > 0.65
    assert space["right"][~space["doubtful"]].mean() > space["right"].mean()
    assert not own_home.exists()


def test_compare(
    run_notebook: Callable[[dict, Path], dict], own_home: Path, here: list[Path]
) -> None:
    space = run_notebook(read("compare"), own_home)
    assert space["study"].status == "finished"
    assert len(here) == 2
    assert list(space["clouds"]) == ["vae 1 → gaussian, seed 0", "mmd auto → gaussian, seed 0"]


def test_your_data(run_notebook: Callable[[dict, Path], dict], own_home: Path) -> None:
    space = run_notebook(read("your_data"), own_home)
    assert space["shapes"].images.shape == (600, 1, 32, 32)
    assert space["snapshot"].step == space["config"].steps
    assert space["last"].metrics["mmd2"] < 5 * space["last"].metrics["mmd2_floor"]
    assert not {"notebook-shapes", "notebook-table"} & {*datasets.names()}


def test_explore(run_notebook: Callable[[dict, Path], dict], own_home: Path) -> None:
    space = run_notebook(read("explore"), own_home)
    assert space["run"].status == "finished"
    assert {"config.json", "model.safetensors", "latents.parquet"} <= space["sizes"].keys()
    assert 0 < len(space["selection"]) < len(space["z"])
    np.testing.assert_array_equal(space["view"].selection, [])
    decoded = [space[name].model() for name in ("run", "shared")]
    ours, theirs = (model.decode(space["path"]).numpy() for model in decoded)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_suggest(
    run_notebook: Callable[[dict, Path], dict],
    own_home: Path,
    here: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sculptor.suggest.driver.LOOK", 0.0)
    space = run_notebook(read("suggest"), own_home)
    assert space["answer"].final
    assert "Ring in 2" in {*space["table"]["name"][space["table"]["tied"]]}
    assert space["snapshot"].metrics["mmd2"] < 5 * space["snapshot"].metrics["mmd2_floor"]
    assert len(here) > len(space["answer"].candidates)
    assert "notebook-ring" not in datasets.names()
