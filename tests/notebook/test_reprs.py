"""What objects look like as the last line of a cell."""

import time

import numpy as np
import pytest

import sculptor
from sculptor import RunConfig, SculptorError, priors, studies
from sculptor.jobs import Run
from sculptor.metrics.lps.estimate import PREDICTORS
from sculptor.metrics.lps.result import LPSResult
from sculptor.notebook import reprs
from sculptor.priors.shown import Shown
from sculptor.views.predictability import MOST, bars_svg


def test_a_run_shows_its_cloud_and_figures(finished: Run) -> None:
    begin = time.perf_counter()
    html = finished._repr_html_()
    assert time.perf_counter() - begin < 2
    assert html.count("data:image/png;base64") == 1
    assert "Finished" in html
    assert "MMD²" in html
    assert f"{finished.split} images, n = " in html


def test_one_that_waits_or_is_damaged_is_words(run: Run) -> None:
    assert "<img" not in run._repr_html_()
    assert "Queued" in run._repr_html_()
    (run.folder / "config.json").write_text("<b>{")
    assert "Expected" in run._repr_html_()
    assert "<b>{" not in run._repr_html_()


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"kind": "gaussian", "dim": 1}, "Prior('gaussian', dim=1)"),
        ({"kind": "ring"}, "Prior('ring', dim=2)"),
        ({"kind": "ring", "rotation": 30.0}, "Prior('ring', dim=2, moved)"),
        ({"kind": "uniform", "dim": 30}, "Prior('uniform', dim=30)"),
        ({"kind": "compose", "blocks": [{"kind": "ring"}]}, "Prior('compose', dim=2)"),
    ],
    ids=["line", "plane", "moved", "many", "blocks"],
)
def test_a_prior_shows_its_samples(spec: dict, text: str) -> None:
    prior = priors.from_spec(spec)
    assert isinstance(prior, Shown)
    assert repr(prior) == text
    html = prior._repr_html_()
    assert html.count("data:image/png;base64") == 1
    assert f"{prior.dim} dimension" in html


def test_a_study_lists_its_runs(tiny: RunConfig) -> None:
    study = studies.create(studies.grid(tiny, objectives=["ae", "mmd"]), "a & b")
    html = study._repr_html_()
    assert "a &amp; b" in html
    assert "0 of 2 runs finished" in html
    (study.folder / "study.json").write_text("{")
    assert "Expected" in study._repr_html_()


def test_a_row_of_a_study_has_a_stamp(finished: Run) -> None:
    row = reprs._row(finished)
    assert row.count("<img") == 1
    assert "MMD, seed 0" in row


def test_a_score_shows_each_latent_and_its_floor() -> None:
    x = np.random.default_rng(0).standard_normal((300, 1))
    found = sculptor.lps(np.hstack([x, x]), quick=True)
    assert found.predictor[0] in PREDICTORS
    assert isinstance(found, LPSResult)
    assert repr(found).startswith("LPSResult(score=1.000")
    html = found._repr_html_()
    assert "1.000" in html
    assert html.count("<img") == 1


def test_of_many_latents_the_most_predictable_are_drawn() -> None:
    scores = np.linspace(0, 1, 100)
    drawn = bars_svg(scores, 0.02)
    assert drawn.count("<rect") == MOST
    assert ">1.00<" in drawn
    assert ">0.50<" not in drawn


def test_what_cannot_be_read_does_not_stop_a_list(finished: Run) -> None:
    (finished.folder / "config.json").unlink()
    with pytest.raises(SculptorError):
        _ = finished.config
    assert "Expected" in reprs._row(finished)
