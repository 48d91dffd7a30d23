"""The way into the app: through ``app.py``, whatever address a session begins with."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from sculptor import runs

ICON = Path(__file__).with_name("frontend") / "icon.svg"
"""A file and no emoji: to know one, Streamlit compiles a pattern of all of them for 50 ms."""

ENTERED = "entry:entered"
"""Set once a session has begun; only its first run can have missed ``app.py``."""

WELCOMED = "entry:welcomed"
"""Set once a session has had its first page."""


def welcome(first: StreamlitPage, explore: StreamlitPage) -> None:
    """Begin the session of a new user on the Explore page.

    A new user has no runs, and came to the app's address as it is, which asks for nothing else.

    Args:
        first: The page that is about to be shown.
        explore: The Explore page.
    """
    if st.session_state.get(WELCOMED):
        return
    st.session_state[WELCOMED] = True
    if not first.url_path and not st.query_params and not runs.list_runs():
        st.switch_page(explore)


def through_app() -> None:
    """Begin anew through ``app.py`` if Streamlit has opened a page without it.

    Streamlit takes a folder named ``pages`` for an app of its older kind until ``app.py`` has
    called `streamlit.navigation` once. So after a restart of the server, a tab that is open on
    another page than the first would get that page alone, without navigation, title and layout.
    """
    first = not st.session_state.get(ENTERED)
    st.session_state[ENTERED] = True
    if first and PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
