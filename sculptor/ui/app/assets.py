"""Streamlit's own scripts, styles and fonts and those of the components, sent faster than by it.

A new browser asks for some sixty of them before it shows anything, and every page asks anew for the
twenty modules of its components, which import one another. Streamlit opens, reads and closes each
of them in threads, every step of which waits for the imports of the first page; to read a file that
the system has in memory takes less than to ask a thread for it.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sculptor.ui.app.internals import STATIC
from sculptor.ui.app.server import base_path
from sculptor.ui.frontend import FRONTEND

NAMES = re.compile(r"/static/(?:css|js|media)/[\w-][\w.-]*(\.\w+)")

OWN = re.compile(r"/_stcore/bidi-components/sculptor\.\w+(/[a-z]+/\w+(\.(?:js|css)))", re.ASCII)
"""A file of a component, as Streamlit names it: the component, and where the file is."""

KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}

FOR_EVER = {"cache-control": "public, immutable, max-age=31536000"}
"""As Streamlit has it: their names tell their content."""

ANEW = {"cache-control": "no-cache"}
"""The files of components have the same names in the next version."""


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
    if name := NAMES.fullmatch(path):
        return _file(STATIC / path[1:], name[1], FOR_EVER)
    if own := OWN.fullmatch(path):
        return _file(FRONTEND / own[1][1:], own[2], ANEW)
    return None


def _file(path: Path, kind: str, headers: dict[str, str]) -> Response | None:
    """A file of a kind that is known; None if it is not there."""
    if kind not in KINDS:
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return Response(content, media_type=KINDS[kind], headers=headers)
