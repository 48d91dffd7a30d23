"""Pieces of drawings parse, and what they say is said letter for letter."""

from xml.etree import ElementTree

import pytest

from sculptor.views import svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def test_a_drawing_parses_and_shows_words_as_they_are() -> None:
    said = 'a < b & "c" <script>'
    inner = svg.rule(0, 1.25, 10, 1.25, "#000") + svg.text(3, 4, said, "red", "middle")
    drawing = ElementTree.fromstring(svg.svg(120, 30.5, inner))
    assert drawing.get("viewBox") == "0 0 120 30.5"
    line, text = drawing
    assert (line.tag, line.get("d")) == (f"{NAMESPACE}path", "M0.0 1.2L10.0 1.2")
    assert (text.text, text.get("text-anchor"), text.get("fill")) == (said, "middle", "red")


@pytest.mark.parametrize(
    ("value", "said"), [(-0.25, "\N{MINUS SIGN}0.25"), (3.0, "3"), (1e-7, "1e\N{MINUS SIGN}07")]
)
def test_numbers_have_a_proper_minus_sign(value: float, said: str) -> None:
    assert svg.number(value) == said
