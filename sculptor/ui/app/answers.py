"""What lies at a point of a plane, told to the browser at once and beside Streamlit.

A page that runs again to answer does nothing else meanwhile, and packs all that it shows anew. So a
page gives its plane an address to ask, ``_sculptor/answers/TOKEN``. The token cannot be guessed, is
known to one session only, and is forgotten with it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl
from weakref import WeakValueDictionary

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sculptor.ui.app import errors
from sculptor.ui.app.server import base_path

if TYPE_CHECKING:
    from sculptor.ui.frontend.scatter import Decoded

Decode: TypeAlias = "Callable[[float, float], Decoded]"
"""Makes an image of a point. It is called in a thread that knows no session."""

ADDRESS = re.compile(r"/_sculptor/answers/([\w-]{22})", re.ASCII)

LONGEST = 200
"""Characters of a question, at most."""

MOST = 8
"""Planes of a session that are answered for: those that were shown last."""

HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}

_OFFERS = "answers:offers"


class Offer:
    """A plane that is answered for.

    Args:
        decode: Makes the answers.
    """

    def __init__(self, decode: Decode) -> None:
        self.decode = decode
        self.token = secrets.token_urlsafe(16)


_offers: WeakValueDictionary[str, Offer] = WeakValueDictionary()
"""By token; a session has the only other reference to its own."""


def offer(key: str, decode: Decode) -> str:
    """The address at which the browser may ask for a plane, below that of the app.

    Args:
        key: Of the widget; its address stays for as long as the session.
        decode: Makes the answers from now on.
    """
    own: dict[str, Offer] = st.session_state.setdefault(_OFFERS, {})
    found = own.pop(key, None) or Offer(decode)
    found.decode = decode
    own[key] = _offers[found.token] = found
    for oldest in list(own)[:-MOST]:
        del own[oldest]
    return f"_sculptor/answers/{found.token}"


class Answers:
    """Middleware that answers for planes and leaves all else to the app beneath it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._base = base_path()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = scope["type"] == "http" and scope["path"].startswith(f"{self._base}/_sculptor/")
        response = await self._answered(scope) if asked else self._app
        await response(scope, receive, send)

    async def _answered(self, scope: Scope) -> Response:
        from sculptor.ui.frontend.scatter import answer, read  # NumPy: the server starts without

        found = ADDRESS.fullmatch(scope["path"].removeprefix(self._base))
        offered = _offers.get(found[1]) if found else None
        if scope["method"] != "GET" or offered is None:
            return Response(status_code=404, headers=HEADERS)
        asked = read(_numbers(scope["query_string"]))
        if asked is None:
            return Response(status_code=400, headers=HEADERS)
        event, n = asked
        try:
            told = await run_in_threadpool(answer, offered.decode, event, n)
        except Exception:
            told = {"n": n, "problem": errors.apology("What lies here")}
        return JSONResponse(told, headers=HEADERS)


def _numbers(query: bytes) -> dict[str, float]:
    """The numbers of a question by name; none of one that is no question.

    >>> _numbers(b"x=1.5&y=-2&n=3"), _numbers(b"x=left")
    ({'x': 1.5, 'y': -2.0, 'n': 3.0}, {})
    """
    try:
        pairs = parse_qsl(query[:LONGEST].decode("ascii"), max_num_fields=3)
        return {name: float(value) for name, value in pairs}
    except ValueError:
        return {}
