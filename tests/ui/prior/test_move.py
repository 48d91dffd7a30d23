"""Moving a prior: shift, scale, rotation, and what is offered."""

import json

import numpy as np
import pytest

from sculptor import priors
from sculptor.training.config import RunConfig
from tests.ui.sculpt.opened import click, click_on, open_page, pick, unfold, words


def test_a_prior_is_moved(launched: list[RunConfig]) -> None:
    page = open_page()
    unfold(page, "move")
    page.text_input(key="move.shift").set_value("1, -0.5").run()
    page.slider(key="move.rotation").set_value(45.0).run()
    click(page, "train")
    assert launched[0].prior == {"kind": "moons", "shift": [1.0, -0.5], "rotation": 45.0}
    page = open_page(move={"shift": 1.0})
    page.text_input(key="move.shift").set_value("1, 2, 3").run()
    assert "Expected one number, or 2" in words(page)


def test_samples_far_from_unit_scale_are_brought_there() -> None:
    upload = priors.from_samples(np.random.default_rng(0).normal(100, 20, (500, 2))).spec
    page = open_page(source="upload", upload=upload)
    click_on(page, "Bring to unit scale")
    move = json.loads(page.query_params["move"])
    np.testing.assert_allclose(move["scale"], 1 / 20, rtol=0.1)
    np.testing.assert_allclose(move["shift"], -5, rtol=0.1)


@pytest.mark.parametrize(("spread", "offered"), [(1e-6, False), (1e9, True)])
def test_only_moves_that_a_prior_takes_are_offered(spread: float, offered: bool) -> None:
    points = np.random.default_rng(0).normal(0, spread, (500, 2))
    page = open_page(source="upload", upload=priors.from_samples(points).spec)
    assert "far from that" in words(page)
    assert ("Bring to unit scale" in [button.label for button in page.button]) == offered
    if offered:
        click_on(page, "Bring to unit scale")
    assert not page.error
    assert not page.button(key="train").disabled


def test_a_move_is_of_one_prior_and_can_be_undone_where_it_does_not_fit() -> None:
    page = open_page(named={"kind": "uniform", "dim": 3}, latent_dim=3, move={"shift": [1, 2, 3]})
    pick(page, "prior", "moons")
    assert page.session_state["state.move"] == {}
    assert not page.error
    page = open_page(named={"kind": "moons"}, move={"shift": [1, 2, 3]})
    assert page.error
    assert page.button(key="train").disabled
    click_on(page, "Reset")
    assert not page.error
