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
