import os
import subprocess
import sys
from typing import Any

import pytest
import streamlit as st

from sculptor.ui.app import internals, server


def start(monkeypatch: pytest.MonkeyPatch, in_a_loop: Any, **options: Any) -> list[str]:
    """Start a server with these options and return the addresses that a browser was opened on."""
    opened: list[str] = []
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name.removeprefix("server.")))
    monkeypatch.setattr(internals, "open_browser", opened.append)

    async def run() -> None:
        async with server.lifespan(st.App(__file__)):
            pass

    in_a_loop(run())
    return opened


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"address": "localhost"}, "http://localhost:8501"),
        ({"address": "0.0.0.0"}, "http://localhost:8501"),
        ({"address": None, "baseUrlPath": "/sub/"}, "http://localhost:8501/sub"),
        ({"address": "::1", "sslCertFile": "cert.pem"}, "https://[::1]:8501"),
    ],
)
def test_a_browser_is_opened_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, in_a_loop: Any, options: dict[str, Any], expected: str
) -> None:
    assert start(monkeypatch, in_a_loop, headless=False, port=8501, **options) == [expected]


def test_none_is_where_there_is_none(monkeypatch: pytest.MonkeyPatch, in_a_loop: Any) -> None:
    assert start(monkeypatch, in_a_loop, headless=True, address="localhost") == []


def test_what_the_first_pages_need_is_imported_but_no_torch() -> None:
    code = (
        "import asyncio, sys, threading\n"
        "from sculptor.ui.app import internals, server\n"
        "async def run():\n"
        "    async with server.lifespan(None):\n"
        "        while any(thread.name == server.IMPORTING for thread in threading.enumerate()):\n"
        "            await asyncio.sleep(0.01)\n"
        "asyncio.run(run())\n"
        "server.import_next()\n"
        "for thread in threading.enumerate():\n"
        "    thread.name == server.IMPORTING and thread.join()\n"
        "names = {f'sculptor.ui.{name}' for name in server.FIRST + server.NEXT}\n"
        "print(names <= sys.modules.keys(), 'torch' in sys.modules)"
    )
    environment = {**os.environ, "STREAMLIT_SERVER_HEADLESS": "true"}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert result.stdout.split() == ["True", "False"], result.stderr
