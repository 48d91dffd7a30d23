"""The charts of a comparison."""

from sculptor import RunConfig, studies
from tests.ui.compare.opened import compare, said


def test_the_front_is_shown_where_an_objective_has_several_weights() -> None:
    config = RunConfig(dataset="digits", steps=10)
    cells = studies.grid(config, objectives=["mmd", "beta-vae"], weights={"beta-vae": [1, 4]})
    page = compare(study=studies.create(cells).id)
    assert not page.exception
    assert "Reconstruction against LPS" in said(page)
    assert "Let the study train" in said(page)


def test_classes_in_place_are_shown_where_several_numbers_of_labels_are_told() -> None:
    painted = {"kind": "by-label", "parts": {"0": {"kind": "ring"}}}
    config = RunConfig(dataset="digits", steps=10, prior=painted)
    page = compare(study=studies.create(studies.grid(config, labels=[0.1, 1])).id)
    assert not page.exception
    assert "Classes and factors by labels known" in said(page)
    assert "figures of classes or factors" in said(page)
    page = compare(study=studies.create(studies.grid(config, labels=[0.1])).id)
    assert "Classes and factors by labels known" not in said(page)
