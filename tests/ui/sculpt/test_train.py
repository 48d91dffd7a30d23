"""Training: what is chosen is what is trained, and what does not fit is mended with a click."""

from pathlib import Path

import pytest

from sculptor import jobs
from sculptor.training.config import RunConfig
from tests.ui.sculpt.opened import click, click_on, open_page, pick, words


def test_train_works_at_once(launched: list[RunConfig]) -> None:
    page = open_page()
    assert not page.button(key="train").disabled
    assert "About" in words(page)
    click(page, "train")
    assert launched == [RunConfig(dataset="sprites", prior={"kind": "moons"})]
    [run] = jobs.list_runs()
    assert page.query_params["run"] == run.id


def test_what_is_chosen_is_what_is_trained(launched: list[RunConfig]) -> None:
    page = open_page()
    pick(page, "data", "digits")
    pick(page, "prior", "gaussian")
    page.number_input(key="widget.latent_dim").set_value(5).run()
    page.number_input(key="widget.steps").set_value(40).run()
    page.selectbox(key="choose-objective").set_value("vae").run()
    page.number_input(key="strength-beta").set_value(4.0).run()
    click(page, "train")
    assert launched == [
        RunConfig(
            dataset="digits",
            prior={"kind": "gaussian"},
            latent_dim=5,
            steps=40,
            objective={"kind": "vae", "beta": 4.0},
        )
    ]


def test_each_strength_of_an_objective_is_beside_it(launched: list[RunConfig]) -> None:
    page = open_page()
    pick(page, "prior", "laplace")
    page.selectbox(key="choose-objective").set_value("dip-vae-i").run()
    assert "covariance of the encoder's means" in words(page)
    assert page.number_input(key="strength-lambda_d").value == 100
    page.number_input(key="strength-lambda_od").set_value(25.0).run()
    click(page, "train")
    assert launched[0].objective == {"kind": "dip-vae-i", "lambda_od": 25.0}


def test_the_weight_of_mmd_is_asked_for_once(launched: list[RunConfig]) -> None:
    page = open_page(objective={"kind": "mmd", "weight": 300.0})
    assert not page.toggle(key="weight-auto").value
    assert [field.label for field in page.number_input if "Weight" in field.label] == ["Weight"]
    assert all("Weight" not in choice.label for choice in page.selectbox)
    page.number_input(key="strength-weight").set_value(200.0).run()
    click(page, "train")
    assert launched[0].objective == {"kind": "mmd", "weight": 200.0}


def test_dimensions_that_do_not_fit_are_mended_with_a_click(launched: list[RunConfig]) -> None:
    page = open_page(latent_dim=5)
    assert page.button(key="train").disabled
    assert "The prior has 2 dimensions and the latent space 5." in words(page)
    click_on(page, "Fill the other 3 with a Gaussian")
    click(page, "train")
    assert launched[0].latent_dim == 5
    assert launched[0].prior == {
        "kind": "compose",
        "blocks": [{"kind": "moons"}, {"kind": "gaussian", "dim": 3}],
    }
    page = open_page(latent_dim=5)
    click_on(page, "Use 2 latent dimensions")
    assert not page.button(key="train").disabled


@pytest.mark.parametrize("remedy", ["Use MMD, which takes any prior", "Use a Gaussian prior"])
def test_a_vae_with_a_prior_that_it_cannot_take_is_mended_with_a_click(remedy: str) -> None:
    page = open_page(objective={"kind": "vae"})
    assert page.button(key="train").disabled
    click_on(page, remedy)
    assert not page.button(key="train").disabled
    assert not page.warning


def test_a_home_that_cannot_be_written_is_said_in_place(own_home: Path) -> None:
    own_home.write_text("a file where the folder should be")
    page = open_page()
    click(page, "train")
    assert len(page.error) == 1
    assert "Traceback" not in words(page)
