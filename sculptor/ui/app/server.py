"""The server, as it starts: a browser is opened, and the first page's modules are imported."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from threading import Thread

import streamlit as st

from sculptor.ui.app import internals

FIRST = ("explore.page", "sculpt.dataset", "prior.panel", "sculpt.train")
"""Modules of `sculptor.ui` that a session may begin with, and what they import."""

NEXT = ("watch.page", "watch.charts")
"""Modules that the page after Train needs; Altair alone takes seconds where JupyterLab is there."""

IMPORTING = "imports of pages"
"""The threads that do it."""

EVERYWHERE = ("0.0.0.0", "::")
"""Addresses that a server listens on and that no browser can open."""


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open a browser, and import while it loads Streamlit's own part of the page.

    Streamlit opens a browser only for an app that is a script by itself.
    """
    # Where JupyterLab has brought it, jsonschema builds a parser out of it for seconds as Altair is
    # imported, to check formats that no chart has.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    if not st.get_option("server.headless"):
        internals.open_browser(address())
    Thread(target=_import_first, name=IMPORTING, daemon=True).start()
    yield


@cache
def import_next() -> None:
    """Import what the page after Train needs, once and in a thread."""
    Thread(target=_import, args=(NEXT,), name=IMPORTING, daemon=True).start()


def address() -> str:
    """The address of the app for a browser on this machine."""
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    host = st.get_option("server.address") or "localhost"
    if host in EVERYWHERE:
        host = "localhost"
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{st.get_option('server.port')}{base_path()}"


def base_path() -> str:
    """The path below which the app is served, ``/sculptor``, or nothing: behind a proxy."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _import_first() -> None:
    _import(FIRST)
    internals.read_stack()


def _import(modules: tuple[str, ...]) -> None:
    for name in modules:
        import_module(f"sculptor.ui.{name}")
