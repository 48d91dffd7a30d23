"""A named prior: its dimensions, and those of the latent space."""

from tests.ui.sculpt.opened import open_page, pick, words


def test_a_prior_of_fixed_dimensions_takes_the_latent_space_along() -> None:
    page = open_page()
    pick(page, "prior", "swiss-roll")
    assert page.number_input(key="widget.latent_dim").value == 3
    assert "3 dimensions" in words(page)
    pick(page, "prior", "moons")
    assert page.number_input(key="widget.latent_dim").value == 2
