"""What a page's components import comes with the page, by addresses that are answered."""

import re
from typing import Any
from urllib.parse import urljoin

import pytest
import streamlit as st

from sculptor.ui.app import assets
from sculptor.ui.app.preloading import PAGES, Preloading
from sculptor.ui.frontend import modules


@pytest.fixture
def links(in_a_loop: Any) -> Any:
    async def beneath(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def asked(path: str, kind: str = "http") -> list[str]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        in_a_loop(Preloading(beneath)({"type": kind, "method": "GET", "path": path}, None, send))
        header = dict(sent[0]["headers"]).get(b"link", b"").decode()
        return re.findall("<(.+?)>; rel=modulepreload", header)

    return asked


@pytest.mark.parametrize("path", PAGES)
def test_each_page_names_modules_that_are_there(links: Any, path: str) -> None:
    named = links(path)
    assert len(named) == len(set(named))
    asked = [{"type": "http", "method": "GET", "path": urljoin(path, name)} for name in named]
    answers = [assets._response(each, "") for each in asked]
    assert all(answer is not None and answer.status_code == 200 for answer in answers)


def test_a_module_comes_with_all_that_it_imports(links: Any) -> None:
    place = "_stcore/bidi-components/sculptor.sketch/"
    assert set(links("/")) == {place + name for name in modules.graph("plots/sketch.js")}
    assert {place + "plots/sketch.js", place + "kit/dom.js"} <= set(links("/"))


@pytest.mark.parametrize("path", ["/runs", "/explore/more", "/_stcore/health", "/static/js/a.js"])
def test_nothing_else_is_changed(links: Any, path: str) -> None:
    assert links(path) == links("/explore", kind="websocket") == []


def test_below_a_path_pages_have_the_same(links: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = links("/watch")
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "some/where/"}.get)
    assert links("/some/where/watch") == here
    assert links("/watch") == []
