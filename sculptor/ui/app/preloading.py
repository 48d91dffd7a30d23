"""The modules of a page's components, sent for with the page itself.

A component is asked for when the page has run, and its modules when their importers have come: four
rounds, of some 50 ms each, on the way to a plane that is drawn. Named in the header ``Link`` of the
page they come while Streamlit's own scripts start.
"""

from __future__ import annotations

import posixpath
from functools import cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sculptor.ui.app.server import base_path
from sculptor.ui.frontend import modules

PAGES = {
    "/": ("plots/sketch",),
    "/compare": ("compare/compare",),
    "/explore": ("plots/scatter", "explore/editor"),
    "/watch": ("plots/scatter",),
}
"""The components of a page, by its address."""


class Preloading:
    """Middleware that adds to a page what its components import."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._base = base_path()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        components: tuple[str, ...] = ()
        if scope["type"] == "http" and scope["path"].startswith(self._base):
            components = PAGES.get(scope["path"].removeprefix(self._base), ())
        if not components:
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                links = ", ".join(map(_links, components))
                MutableHeaders(scope=message).append("link", links)
            await send(message)

        await self._app(scope, receive, sent)


@cache
def _links(component: str) -> str:
    """From where the page is, since a proxy may have it below a path that is not known here."""
    place = f"_stcore/bidi-components/sculptor.{posixpath.basename(component)}"
    names = modules.graph(f"{component}.js")
    return ", ".join(f"<{place}/{name}>; rel=modulepreload" for name in names)
