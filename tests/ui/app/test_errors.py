"""Errors on a page: in place, in words, and the traceback in the log alone."""

import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sculptor.ui.app import errors


def failing(kind: str) -> None:
    """A page of which a part fails, and the rest goes on."""
    import streamlit as st

    from sculptor.errors import SculptorError
    from sculptor.ui.app import errors

    with errors.shown("The preview"):
        raise SculptorError("Expected a *ring*.") if kind == "ours" else ValueError("secret")
    st.write("the rest")


def test_our_errors_are_told_letter_for_letter(own_home: Path) -> None:
    page = AppTest.from_function(failing, args=("ours",)).run()
    assert not page.exception
    assert [error.value for error in page.error] == [r"Expected a \*ring\*."]
    assert page.markdown[0].value == "the rest"
    assert not (own_home / errors.LOG).exists()


def test_others_are_an_apology_and_a_traceback_in_the_log(own_home: Path) -> None:
    page = AppTest.from_function(failing, args=("others",)).run()
    assert not page.exception
    [said] = [error.value for error in page.error]
    assert said.startswith("The preview did not work, and it is not your fault.")
    assert "secret" not in said
    assert str(own_home / errors.LOG) in said
    assert page.markdown[0].value == "the rest"
    log = (own_home / errors.LOG).read_text()
    assert "The preview" in log
    assert "ValueError: secret" in log


def test_a_log_that_cannot_be_written_is_no_second_error(own_home: Path) -> None:
    own_home.write_text("a file where the folder should be")
    page = AppTest.from_function(failing, args=("others",)).run()
    assert not page.exception
    assert "in the terminal" in page.error[0].value


def test_an_icon_in_a_text_stays_a_text() -> None:
    assert ":material/" not in errors.escape(":material/delete:").replace("\\", "")


def test_what_no_page_can_take_is_replaced() -> None:
    assert errors.escape("caf\udce9\n\x1b[31m\u202e_") == "caf�\n�\\[31m�\\_"


def undecodable() -> None:
    """A page of which a part fails over a file whose name is no text."""
    from sculptor.ui.app import errors

    with errors.shown():
        raise ValueError("caf\udce9")


def test_the_log_takes_what_is_no_text(own_home: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "sculptor.ui")  # pytest-xdist can't send what is no text
    page = AppTest.from_function(undecodable).run()
    assert not page.exception
    assert r"caf\udce9" in (own_home / errors.LOG).read_text()
