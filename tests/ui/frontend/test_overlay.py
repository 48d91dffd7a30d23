"""What lies over the scatter, as the browser takes it, and what it says."""

from typing import Any

import pytest

from sculptor.ui.frontend.overlay import CORNERS, Overlay, Pinned, Selected, heard
from sculptor.views.space.atlas import Atlas


def test_pictures_are_sent_once_they_are_asked_for() -> None:
    made = []

    def atlas() -> Atlas:
        made.append(1)
        return Atlas("data:,", 8, 8, 3, 9)

    overlay = Overlay(marks=[((1.0, 2.0), "A")], pictures="items", atlas=atlas)
    packed = overlay.packed()
    assert packed["atlas"] is None
    assert packed["marks"] == [{"x": 1.0, "y": 2.0, "name": "A"}]
    assert overlay.packed("others")["atlas"] is None
    assert made == []
    assert overlay.packed("items")["atlas"]["across"] == 3


def test_a_click_on_a_mark_and_an_outline() -> None:
    assert heard("pin", {"x": 0.5, "y": 1, "mark": 2, "n": 1}) == Pinned(0.5, 1, 2)
    assert heard("lasso", {"places": [], "n": 1}) == Selected(())
    assert heard("lasso", {"places": [[0, 1], [2, 3]]}) == Selected(((0, 1), (2, 3)))


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("pin", {"x": "1", "y": 2, "mark": 0}),
        ("pin", {"x": float("nan"), "y": 2, "mark": 0}),
        ("route", {"from": -1, "to": 2}),
        ("lasso", {"places": [[0, 1], [2]]}),
        ("lasso", {"places": [[0, 0]] * (CORNERS + 1)}),
        ("other", {}),
        ("pin", None),
    ],
)
def test_anything_else_is_nothing(name: str, state: Any) -> None:
    assert heard(name, state) is None
