"""The panel of a prior: another way of giving it fits the latent space, and is not moved yet."""

from tests.ui.sculpt.opened import open_page


def test_another_way_has_its_own_dimensions_and_no_move() -> None:
    blocks = [{"kind": "ring"}, {"kind": "gaussian", "dim": 3}]
    page = open_page(compose=blocks, move={"scale": 2.0})
    assert page.number_input(key="widget.latent_dim").value == 2
    page.segmented_control(key="widget.source").set_value("compose").run()
    assert not page.exception
    assert page.number_input(key="widget.latent_dim").value == 5
    assert "move" not in page.query_params
    assert not page.button(key="train").disabled


def test_a_way_that_says_no_prior_yet_cannot_be_trained() -> None:
    page = open_page()
    page.segmented_control(key="widget.source").set_value("copy").run()
    assert not page.exception
    assert page.button(key="train").disabled
