"""The scatter in a cell."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sculptor.notebook.cloud import Scatter
from sculptor.ui.frontend.cloud import Cloud
from sculptor.ui.frontend.scatter import Decoded
from tests.ui.frontend.test_encoding import unpacked

Until = Callable[..., Any]


def test_a_point_is_decoded(until: Until) -> None:
    shown = Scatter(lambda x, y: Decoded(b"png", f"{x:g} {y:g}"))
    points = np.zeros((3, 2), np.float32)
    plane = Cloud(points, points, ("a", "b"), points, (0, 1))
    shown.show(plane, None, identity="one", step=5, height=100)
    shown.said = {"point": {"x": 0.5, "y": -1.0, "pinned": True, "n": 7}}
    assert shown.point is not None
    assert (shown.point.x, shown.point.pinned) == (0.5, True)
    decoded = until(lambda: unpacked(shown.data)["decoded"])
    assert (decoded["n"], decoded["note"]) == (7, "0.5 -1")
    shown.close()


def test_without_a_decoder_nothing_is_asked() -> None:
    shown = Scatter()
    assert unpacked(shown.data)["decodes"] is False
    shown.said = {"point": {"x": "left"}}
    assert shown.point is None
