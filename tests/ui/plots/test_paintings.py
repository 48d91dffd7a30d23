"""A painting by label as a prior, and back."""

from typing import Any

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.priors import from_spec
from sculptor.ui.frontend.sketch import SIDE, from_png, to_png
from sculptor.ui.plots import paintings

NAMES = ("cat", "dog", "owl")


def layers(*drawn: int) -> np.ndarray:
    """A dot for each class that is drawn, each at another place; 3 is all others."""
    found = np.zeros((4, SIDE, SIDE), np.uint8)
    for number in drawn:
        found[number, 10 + 10 * number, 20] = 200
    return found.reshape(-1, SIDE)


def spec(*drawn: int, **more: Any) -> dict[str, Any]:
    found = paintings.spec_of(layers(*drawn), NAMES, **{"labels": 1.0, **more})
    assert found is not None
    return found


def test_each_drawing_is_the_part_of_its_class_and_the_last_that_of_the_rest() -> None:
    made = spec(0, 2, 3, labels=0.1)
    assert set(made["parts"]) == {"cat", "owl"}
    assert made["labels"] == 0.1
    assert "rest" in made
    assert from_spec(made).dim == 2
    assert np.array_equal(paintings.drawings(made, NAMES).reshape(-1, SIDE), layers(0, 2, 3))
    assert "labels" not in spec(1)
    assert paintings.spec_of(layers(3), NAMES, 1.0) is None, (
        "of the rest alone there are no classes"
    )
    assert np.array_equal(from_png(to_png(layers(1)), 4), layers(1))
    assert not from_png(to_png(layers(1)), 3).any(), "a painting of other data"


def test_what_is_not_drawn_on_stays_what_it_was() -> None:
    parts = {"cat": {"kind": "ring"}, "dog": {"kind": "moons"}}
    before = {"kind": "by-label", "parts": parts, "rest": {"kind": "spiral"}}
    shown = paintings.drawings(before, NAMES)
    shown[1] = 0
    shown[1, 5, 5] = 255
    made = paintings.spec_of(shown.reshape(-1, SIDE), NAMES, 1.0, before)
    assert made is not None
    assert made["parts"]["cat"] == {"kind": "ring"}
    assert made["parts"]["dog"]["kind"] == "image"
    assert made["rest"] == {"kind": "spiral"}
    with pytest.raises(SculptorError, match="received one of 'dog'"):
        paintings.drawings(before, ("cat", "owl"))


def test_what_moves_all_parts_moves_each_of_them() -> None:
    before = {"kind": "by-label", "parts": {"cat": {"kind": "ring", "scale": 0.2}}, "shift": [2, 0]}
    shown = paintings.drawings(before, NAMES)
    assert shown[0, :, 42:].sum() > 0.95 * shown.sum(), "on the right"
    made = paintings.spec_of(shown.reshape(-1, SIDE), NAMES, 1.0, before)
    assert made is not None
    assert from_spec(made).sample(500, 0).mean(0) == pytest.approx([2, 0], abs=0.05)
