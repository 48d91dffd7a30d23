"""All that leans on what Streamlit does not promise, and what happens where it has changed.

Each of these makes the app faster or friendlier; without it the app works all the same.
"""

from __future__ import annotations

import inspect
import webbrowser
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    Page: TypeAlias = StreamlitPage
    Upload: TypeAlias = UploadedFile

STATIC = Path(st.__file__).parent / "static"
"""Streamlit's scripts, styles and fonts. Without them there, Streamlit is left to send them."""


def open_browser(url: str) -> None:
    """Open a browser, by Streamlit's own way, which keeps quiet what browsers have to say."""
    try:
        quiet = import_module("streamlit.cli_util").open_browser
    except (ImportError, AttributeError):
        quiet = webbrowser.open
    quiet(url)


def reported(key: str) -> bool:
    """Whether the browser has told, for this run of a page, what the widget of a key holds.

    Where Streamlit no longer says, it has: then what is put for a widget may be lost on its way.
    """
    try:
        context: Any = import_module("streamlit.runtime.scriptrunner").get_script_run_ctx()
        state = context.session_state._state
        widget = state._key_id_mapper.get_id_from_key(key)
        return widget in state._new_widget_state.states
    except (ImportError, AttributeError):
        return True


def read_stack() -> None:
    """Have the stack read once, which Streamlit does before its first element.

    `inspect` reads all modules for that, in 50 to 100 ms, and remembers them. Where Streamlit no
    longer does it, the time of a thread that nobody waits for is lost.
    """
    inspect.stack()
