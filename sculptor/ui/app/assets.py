"""Streamlit's own scripts, styles and fonts and those of the components, sent faster than by it.

A new browser asks for some sixty of them before it shows anything, and then for the twenty modules
of a page's components, which import one another. Streamlit opens, reads and closes each of them in
threads, every step of which waits for the imports of the first page; to read a file that the system
has in memory takes less than to ask a thread for it.

Streamlit names a component's file the same in every version, so that no browser may keep it. Here
that name leads on to one with the version in it, below which the file's own imports lie as well:
these are kept for ever, and are the same for all components.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sculptor.ui.app.internals import STATIC
from sculptor.ui.app.server import base_path
from sculptor.ui.frontend import FRONTEND

NAMES = re.compile(r"/static/(?:css|js|media)/[\w-][\w.-]*(\.\w+)")

OWN = re.compile(r"/_stcore/bidi-components/sculptor\.(\w+)/([a-z]+/\w+(\.(?:js|css)))", re.ASCII)
"""A file of a component, as Streamlit names it: the component, or here the version of all files,
and where the file is."""

VERSION = "version_"
"""What a version begins with; no component does."""

KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}

FOR_EVER = {"cache-control": "public, immutable, max-age=31536000"}
"""As Streamlit has it: their names tell their content."""

ANEW = {"cache-control": "no-cache"}
"""A name without a version."""


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
        return _own(*own.groups())
    return None


def _own(of: str, name: str, kind: str) -> Response | None:
    """A file of a component: the way to the name that has the version, and below it the file."""
    if of.startswith(VERSION):  # one of another version is asked for by a page that was open before
        return _file(FRONTEND / name, kind, FOR_EVER if of == version() else ANEW)
    if not (FRONTEND / name).is_file():
        return None
    # Relative, since a proxy may have taken off a part of the path.
    return RedirectResponse(f"../../sculptor.{version()}/{name}", headers=ANEW)


def version() -> str:
    """What tells these files of components from those of any other version."""
    told = hashlib.sha256()
    for path in sorted(FRONTEND.glob("*/*.[jc]s*")):
        stat = path.stat()
        told.update(f"{path.name} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return VERSION + told.hexdigest()[:16]


def _file(path: Path, kind: str, headers: dict[str, str]) -> Response | None:
    """A file of a kind that is known; None if it is not there."""
    if kind not in KINDS:
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return Response(content, media_type=KINDS[kind], headers=headers)
