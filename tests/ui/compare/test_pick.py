"""Choosing what is compared, and its report."""

import time
import zipfile
from io import BytesIO

import pytest

from sculptor import RunConfig, studies
from sculptor.studies import Scores
from sculptor.ui.compare import pick
from sculptor.ui.sculpt.compare import cells as planned_cells
from tests.ui.compare.opened import compare, said


def test_without_runs_it_invites(make_run) -> None:
    make_run("first")
    make_run("second")
    page = compare()
    assert not page.exception
    assert "Compare runs" in said(page)
    assert len(page.multiselect[0].options) == 2


def test_a_run_is_called_the_same_each_time_and_no_two_are(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [make_run().id, make_run("named").id, make_run("named").id]
    now = compare(*runs).multiselect[0].options
    assert len({*now}) == 3
    clock = time.time
    monkeypatch.setattr("sculptor.words.time.time", lambda: clock() + 7_200)
    assert compare(*runs).multiselect[0].options == now


CHOSEN = [{"kind": "vae"}, {"kind": "beta-vae"}, {"kind": "mmd"}]


def test_a_study_that_has_finished_offers_its_report(monkeypatch: pytest.MonkeyPatch) -> None:
    config = RunConfig(dataset="digits", latent_dim=2)
    study = studies.create(planned_cells(config, CHOSEN, 1))
    assert not compare(study=study.id).get("download_button")
    monkeypatch.setattr(studies.StudyProgress, "settled", True)
    page = compare(study=study.id)
    assert not page.exception
    assert [button.proto.label for button in page.get("download_button")] == ["Report"]


def test_runs_that_have_finished_offer_a_report_once_they_are_measured(
    make_run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = [make_run(objective=kind).id for kind in ("vae", "mmd")]
    assert not compare(*ended, make_run(status="paused").id).get("download_button")
    (button,) = compare(*ended).get("download_button")
    assert button.proto.disabled
    monkeypatch.setattr(pick.scores, "read", lambda run: Scores(100, ()))
    page = compare(*ended)
    assert not page.exception
    (button,) = page.get("download_button")
    assert not button.proto.disabled
    names = zipfile.ZipFile(BytesIO(pick._archive_of_runs(ended))).namelist()
    assert any(name.endswith("/report.html") for name in names)
    assert studies.list_studies() == []
