"""Which items are known, and whether they are enough, by their labels alone."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sculptor import SculptorError, data, priors
from sculptor.priors.known import told
from sculptor.training.labels.drawn import check, check_data, drawn, known_items
from sculptor.training.labels.guesses import coded, labelled

PAINTED = {"kind": "by-label", "parts": {"3": {"kind": "ring"}}}


@pytest.fixture(scope="module")
def digits() -> data.Dataset:
    return data.load("digits").split("train")


@pytest.fixture(scope="module")
def sprites() -> data.Dataset:
    return data.load("sprites").split("train")


def by_label(**more: Any) -> priors.Prior:
    return priors.from_spec({**PAINTED, **more})


def tied(factor: str = "x", labels: float = 1.0, way: str = "monotone") -> priors.Prior:
    block = priors.tied({"kind": "gaussian", "dim": 1}, factor, way)
    return priors.compose([block, {"kind": "gaussian", "dim": 1}], labels)


def test_labels_are_drawn_evenly_of_each_class_and_more_hold_fewer() -> None:
    labels = np.random.default_rng(0).choice(4, 2_000, p=[0.7, 0.2, 0.09, 0.01])
    labels[:100] = -1
    ten, one = (drawn(labels, most, 5) for most in (0.1, 19))
    assert len(ten) == 190
    assert len(one) == 19
    assert set(one) <= set(ten)
    assert (labels[ten] >= 0).all()
    shares = np.bincount(labels[labels >= 0]) / 1_900
    assert np.bincount(labels[ten], minlength=4) == pytest.approx(190 * shares, abs=2)
    assert not np.array_equal(ten, drawn(labels, 0.1, 6))
    assert len(drawn(labels, 1.0, 0)) == len(drawn(labels, 1e6, 0)) == 1_900


def test_the_known_are_those_that_training_is_told(
    digits: data.Dataset, sprites: data.Dataset
) -> None:
    rows = known_items(by_label(labels=6).spec, digits, 3)
    assert rows is not None
    assert np.array_equal(labelled(digits, 6, 3)[rows], np.asarray(digits.labels)[rows])
    rows = known_items(tied(labels=7).spec, sprites, 3)
    assert rows is not None
    assert np.array_equal(rows, np.flatnonzero(coded(sprites, "x", "monotone", 7, 3) >= 0))
    assert known_items({"kind": "ring"}, digits, 0) is None


def test_too_few_are_said_by_the_name_of_what_is_not_known(
    digits: data.Dataset, sprites: data.Dataset
) -> None:
    with pytest.raises(SculptorError, match=r"the class 3, .*; received 0 with labels = 2"):
        check(told(by_label(labels=2), digits), digits, 4)
    check(told(by_label(labels=40), digits), digits, 4)
    with pytest.raises(SculptorError, match=r"the factor x, .*; received 0 with labels = 1e-05"):
        check(told(tied(labels=1e-5), sprites), sprites, 0)
    assert sprites.factors is not None
    some = np.array(sprites.factors)
    some[1:, 3] = np.nan
    with pytest.raises(SculptorError, match="differ in the factor x"):
        told(tied(), replace(sprites, factors=some))


def test_a_data_set_is_asked_by_its_name(digits: data.Dataset, sprites: data.Dataset) -> None:
    check_data(by_label(labels=40), "digits", 4)
    with pytest.raises(SculptorError, match="Raise labels"):
        check_data(by_label(labels=2), "digits", 4)
    check_data(tied(), "sprites", 0)
    check_data(priors.from_spec({"kind": "ring"}), "digits", 0)
