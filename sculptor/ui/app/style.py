"""The style sheets of the pages, in the colours of the theme."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from sculptor.ui.frontend import FRONTEND
from sculptor.views.palette import colours

SHARED = ("app/app.css", "kit/kit.css")
"""Sheets of every page."""


def theme() -> str:
    """The theme in which the page is shown, ``light`` or ``dark``."""
    return "dark" if st.context.theme.type == "dark" else "light"


def apply(page: str) -> None:
    """Give a page its sheets; the palette's colours are variables such as ``--target``.

    Args:
        page: Its folder in ``frontend``.
    """
    palette = colours(theme())
    named = {field.name: getattr(palette, field.name) for field in fields(palette)}
    variables = ";".join(
        f"--{name}:{value}" for name, value in named.items() if isinstance(value, str)
    )
    sheets = "\n".join((FRONTEND / name).read_text() for name in (*SHARED, f"{page}/page.css"))
    st.html(f"<style>:root{{{variables}}}\n{sheets}</style>")
