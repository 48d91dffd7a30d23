"""What leans on Streamlit's inside, where it is as it was and where it has changed."""

import re
import webbrowser
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from sculptor.ui.app import internals

URL = "http://localhost:8501"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that Python's own way has opened."""
    found: list[str] = []
    monkeypatch.setattr(webbrowser, "open", found.append)
    return found


def test_streamlit_opens_the_browser(opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    quiet: list[str] = []
    monkeypatch.setattr("streamlit.cli_util.open_browser", quiet.append)
    internals.open_browser(URL)
    assert (quiet, opened) == ([URL], [])


@pytest.mark.parametrize("module", [None, SimpleNamespace()])
def test_python_does_where_streamlit_no_longer_can(
    opened: list[str], monkeypatch: pytest.MonkeyPatch, module: Any
) -> None:
    def find(name: str) -> Any:
        if module is None:
            raise ModuleNotFoundError(name)
        return module

    monkeypatch.setattr(internals, "import_module", find)
    internals.open_browser(URL)
    assert opened == [URL]


def test_streamlit_keeps_its_files_where_they_were() -> None:
    assert (internals.STATIC / "index.html").is_file()
    assert any(internals.STATIC.glob("static/js/*.js"))


def test_names_of_types_are_those_that_streamlit_gives() -> None:
    page = import_module("streamlit.navigation.page").StreamlitPage
    upload = import_module("streamlit.runtime.uploaded_file_manager").UploadedFile
    assert isinstance(st.Page(lambda: None, title="page"), page)
    assert upload.__name__ == "UploadedFile"


def test_no_other_file_leans_on_it() -> None:
    for path in Path(internals.__file__).parents[1].rglob("*.py"):
        if path != Path(internals.__file__):
            assert not re.search(r"^\s*(?:from|import) streamlit\.", path.read_text(), re.M), path
