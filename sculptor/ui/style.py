"""The style sheet of the pages, in the colours of the theme."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import streamlit as st

from sculptor.views.palette import colours

SHEET = Path(__file__).parent / "frontend" / "pages.css"


def theme() -> str:
    """The theme in which the page is shown, ``light`` or ``dark``."""
    return "dark" if st.context.theme.type == "dark" else "light"


def apply() -> None:
    """Give the page the style sheet; the palette's colours are variables such as ``--target``."""
    palette = colours(theme())
    named = {field.name: getattr(palette, field.name) for field in fields(palette)}
    variables = ";".join(
        f"--{name}:{value}" for name, value in named.items() if isinstance(value, str)
    )
    st.html(f"<style>:root{{{variables}}}\n{SHEET.read_text()}</style>")
