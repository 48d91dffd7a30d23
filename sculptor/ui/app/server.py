"""The server, as it starts: a browser is opened, and the first page's modules are imported."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread

import streamlit as st
from streamlit import cli_util
from streamlit.web.server import server_util

FIRST = ("explore.page", "sculpt.dataset", "prior.panel", "sculpt.train")
"""Modules of `sculptor.ui` that a session may begin with, and what they import."""

IMPORTING = "imports of the first page"
"""The thread that does it."""


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open a browser, and import while it loads Streamlit's own part of the page.

    Streamlit opens a browser only for an app that is a script by itself.
    """
    if not st.get_option("server.headless"):
        address = st.get_option("server.address") or "localhost"
        cli_util.open_browser(server_util.get_url(server_util.get_display_address(address)))
    Thread(target=_import_first, name=IMPORTING, daemon=True).start()
    yield


def _import_first() -> None:
    for name in FIRST:
        import_module(f"sculptor.ui.{name}")
    # Streamlit looks at the stack once, before its first element; `inspect` reads all modules for
    # that, in 50 to 100 ms, and remembers them.
    inspect.stack()
