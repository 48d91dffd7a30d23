"""What the browser says: numbers within limits, or nothing."""

import base64
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sculptor.ui.frontend import said, scatter, sketch
from sculptor.ui.plots.feed import Feed

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.sampled_from(["", "9" * 400, "☃", base64.b64encode(bytes(4096)).decode(), "A" * 10_000])
    | st.text(max_size=20)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def messages(*names: str) -> Any:
    """Messages with some fields, of anything."""
    return st.dictionaries(st.sampled_from(names), JSON) | JSON


@given(JSON)
def test_a_number_is_one_within_its_limits(value: Any) -> None:
    whole, number = said.whole(value), said.number(value)
    assert whole is None or (type(whole) is int and 0 <= whole <= said.MOST)
    assert number is None or (type(number) is float and abs(number) <= said.FAR)


@given(messages("density", "rev", "n"))
def test_a_drawing_is_one_or_none(message: Any) -> None:
    drawing = sketch.read(message, 0)
    assert drawing is None or drawing[0].shape == (sketch.SIDE, sketch.SIDE)


@given(messages("x", "y", "n", "pinned"))
def test_a_point_is_one_or_none(message: Any) -> None:
    point = scatter.read(message)
    assert point is None or abs(point[0].x) <= said.FAR


@given(messages("mount", "view", "seq"))
def test_a_browser_that_talks_nonsense_gets_what_a_new_one_gets_or_nothing(message: Any) -> None:
    have = message if isinstance(message, dict) else None
    chunk = Feed().next("v", have, {"a": [0, 10]})
    assert chunk is None or chunk.keys == (("a", 10), ("a", 0))
