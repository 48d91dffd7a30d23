"""What the browser says of a comparison, where anyone may say anything."""

import pytest

from sculptor.ui.frontend.compare import Compared, read


@pytest.mark.parametrize(
    "messages",
    [{}, {"brush": None, "have": 3, "holes": True, "place": [1]}, {"brush": {"n": -1, "rows": []}}],
    ids=["nothing", "no objects", "no number"],
)
def test_nonsense_is_nothing(messages: dict) -> None:
    assert read(messages) == Compared()


def test_places_and_rows_are_numbers() -> None:
    said = read({"place": {"value": 12.5}, "brush": {"n": 2, "id": "a", "rows": [1, -1, 2.0, "3"]}})
    assert said.place == 12.5
    assert said.brush is not None
    assert said.brush.rows == (1, 2)
    assert read({"place": {"value": -3}}).place is None
