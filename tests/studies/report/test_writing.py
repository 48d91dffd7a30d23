"""The files of a report: tables, figures, pictures."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sculptor import RunConfig
from sculptor.studies import Cell, Study, create, drive, grid


@pytest.fixture
def study(cells: list[Cell], here: list[Path], cheap: Callable[[], int], untrained: None) -> Study:
    """Two objectives by two seeds that have been measured."""
    study = create(cells, "first", "sculptor study --seeds 2")
    drive(study)
    return study


def test_the_files_of_a_report(study: Study, tmp_path: Path) -> None:
    to = study.write(tmp_path / "out")
    table = pd.read_csv(to / "results.csv")
    assert len(table) == 4 * 2
    assert len(pd.read_csv(to / "latents.csv")) == 4 * 2
    assert "latent" not in table.columns
    text = (to / "table.md").read_text()
    assert text.startswith("# first\n\nMade by `sculptor study --seeds 2` on ")
    assert "trained on cpu, torch" in text
    assert (to / "front.svg").read_text().startswith("<svg")
    assert "mmd" in (to / "latents.svg").read_text()
    assert not (to / "match.svg").exists()  # no run has that figure
    study.write(to)  # over what is there


def test_pictures_of_the_first_seed(
    base: RunConfig, here: list[Path], cheap: Callable[[], int], tmp_path: Path
) -> None:
    study = create(grid(base, seeds=[3, 4]))
    drive(study)
    to = study.write(tmp_path / "out")
    assert sorted(path.name for path in (to / "pictures").iterdir()) == [
        f"001-mmd-gaussian-2-spectral-{kind}.png"
        for kind in ("latents", "reconstruction", "samples", "traversal")
    ]


def test_a_report_of_nothing_yet(cells: list[Cell], tmp_path: Path) -> None:
    to = create(cells).write(tmp_path / "out")
    assert sorted(path.name for path in to.iterdir()) == [
        "latents.csv", "results.csv", "study.json", "table.md",
    ]  # fmt: skip
