"""The aggregate posterior: the choices that a run has, and no others."""

import pytest

from sculptor.ui.watch import posterior
from tests.ui.watch.opened import watch


@pytest.mark.parametrize(
    ("latent_dim", "titles"),
    [(2, {"Colour by"}), (3, {"Colour by", "View", "Across", "Up"})],
)
def test_there_is_a_choice_where_there_is_something_to_choose(
    make_run, latent_dim: int, titles: set[str]
) -> None:
    run = make_run("ring", latent_dim=latent_dim)
    page = watch(run.id)
    assert not page.exception
    known = {"Colour by", "Representation", "View", "Across", "Up"}
    assert {box.label for box in page.selectbox} & known == titles
    assert posterior.count(run, 40) == 40


def test_no_latents_are_chosen_where_a_projection_is_shown(make_run) -> None:
    page = watch(make_run("ring", latent_dim=3).id, view="pca")
    assert not {"Across", "Up"} & {box.label for box in page.selectbox}
