"""The Compare page: what it sends when, what it says in each state, and what it launches."""

import pytest

from sculptor import RunConfig, studies
from sculptor.ui.plots.sides import read_sides
from sculptor.ui.sculpt.compare import cells as planned_cells
from tests.bad_names import BAD, spoil
from tests.ui.compare.opened import compare, said


def test_runs_side_by_side_with_their_scores_and_difference(make_run) -> None:
    runs = [make_run(objective={"kind": kind}) for kind in ("vae", "mmd")]
    page = compare(*(run.id for run in runs))
    assert not page.exception
    words = said(page)
    assert "LPS 0.25 for VAE against 0.25 for MMD" in words
    assert "The objective is the only difference" in [found.label for found in page.expander]
    assert "Squared error" in words
    assert "Marginals and quantiles" in words


def test_runs_that_differ_in_more_are_warned_of(make_run) -> None:
    runs = [make_run(), make_run(objective="vae", batch_size=64, latent_dim=3)]
    page = compare(*(run.id for run in runs))
    assert not page.exception
    assert "differ in more than the objective: latent dim, batch size" in said(page)


def test_an_address_that_makes_no_sense_is_told_in_words() -> None:
    assert "asked for runs" in said(compare("../../etc"))
    assert "id of a study" in said(compare(study="20200101-000000-dead"))


CHOSEN = [{"kind": "vae"}, {"kind": "beta-vae"}, {"kind": "mmd"}]


def test_the_runs_of_a_study_are_shown_before_they_have_begun() -> None:
    config = RunConfig(dataset="digits", prior="moons", steps=10)
    study = studies.create(planned_cells(config, CHOSEN, 1))
    sides = read_sides([], study.id)
    assert [side.title for side in sides] == ["VAE", "β-VAE", "MMD"]
    page = compare(study=study.id)
    assert not page.exception
    assert "0 of 3 runs have finished" in said(page)


@pytest.mark.parametrize(("name", "expected"), BAD.items())
def test_runs_of_bad_names_are_compared_as_any(make_run, name: str, expected: str) -> None:
    bad = spoil(make_run(objective="vae"), name)
    page = compare(bad.id, make_run("good").id)
    assert not page.exception
    assert not page.error
    assert any(choice.startswith(expected) for choice in page.multiselect[0].options)
    assert "LPS 0.25 for VAE" in said(page)
