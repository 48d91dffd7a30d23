"""An exported study: the page loads nothing, every file is there, and the notebook runs."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

import sculptor
from sculptor import RunConfig, SculptorError, priors
from sculptor.studies import Study, create, drive, grid, scores
from sculptor.studies.report import archive, notebook
from sculptor.views.palette import LIGHT

RunNotebook = Callable[[dict, Path], dict]


@pytest.fixture
def study(base: RunConfig, here: list[Path], cheap: Callable[[], int]) -> Study:
    """Two objectives that have been trained and measured."""
    study = create(grid(base, objectives=["mmd", "vae"]), "KL <and> MMD")
    drive(study)
    return study


def test_everything_that_is_exported(
    study: Study, tmp_path: Path, run_notebook: RunNotebook
) -> None:
    folder = study.export(tmp_path / "out")
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {"report.html", "study.ipynb", "results.csv", "table.md", "study.json"} <= files
    for run in ("mmd-auto-seed-0", "vae-1-seed-0"):
        for name in ("config.json", "metrics.csv", "model.safetensors", "latents.csv"):
            assert f"runs/{run}/{name}" in files
    for name in ("posterior", "marginals", "matrices"):
        assert {f"figures/{name}-mmd-auto.svg", f"figures/{name}-vae-1.svg"} <= files
    for name in ("traversal", "reconstruction", "samples"):
        assert {f"figures/{name}-mmd-auto.png", f"figures/{name}-vae-1.png"} <= files
    assert {"figures/curves-reconstruction.svg", "figures/front.svg"} <= files
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {"figures", "runs"}
    assert not list(folder.glob("*.svg"))  # each drawing is there once
    check_page((folder / "report.html").read_text())
    check_notebook(json.loads((folder / "study.ipynb").read_text()), tmp_path, run_notebook)
    with pytest.raises(SculptorError, match="new or empty folder"):
        study.export(folder)


def check_page(text: str) -> None:
    """It holds what it shows, in both themes, and asks nobody for anything."""
    assert "://" not in text
    assert not re.search(r"<script|<link|@import|url\(|\bsrc=\"(?!data:)|\bhref=", text)
    assert "KL &lt;and&gt; MMD" in text
    assert "<and>" not in text
    assert "prefers-color-scheme: dark" in text
    assert "squared error of mmd auto" in text
    assert "0 to 0.2" in text  # the interval of the LPS
    assert "objective · kind" in text
    for colour in ("#E69F00", "#0072B2"):
        assert text.count(f'<g fill="none" stroke="{colour}"') == 2  # a cloud each
    assert text.count("data:image/png;base64,") == 6  # three pictures each
    legend = re.search(r'fill="(#\w+)"/></svg>mmd auto', text)
    assert legend is not None
    assert legend[1] == LIGHT.configurations[0]  # as its curves are drawn


def check_notebook(book: dict, tmp_path: Path, run_notebook: RunNotebook) -> None:
    """Its cells run one after another, as they are, and make the runs again."""
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    space = run_notebook(book, tmp_path / "home")
    again = space["study"]
    assert again.folder.is_relative_to(tmp_path / "home")
    assert again.status == "finished"
    assert [run.progress().step for run in again.runs] == [20, 20]
    assert len(space["table"]) == 2 * 4


def test_the_notebook_brings_the_samples_of_a_prior(base: RunConfig) -> None:
    prior = priors.from_samples(np.random.default_rng(0).standard_normal((50, 2)))
    book = notebook.notebook(create(grid(base, priors=[prior.spec])))
    sources = ["".join(cell["source"]) for cell in book["cells"]]
    assert any("priors.from_samples" in source for source in sources)
    plain = notebook.notebook(create(grid(base)))
    assert not any("from_samples" in "".join(cell["source"]) for cell in plain["cells"])


def test_a_notebook_says_which_weights_it_needs_before_it_trains(
    base: RunConfig,
    here: list[Path],
    cheap: Callable[[], int],
    run_notebook: RunNotebook,
    own_home: Path,
    tmp_path: Path,
) -> None:
    source = sculptor.launch(base)
    study = create(grid(replace(base, start=f"run:{source.id}"), seeds=[1]))
    drive(study)
    folder = study.export(tmp_path / "out")
    assert (folder / "runs" / "mmd-auto-seed-1" / "start.safetensors").exists()
    book = json.loads((folder / "study.ipynb").read_text())
    assert f"**It needs the weights of {source.id}**" in "".join(book["cells"][0]["source"])

    other = tmp_path / "other"
    with pytest.raises(SculptorError, match=rf"other, but {source.id} is not there"):
        run_notebook(book, other)
    assert not other.exists()
    shutil.copytree(source.folder, other / source.id)
    assert run_notebook(book, other)["study"].status == "finished"
    source.delete()
    assert run_notebook(book, own_home)["study"].id == study.id


def test_a_notebook_of_runs_that_start_from_a_shipped_model_needs_no_other_run(
    here: list[Path], cheap: Callable[[], int], run_notebook: RunNotebook, tmp_path: Path
) -> None:
    shipped = sculptor.load_pretrained("digits-mmd").config
    warm = replace(shipped, start="pretrained:digits-mmd", steps=5, device="cpu")
    book = notebook.notebook(create(grid(warm)))
    assert "It needs the weights" not in "".join(book["cells"][0]["source"])
    assert run_notebook(book, tmp_path / "other")["study"].status == "finished"


def test_the_archive_is_the_folder(study: Study) -> None:
    names = zipfile.ZipFile(BytesIO(archive.archive(study))).namelist()
    assert f"{study.id}/report.html" in names
    assert f"{study.id}/runs/vae-1-seed-0/model.safetensors" in names


def test_a_study_of_which_something_is_still_to_come_is_refused(
    study: Study, tmp_path: Path
) -> None:
    with study.alone(), pytest.raises(SculptorError, match=r"is running: 2 of 2 .* for its end"):
        study.export(tmp_path / "out")
    (study.runs[0].folder / scores.FILE).unlink()
    with pytest.raises(SculptorError, match=r"is interrupted: 1 of 2 .* Go on with"):
        study.export(tmp_path / "out")
    assert not (tmp_path / "out").exists()
