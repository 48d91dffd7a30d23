"""The table of scores: what is measured, and when it is asked for."""

import time

import pytest

from sculptor.measure.figure import Figure
from sculptor.studies import Scores, scores
from sculptor.ui.compare import table
from sculptor.ui.plots.sides import by_configuration, read_sides
from tests.ui.compare.opened import compare, said


def test_scores_that_are_asked_for_are_computed_one_run_after_another(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    begun: list[str] = []
    monkeypatch.setattr(table.scores, "request", lambda run: begun.append(run.id))
    page = compare(*(run.id for run in runs))
    next(each for each in page.button if each.label == "Compute all scores").click().run()
    assert not page.exception
    page.run()
    assert begun == [runs[0].id]
    assert "Computing …" in [each.label for each in page.button]
    now = time.time()
    monkeypatch.setattr(table.time, "time", lambda: now + table.PATIENCE)
    page.run()  # its process was killed
    assert begun == [run.id for run in runs]


def test_figures_of_one_kind_serve_all_that_is_compared(make_run) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    groups = by_configuration(read_sides([run.id for run in runs]))
    step = runs[0].progress().step
    for run in runs:
        assert not table._measured(groups, None)
        scores.write(run, Scores(step, (Figure("lps", "mean", 0.1, 100),)))
    assert table._measured(groups, None)
    assert not table._measured(groups, 1.0)
    chosen = [*(run.id for run in runs), make_run(objective="ae", status="failed").id]
    groups = by_configuration(read_sides(chosen))
    assert table._measured(groups, None)
    chosen[2] = make_run(objective="ae", status="running").id
    assert not table._measured(by_configuration(read_sides(chosen)), None)


def test_lps_is_compared_at_one_number_of_codes_only(make_run) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    for run, fitted in zip(runs, (12_000.0, 2_000.0), strict=True):
        found = Figure("lps", "mean", 0.1, 100), Figure("lps_fitted", "mean", fitted, 100)
        told = Figure("joint_accuracy", "mean", 0.75, 100)
        scores.write(run, Scores(run.progress().step, (*found, told)))
    text = said(compare(*(run.id for run in runs)))
    assert "LPS not compared, as it grows with the codes fitted on (2,000 and 12,000)" in text
    assert ">LPS, fitted on 2,000 or 12,000 <i></i></th>" in text
    assert "codes told from codes of independent latents 75 % for" in text


def test_generation_is_said_and_scored_out_of_the_snapshots(make_run) -> None:
    runs = [make_run(objective=kind) for kind in ("vae", "mmd")]
    text = said(compare(*(run.id for run in runs)))
    # Both end at step 100, of which the snapshots of these tests say 20 - 100 / 10.
    assert "Fréchet distance of samples 10 for VAE against 10 for MMD (real images 0.7)" in text
    assert ">Fréchet distance of samples <i>↓</i></th><td>10</td><td>10</td>" in text
