"""The way into the app: where a session begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from sculptor import home as places
from sculptor.runs.folder import ids
from sculptor.ui.frontend import FRONTEND

if TYPE_CHECKING:
    from sculptor.ui.app.internals import Page

ICON = FRONTEND / "app" / "icon.svg"
"""A file and no emoji: to know one, Streamlit compiles a pattern of all of them for 50 ms."""

WELCOMED = "entry:welcomed"
"""Set once a session has had its first page."""


def welcome(first: Page, explore: Page) -> None:
    """Begin the session of a new user on the Explore page.

    A new user has no runs, and came to the app's address as it is, which asks for nothing else.

    Args:
        first: The page that is about to be shown.
        explore: The Explore page.
    """
    if st.session_state.get(WELCOMED):
        return
    st.session_state[WELCOMED] = True
    if not first.url_path and not st.query_params and not ids(places.home()):
        st.switch_page(explore)


def turn_to(page: Page) -> None:
    """Show a page to who asked for it by its name, with all else that the address says.

    Args:
        page: The first page, which has the app's address instead of a name.
    """
    st.session_state[WELCOMED] = True
    st.switch_page(page, query_params=st.query_params.to_dict())
