"""A component is registered once, with files that are there, and sent bytes."""

from typing import Any

import pytest
import streamlit as st

from sculptor.ui.frontend import FRONTEND
from sculptor.ui.frontend.encoding import packed
from sculptor.ui.plots import component


@pytest.mark.parametrize(("name", "folder"), [("scatter", "plots"), ("compare", "compare")])
def test_what_is_registered(name: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, dict[str, Any]]] = []
    sent: list[dict[str, Any]] = []

    def register(name: str, **parts: Any) -> Any:
        calls.append((name, parts))
        return lambda **given: sent.append(given)

    monkeypatch.setattr(st.components.v2, "component", register)
    make = component.component.__wrapped__
    make(name, folder)(data={"n": 1}, key="a")
    ((called, parts),) = calls
    assert called == f"sculptor.{name}"
    assert (FRONTEND / parts["js"]).is_file()
    assert (FRONTEND / parts["css"]).is_file()
    assert sent == [{"data": packed({"n": 1}), "key": "a"}]
