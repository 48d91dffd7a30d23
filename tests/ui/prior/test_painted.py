"""What a painting says that is kept under the id of the address."""

import numpy as np
import pytest

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
    assert "no labels" in painted.obstacle()
