"""Cards to choose one of: a picture, a title and a few words each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from sculptor.ui.app.widgets import follow
from sculptor.views.svg import data_uri


@dataclass(frozen=True)
class Card:
    """One card.

    Attributes:
        title: What it is called; unique among the cards.
        picture: A PNG, or an SVG as text; None leaves its place empty.
        note: What is said under the title.
    """

    title: str
    picture: bytes | str | None
    note: str = ""


def choose(
    key: str, label: str, cards: Mapping[str, Card], chosen: str, pick: Callable[[str], None]
) -> None:
    """Show cards as one group of radio buttons, in a grid.

    One widget, whose pictures come with one style sheet: each element of a page costs the browser
    more than a picture does.

    Args:
        key: Unique on the page.
        label: What the group is called to a screen reader.
        cards: The cards by what is chosen with them.
        chosen: The chosen one.
        pick: Called when another is chosen, before the page runs again.
    """
    widget = f"pick-{key}"
    st.pills(
        label,
        list(cards),
        format_func=lambda name: _words(cards[name]),
        required=True,
        label_visibility="collapsed",
        width="stretch",
        wrap=True,
        **follow(widget, chosen, pick),
    )
    rules = (_rule(widget, place, card) for place, card in enumerate(cards.values()))
    st.html(f"<style>{''.join(rules)}</style>")


def _words(card: Card) -> str:
    return f"{card.title} :small[{card.note}]" if card.note else card.title


def _rule(widget: str, place: int, card: Card) -> str:
    """The style of a card's picture, which `pages.css` leaves room for."""
    if card.picture is None:
        return ""
    return (
        f".st-key-{widget} button:nth-of-type({place + 1})::before"
        f'{{background-image:url("{data_uri(card.picture)}");border-style:none}}'
    )
