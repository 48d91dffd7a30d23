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
