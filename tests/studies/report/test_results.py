"""Tables: rows, means over seeds, Markdown, and the files of a report."""

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sculptor import RunConfig
from sculptor.studies import COORDINATES, Cell, Study, create, drive, grid
from sculptor.studies.report import results


@pytest.fixture
def study(cells: list[Cell], here: list[Path], cheap: Callable[[], int], untrained: None) -> Study:
    """Two objectives by two seeds that have been measured."""
    study = create(cells, "first", "sculptor study --seeds 2")
    drive(study)
    return study


def test_a_row_a_run_and_figure(study: Study) -> None:
    frame = study.table()
    assert len(frame) == 4 * 4
    assert set(COORDINATES) < set(frame.columns)
    whole = frame[frame["latent"].isna()]
    assert not whole.duplicated(["run", "metric", "representation"]).any()
    assert list(whole["objective"].unique()) == ["mmd", "vae"]
    assert dict(zip(frame["objective"], frame["weight"], strict=True)) == {
        "mmd": "auto",
        "vae": "1",
    }
    assert frame["value"].isna().sum() == 4


def test_means_and_deviations_over_seeds(study: Study) -> None:
    found = results.summary(study.table())
    assert len(found) == 2 * 2
    row = found[found["metric"].eq("squared_error") & found["objective"].eq("mmd")].iloc[0]
    # Runs are measured in the order of the cells: mmd, vae, mmd, vae give 3, 4, 5, 6.
    assert (row["mean"], row["count"]) == (4.0, 2)
    assert row["std"] == pytest.approx(math.sqrt(2))


def test_one_seed_has_no_deviation(
    base: RunConfig, here: list[Path], cheap: Callable[[], int], untrained: None
) -> None:
    study = create(grid(base))
    drive(study)
    assert results.summary(study.table())["std"].isna().all()
    assert "| mmd auto | 1 | 3 | 0.1 |" in study.markdown()


def test_markdown(study: Study) -> None:
    text = study.markdown()
    assert "### digits, prior gaussian, 2 latents, spectral start" in text
    assert "| objective | seeds | Squared error, means | LPS, means |" in text
    assert "| mmd auto | 2 | 4.0 ± 1.4 | 0.1 |" in text
    assert "Not trained" not in text


def test_figures_of_decoded_samples_are_of_no_codes(study: Study) -> None:
    frame = study.table()
    drawn = frame[frame["metric"] == "squared_error"].assign(metric="generation_frechet")
    text = results.markdown(study, pd.concat([frame, drawn]))
    assert "| Squared error, means | LPS, means | Fréchet distance of samples |" in text


def test_what_is_missing_is_said_with_its_reason(base: RunConfig) -> None:
    study = create(grid(base, objectives=["mmd", "vae"], priors=["ring", "gaussian"]))
    assert study.table().empty
    text = study.markdown()
    assert "only samples are known: vae towards ring." in text
    assert "Not trained yet: mmd auto → ring, seed 0, mmd auto → gaussian, seed 0" in text
