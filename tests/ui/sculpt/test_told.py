"""What is too little known is said before anything is trained."""

from sculptor import data
from sculptor.training.config import RunConfig
from tests.ui.sculpt.opened import click, click_on, open_page, words


def test_too_few_labels_are_said_and_mended_with_a_click(launched: list[RunConfig]) -> None:
    data.load("sprites")
    blocks = [{"kind": "uniform", "dim": 1, "factor": "x"}, {"kind": "gaussian", "dim": 1}]
    page = open_page(data="sprites", source="compose", compose=blocks, labels="1e-05")
    assert page.button(key="train").disabled
    assert "of which the factor x, to which a block is tied, is known; received 0" in words(page)
    click_on(page, "Use all labels")
    click(page, "train")
    assert launched[0].prior == {"kind": "compose", "blocks": blocks}
