"""The scores of a run that has trained: asked for, and shown with what they are taken of."""

import pytest

from sculptor.measure.figure import Figure
from sculptor.studies import Scores, scores
from tests.ui.watch.opened import button, said, watch

MEASURED = (
    Figure("lps", "mean", 0.1, 3_000, low=0.09, high=0.11),
    Figure("lps_fitted", "mean", 12_000.0, 3_000),
    Figure("joint_accuracy", "mean", 0.75, 3_000),
    Figure("joint_p_value", "mean", 0.001, 3_000),
    Figure("total_correlation", "mean", 1.21, 3_000),
    Figure("squared_error", "mean", 37.5, 3_000),
)


def test_dependence_is_shown_with_what_it_is_taken_of(make_run) -> None:
    run = make_run("ring")
    scores.write(run, Scores(run.progress().step, MEASURED))
    page = watch(run.id)
    assert not page.exception
    text = said(page)
    assert "LPS scores 3,000 test images by predictors fitted on 12,000 codes" in text
    assert "75 % of 3,000 test codes and permuted ones are told apart" in text
    assert "p = 0.001" in text
    assert [each.label for each in page.expander][-2:] == [
        "Dependence of the latents",
        "All scores",
    ]
    html = "".join(str(each.proto.body) for each in page.get("html"))
    assert "LPS, fitted on 12,000" in html
    assert "Total correlation" in html


def test_scores_are_computed_when_asked_for(make_run, monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run("ring")
    begun: list[str] = []
    monkeypatch.setattr(scores, "request", lambda run: begun.append(run.id))
    page = watch(run.id)
    button(page, "Compute all scores").click().run()
    assert not page.exception
    assert begun == [run.id]
    assert button(page, "Computing …").disabled


def test_a_run_that_trains_has_none(make_run) -> None:
    page = watch(make_run("ring", status="running", upto=40).id)
    assert "Compute all scores" not in [each.label for each in page.button]
