"""What the browser asks of a plane beside Streamlit, and who may ask."""

import base64
import gc
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from sculptor.errors import SculptorError
from sculptor.ui.app import answers
from sculptor.ui.app.answers import MOST, Answers, offer
from sculptor.ui.frontend.scatter import Decoded

Ask = Callable[..., tuple[int, dict[bytes, bytes], Any]]
BENEATH = 418


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The state of a session."""
    state: dict[str, Any] = {}
    monkeypatch.setattr(answers.st, "session_state", state)
    return state


@pytest.fixture
def ask(in_a_loop: Any) -> Ask:
    """Ask at a path, and return status, headers and what is said."""

    async def beneath(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": BENEATH, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def asked(path: str, query: str = "x=1.5&y=-2&n=7", method: str = "GET") -> Any:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {"type": "http", "method": method, "path": f"/{path}", "headers": []}
        scope["query_string"] = query.encode()
        in_a_loop(Answers(beneath)(scope, None, send))
        start, body = sent
        said = json.loads(body["body"]) if start["status"] == 200 else None
        return start["status"], dict(start["headers"]), said

    return asked


def test_a_point_is_decoded_in_a_thread_of_its_own(session: object, ask: Ask) -> None:
    threads = []

    def decode(x: float, y: float) -> Decoded:
        threads.append(threading.current_thread())
        return Decoded(f"{x} {y}".encode(), "a note")

    status, headers, said = ask(offer("cloud", decode))
    assert status == 200
    assert headers[b"cache-control"] == b"no-store"
    png = base64.b64encode(b"1.5 -2.0").decode()
    assert said == {"n": 7, "png": png, "note": "a note", "width": 0}
    assert threads != [threading.current_thread()]


def test_the_address_stays_and_the_newest_decoder_answers(session: object, ask: Ask) -> None:
    first = offer("cloud", lambda x, y: Decoded(b"old"))
    assert offer("cloud", lambda x, y: Decoded(b"new")) == first
    assert offer("other", lambda x, y: Decoded(b"")) != first
    assert ask(first)[2]["png"] == base64.b64encode(b"new").decode()


def test_what_cannot_be_decoded_is_said(
    session: object, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(x: float, y: float) -> Decoded:
        raise SculptorError("There are no weights yet.") if x > 1 else ZeroDivisionError("secret")

    address = offer("cloud", fail)
    assert ask(address)[2] == {"n": 7, "problem": "There are no weights yet."}
    problem = ask(address, "x=0&y=0&n=1")[2]["problem"]
    assert problem.startswith("What lies here did not work, and it is not your fault.")
    assert "secret" not in problem


NONSENSE = (
    *("", "x=1&y=2", "x=nan&y=0&n=1", "x=1e99&y=0&n=1", "x=left&y=0&n=1", "x=1&y=2&n=-1"),
    *("x=1&y=2&n=1.5", "x=1&y=2&n=3&z=4", "x=%ff&y=2&n=3", f"x=1&y=2&n=3{'0' * 500}"),
)


@pytest.mark.parametrize("query", NONSENSE)
def test_what_is_no_question_is_refused(session: object, ask: Ask, query: str) -> None:
    assert ask(offer("cloud", lambda x, y: Decoded(b"")), query)[0] == 400


def test_nobody_answers_who_has_not_been_asked_for(session: dict[str, Any], ask: Ask) -> None:
    address = offer("cloud", lambda x, y: Decoded(b""))
    for other in (f"{address}x", address[:-1], "_sculptor/answers/", "_sculptor/../app.py"):
        assert ask(other)[0] == 404
    assert ask(address, method="POST")[0] == 404
    assert ask("watch")[0] == BENEATH
    session.clear()
    gc.collect()
    assert ask(address)[0] == 404  # it went with its session


def test_a_session_is_answered_for_the_planes_it_saw_last(session: object, ask: Ask) -> None:
    addresses = [offer(f"cloud{i}", lambda x, y: Decoded(b"")) for i in range(MOST + 1)]
    gc.collect()
    assert [ask(each)[0] for each in addresses] == [404, *[200] * MOST]
