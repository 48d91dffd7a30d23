"""Composing a prior: blocks that are added, ordered and removed."""

import json

from tests.ui.sculpt.opened import click, click_on, open_page, words


def test_blocks_are_added_ordered_and_removed() -> None:
    page = open_page(source="compose")
    click_on(page, "Add a block")
    page.number_input(key="block-1-dim").set_value(3).run()
    assert page.number_input(key="widget.latent_dim").value == 5
    click(page, "tool-1-arrow_upward")
    assert json.loads(page.query_params["compose"]) == [
        {"kind": "gaussian", "dim": 3},
        {"kind": "moons"},
    ]
    page.selectbox(key="block-0-kind").set_value("uniform").run()
    assert json.loads(page.query_params["compose"])[0] == {"kind": "uniform", "dim": 3}
    click(page, "tool-0-delete")
    assert "compose" not in page.query_params
    assert page.number_input(key="widget.latent_dim").value == 2


def test_a_block_that_stands_for_nothing_yet_says_so() -> None:
    page = open_page(source="compose", compose=[{"kind": "sketch"}])
    assert page.button(key="train").disabled
    assert "Expected a drawing" in words(page)


def test_a_composition_is_filled_up_with_a_block_and_keeps_those_that_it_has() -> None:
    blocks = [{"kind": "moons"}, {"kind": "uniform", "dim": 1}]
    page = open_page(source="compose", compose=blocks, latent_dim=3)
    page.number_input(key="widget.latent_dim").set_value(5).run()
    click_on(page, "Fill the other 2 with a Gaussian")
    assert page.session_state["state.compose"] == [*blocks, {"kind": "gaussian", "dim": 2}]
    assert not page.button(key="train").disabled


def test_a_block_is_tied_to_a_factor_and_how_many_are_known_is_chosen() -> None:
    blocks = [{"kind": "uniform", "dim": 2}, {"kind": "ring"}]
    page = open_page(source="compose", compose=blocks, latent_dim=4, dataset="sprites")
    page.selectbox(key="block-0-tie").set_value(("x", "monotone")).run()
    page.selectbox(key="block-1-tie").set_value(("orientation", "circular")).run()
    assert json.loads(page.query_params["compose"]) == [
        {"kind": "uniform", "dim": 1, "factor": "x", "map": "monotone"},
        {"kind": "ring", "factor": "orientation", "map": "circular"},
    ]
    assert page.number_input(key="widget.latent_dim").value == 3
    page.select_slider(key="widget.labels").set_value(0.01).run()
    assert "The factors of 180 images of 18,000 are used" in words(page)
    assert not page.button(key="train").disabled
    page.selectbox(key="block-0-kind").set_value("gaussian").run()
    assert page.session_state["state.compose"][0]["factor"] == "x", "the tie stays"
    page.selectbox(key="block-0-tie").set_value(("", "")).run()
    assert page.session_state["state.compose"][0] == {"kind": "gaussian", "dim": 1}


def test_a_factor_on_a_line_is_tied_as_a_circle_of_a_period() -> None:
    page = open_page(source="compose", compose=[{"kind": "ring"}], dataset="sprites")
    page.selectbox(key="block-0-tie").set_value(("x", "circular")).run()
    assert page.number_input(key="block-0-period").value == 360
    page.number_input(key="block-0-period").set_value(1.0).run()
    tie = {"factor": "x", "map": "circular", "period": 1.0}
    assert page.session_state["state.compose"] == [{"kind": "ring", **tie}]
    assert not page.button(key="train").disabled
    page.selectbox(key="block-0-tie").set_value(("x", "categorical")).run()
    assert "period" not in page.session_state["state.compose"][0]


def test_what_cannot_be_tied_is_said_beside_the_block() -> None:
    blocks = [{"kind": "moons", "factor": "x"}, {"kind": "uniform", "factor": "colour"}]
    page = open_page(source="compose", compose=blocks, dataset="sprites", latent_dim=3)
    said = words(page)
    assert "Expected a block of 1 dimension for the monotone map of x, received moons of 2" in said
    assert "received one tied to 'colour'" in said
    assert page.button(key="train").disabled
    page = open_page(source="compose", compose=[{"kind": "ring"}], dataset="digits")
    assert not [box for box in page.selectbox if box.key == "block-0-tie"]
