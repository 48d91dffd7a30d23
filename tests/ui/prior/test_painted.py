"""What a painting says that is kept under the id of the address."""

import numpy as np
import pytest

from sculptor import SculptorError
from sculptor.runs import library
from sculptor.ui.app import state
from sculptor.ui.frontend.sketch import SIDE, to_png
from sculptor.ui.prior import painted


def test_what_has_no_drawing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = np.zeros((11, SIDE, SIDE), np.uint8)
    layers[:8, 20:30, 20:30] = 255
    library.save_sketch("painted-1", to_png(layers.reshape(-1, SIDE)))
    asked = {"dataset": "digits", "painted": "painted-1", "labels": 1.0}
    monkeypatch.setattr(state, "get", asked.get)
    spec = painted.held()
    assert spec is not None
    assert len(spec["parts"]) == 8
    assert painted.unpainted().startswith(
        "2 of 10 classes have no drawing of their own: they share"
    )
    monkeypatch.setitem(asked, "dataset", "sprites")
    assert painted.held() is None


def test_of_many_classes_those_that_are_chosen_have_a_brush_and_keep_their_drawings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = {"dataset": "cifar100", "painted": "painted-2", "labels": 1.0, "brushes": []}
    monkeypatch.setattr(state, "get", asked.get)
    monkeypatch.setattr(state, "put", lambda **values: asked.update(values))
    monkeypatch.setattr(painted.st, "session_state", {})
    assert len(painted.all_classes()) == 100
    assert painted.classes() == ()
    assert painted.held() is None
    painted.choose(["apple", "bear"])
    layers = np.zeros((3, SIDE, SIDE), np.uint8)
    layers[1, 20:30, 20:30] = layers[2, 40:50, 40:50] = 255
    painted.keep(to_png(layers.reshape(-1, SIDE)))
    painted.choose(["tiger", "bear", "apple"])
    spec = painted.held()
    assert spec is not None
    assert ([*spec["parts"]], "rest" in spec) == (["bear"], True)
    assert painted.unpainted().startswith("99 of 100 classes have no drawing")
    assert painted.rev() == 2
    painted.hold({"kind": "by-label", "parts": {"whale": {"kind": "ring"}}})
    assert painted.classes() == ("whale",)
    parts = {name: {"kind": "ring"} for name in painted.all_classes()}
    with pytest.raises(SculptorError, match="up to 31 classes to be painted, received one of 100"):
        painted.hold({"kind": "by-label", "parts": parts})
