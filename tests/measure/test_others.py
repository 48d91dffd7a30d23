"""Figures that others have declared."""

from dataclasses import replace

import numpy as np
import pytest

import sculptor
from sculptor import RunConfig, jobs, plugins, studies
from sculptor.jobs.worker import work
from sculptor.spec import Metric


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf of its own for each test."""
    monkeypatch.setattr(plugins, "_shelf", plugins._Shelf())


def test_a_figure_of_others_is_taken_where_there_is_what_it_takes(tiny: RunConfig) -> None:
    sculptor.register(Metric("rows", "Rows", make=len, representation="sample"))
    sculptor.register(Metric("far", "Far", make=lambda z, target: len(target), takes=("target",)))
    sculptor.register(Metric("none", "None", make=lambda z, factors: 0, takes=("factors",)))
    sculptor.register(Metric("fails", "Fails", make=lambda z: 1 / 0))
    sculptor.register(
        Metric("error", "Error", make=lambda z, **given: given["reconstructions"].min(),
               takes=("reconstructions", "images", "labels", "seed"))
    )  # fmt: skip
    run = jobs.Run(jobs.create(replace(tiny, steps=20)))
    assert work(run.folder) == "finished"
    found = {
        (figure.metric, figure.representation): figure
        for figure in studies.compute_scores(run).figures
    }
    assert found["rows", "sample"].value == 359
    assert ("none", "mean") not in found
    assert np.isnan(found["fails", "mean"].value)
    assert found["far", "mean"].value == found["far", "mean"].n
    assert 0 <= found["error", "mean"].value < 1
