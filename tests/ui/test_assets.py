"""Streamlit's own files: the same as Streamlit sends, and nothing else."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sculptor.ui.assets import FOLDER, KINDS, Assets

SCRIPT = next(FOLDER.glob("static/js/index.*.js"))
BENEATH = {"type": "http.response.start", "status": 418}


def ask(path: str, method: str = "GET", kind: str = "http") -> list[dict[str, Any]]:
    """Ask for a path, and return what is sent."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def beneath(scope: Any, receive: Any, send: Any) -> None:
        await send(BENEATH)

    async def run() -> None:
        await Assets(beneath)({"type": kind, "method": method, "path": path}, None, send)

    # In a thread of its own: the browser tests leave their loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(run())).result()
    return sent


def test_a_script_is_sent_whole_and_kept_for_ever() -> None:
    start, body = ask(f"/static/js/{SCRIPT.name}")
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert headers[b"content-type"].startswith(b"text/javascript")
    assert int(headers[b"content-length"]) == SCRIPT.stat().st_size
    assert b"immutable" in headers[b"cache-control"]
    assert body["body"] == SCRIPT.read_bytes()


def test_all_that_streamlit_needs_is_known() -> None:
    for kind in KINDS:
        found = list(FOLDER.glob(f"static/*/*{kind}"))
        assert found
        assert all(
            ask(f"/{path.relative_to(FOLDER).as_posix()}")[0]["status"] == 200 for path in found[:5]
        )


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/index.html",
        "/static/js/absent.js",
        "/static/js/../../index.html",
        "/static/js/../js/" + SCRIPT.name,
        "/static/js//etc/passwd.js",
        "/static/js/..\\..\\index.js",
        "/static/media/logo.svg",
        "//static/js/" + SCRIPT.name,
        "/app/static/js/own.js",
    ],
)
def test_anything_else_is_left_to_the_app(path: str) -> None:
    assert ask(path) == [BENEATH]


def test_only_reading_is_answered() -> None:
    path = f"/static/js/{SCRIPT.name}"
    assert ask(path, method="HEAD") == ask(path, kind="websocket") == [BENEATH]
