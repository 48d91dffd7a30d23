"""Streamlit's own scripts, styles and fonts, sent faster than by Streamlit.

A new browser asks for some sixty of them before it shows anything. Streamlit opens, reads and
closes each of them in threads, every step of which waits for the imports of the first page; to read
a file that the system has in memory takes less than to ask a thread for it.
"""

from __future__ import annotations

import re

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sculptor.ui.app.internals import STATIC
from sculptor.ui.app.server import base_path

NAMES = re.compile(r"/static/(?:css|js|media)/[\w-][\w.-]*(\.\w+)")

KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}

FOR_EVER = {"cache-control": "public, immutable, max-age=31536000"}
"""As Streamlit has it: their names tell their content."""


class Assets:
    """Middleware that answers for those files and leaves all else to the app beneath it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._base = base_path()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        response = _response(scope, self._base) or self._app
        await response(scope, receive, send)


def _response(scope: Scope, base: str) -> Response | None:
    """The file that is asked for below a path; None if it is none of these."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path = scope["path"]
    if not path.startswith(base):
        return None
    path = path.removeprefix(base)
    name = NAMES.fullmatch(path)
    if name is None or name[1] not in KINDS:
        return None
    try:
        content = (STATIC / path[1:]).read_bytes()
    except OSError:
        return None
    return Response(content, media_type=KINDS[name[1]], headers=FOR_EVER)
