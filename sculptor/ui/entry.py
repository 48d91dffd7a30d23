"""The way into the app: through ``app.py``, whatever address a session begins with."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

ENTERED = "entry:entered"
"""Set once a session has begun; only its first run can have missed ``app.py``."""


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
