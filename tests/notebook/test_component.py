"""A component as a widget."""

from sculptor.notebook.component import Component, key
from tests.ui.frontend.test_encoding import unpacked


def test_it_carries_bytes() -> None:
    class Shown(Component):
        _esm = "export default {}"

    shown = Shown({"n": 1, "points": b"abcd"})
    assert unpacked(shown.data) == {"n": 1, "points": b"abcd"}
    shown.tell({"n": 2})
    assert unpacked(shown.data) == {"n": 2}
    assert shown.said == {}


def test_keys_differ() -> None:
    assert key("pad") != key("pad")
