"""The pad with a brush for each class: what is kept, and what is said where there is none."""

import json

import numpy as np

from sculptor.runs import library
from sculptor.training.config import RunConfig
from sculptor.ui.frontend import sketch
from tests.ui.sculpt.opened import click, click_on, open_page


def keep(*classes: int) -> None:
    layers = np.zeros((11, sketch.SIDE, sketch.SIDE), np.uint8)
    for number in classes:
        layers[number, 5 * number : 5 * number + 5, 20:30] = 255
    library.save_sketch("painted-1", sketch.to_png(layers.reshape(-1, sketch.SIDE)))


def test_a_painting_is_found_again_by_its_id_and_trained_towards(
    launched: list[RunConfig],
) -> None:
    keep(0, 7)
    page = open_page(dataset="digits", source="paint", painted="painted-1", labels="0.1")
    assert not page.info
    assert any("8 of 10 classes have no drawing" in note.value for note in page.caption)
    click(page, "train")
    prior = launched[0].prior
    assert set(prior["parts"]) == {"0", "7"}
    assert prior["labels"] == 0.1


def test_without_a_painting_or_without_labels_there_is_nothing_to_train_towards() -> None:
    page = open_page(dataset="digits", source="paint")
    assert page.button(key="train").disabled
    page = open_page(dataset="sprites", source="paint")
    assert page.button(key="train").disabled
    assert "no labels" in page.info[0].value


def test_a_prior_by_label_that_is_handed_over_is_put_on_the_pad() -> None:
    spec = {"kind": "by-label", "parts": {"3": {"kind": "ring"}}, "labels": 0.01}
    library.save_prior("mine", spec)
    page = open_page(dataset="digits")
    click_on(page, "mine")
    assert page.session_state["state.source"] == "paint"
    assert page.session_state["state.labels"] == 0.01
    assert library.load_sketch(page.session_state["state.painted"]) is not None


def test_of_many_classes_those_to_paint_are_searched_for() -> None:
    page = open_page(dataset="cifar100", source="paint")
    assert any("a place of their own" in note.value for note in page.info)
    box = next(box for box in page.multiselect if box.label == "Classes to paint")
    assert box.placeholder == "Search among 100 classes"
    box.set_value(["bear", "apple"]).run()
    assert not page.exception
    assert json.loads(page.query_params["brushes"]) == ["bear", "apple"]
    assert not any("place of their own" in note.value for note in page.info)
