"""Streamlit's own files and the components': the same as Streamlit sends, and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import streamlit as st
from hypothesis import given, strategies

from sculptor.ui.app import assets
from sculptor.ui.app.assets import KINDS, STATIC, Assets
from sculptor.ui.frontend import FRONTEND

SCRIPT = next(STATIC.glob("static/js/index.*.js"))
Ask = Callable[..., list[dict[str, Any]]]
BENEATH = {"type": "http.response.start", "status": 418}


@pytest.fixture
def ask(in_a_loop: Any) -> Ask:
    """Ask for a path, and return what is sent."""

    async def beneath(scope: Any, receive: Any, send: Any) -> None:
        await send(BENEATH)

    def asked(path: str, method: str = "GET", kind: str = "http") -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        in_a_loop(Assets(beneath)({"type": kind, "method": method, "path": path}, None, send))
        return sent

    return asked


def test_a_script_is_sent_whole_and_kept_for_ever(ask: Ask) -> None:
    start, body = ask(f"/static/js/{SCRIPT.name}")
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert headers[b"content-type"].startswith(b"text/javascript")
    assert int(headers[b"content-length"]) == SCRIPT.stat().st_size
    assert b"immutable" in headers[b"cache-control"]
    assert body["body"] == SCRIPT.read_bytes()


def test_all_that_streamlit_needs_is_known(ask: Ask) -> None:
    for kind in KINDS:
        found = list(STATIC.glob(f"static/*/*{kind}"))
        assert found
        assert all(
            ask(f"/{path.relative_to(STATIC).as_posix()}")[0]["status"] == 200 for path in found[:5]
        )


def test_a_file_of_a_component_leads_to_its_version_which_is_kept_for_ever(ask: Ask) -> None:
    for kind in ("js", "css"):
        asked = f"/_stcore/bidi-components/sculptor.scatter/plots/scatter.{kind}"
        start, _ = ask(asked)
        headers = dict(start["headers"])
        assert (start["status"], headers[b"cache-control"]) == (307, b"no-cache")
        start, body = ask(urljoin(asked, headers[b"location"].decode()))
        headers = dict(start["headers"])
        assert headers[b"content-type"].startswith(KINDS[f".{kind}"].encode())
        assert b"immutable" in headers[b"cache-control"]
        assert body["body"] == (FRONTEND / "plots" / f"scatter.{kind}").read_bytes()


def test_a_file_that_changes_is_of_another_version_and_the_last_one_is_not_kept(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "FRONTEND", tmp_path)
    (tmp_path / "plots").mkdir()
    file = tmp_path / "plots" / "scatter.js"
    file.write_text("1")
    before = assets.version()
    assert assets.version() == before
    file.write_text("2 ")
    assert assets.version() != before
    start, body = ask(f"/_stcore/bidi-components/sculptor.{before}/plots/scatter.js")
    assert (body["body"], dict(start["headers"])[b"cache-control"]) == (b"2 ", b"no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/_stcore/bidi-components/other.scatter/plots/scatter.js",
        "/_stcore/bidi-components/sculptor.scatter/../scatter.py",
        "/_stcore/bidi-components/sculptor.scatter/plots/../../scatter.js",
        "/_stcore/bidi-components/sculptor.scatter/plots/absent.js",
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
def test_anything_else_is_left_to_the_app(ask: Ask, path: str) -> None:
    assert ask(path) == [BENEATH]


def test_only_reading_is_answered(ask: Ask) -> None:
    path = f"/static/js/{SCRIPT.name}"
    assert ask(path, method="HEAD") == ask(path, kind="websocket") == [BENEATH]


def test_below_a_path_the_same_files_are_sent(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/static/js/{SCRIPT.name}"
    whole = ask(path)
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "some/where/"}.get)
    assert ask(f"/some/where{path}") == whole
    assert ask(path) == ask(f"/some/wherever{path}") == ask(f"/where{path}") == [BENEATH]


def test_where_streamlit_keeps_them_elsewhere_it_sends_them_itself(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assert ask(f"/static/js/{SCRIPT.name}") == [BENEATH]


PARTS = strategies.sampled_from(
    [
        "/static/",
        "js/",
        "css/",
        "..",
        "/",
        "index",
        ".js",
        ".css",
        "%2e",
        "\0",
        "\ud800",
        "x" * 300,
        "/_stcore/bidi-components/sculptor.scatter/",
        "plots/",
        "²",
    ]
)


@given(strategies.lists(PARTS | strategies.text(max_size=5), max_size=8).map("".join))
def test_a_path_of_anything_is_one_of_these_files_or_none(path: str) -> None:
    answer = assets._response({"type": "http", "method": "GET", "path": path}, "")
    if answer is None:
        return
    if own := assets.OWN.fullmatch(path):
        file, root = FRONTEND / own[1][1:], FRONTEND
    else:
        file, root = STATIC / path[1:], STATIC
    assert file.resolve().is_relative_to(root.resolve())
