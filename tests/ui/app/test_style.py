"""The sheets of a page: the palette of the theme as variables, and every variable there is."""

import re
from pathlib import Path

import pytest
import streamlit as st

from sculptor.ui.app import style
from sculptor.ui.frontend import FRONTEND
from sculptor.views.palette import colours

PAGES = sorted(path.parent.name for path in Path(FRONTEND).glob("*/page.css"))


def sheet(page: str, monkeypatch: pytest.MonkeyPatch, theme: str = "light") -> str:
    """What a page is given."""
    given: list[str] = []
    monkeypatch.setattr(st, "html", given.append)
    monkeypatch.setattr(style, "theme", lambda: theme)
    style.apply(page)
    [text] = given
    return text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_are_those_of_the_theme(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = sheet(PAGES[0], monkeypatch, theme)
    assert f"--target:{colours(theme).target}" in text
    assert text.startswith("<style>:root{")
    assert text.endswith("</style>")


@pytest.mark.parametrize("page", PAGES)
def test_no_sheet_asks_for_a_colour_that_the_palette_does_not_have(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = sheet(page, monkeypatch)
    defined = set(re.findall(r"--([\w-]+)\s*:", text))
    asked = set(re.findall(r"var\(--([\w-]+)\)", text))  # those with a fallback may be missing
    assert asked <= defined
