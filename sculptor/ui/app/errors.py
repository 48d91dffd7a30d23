"""Errors on a page: said in place, in words; a traceback goes to the log only."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.names import escape as escape
from sculptor.names import legible

LOG = "sculptor-app.log"
"""The log of the pages, in the home of the runs; on the terminal if that cannot be written."""

_log = logging.getLogger("sculptor.ui")


@contextmanager
def shown(what: str = "") -> Iterator[None]:
    """Show an error in place, and go on with the rest of the page.

    Use it as ``with errors.shown(): …`` or as a decorator, ``@errors.shown()``.

    Args:
        what: What was being done, to begin the apology with: "The preview".
    """
    try:
        yield
    except SculptorError as error:
        st.error(escape(str(error)), icon=":material/error:")
    except Exception:
        st.error(apology(what), icon=":material/sentiment_dissatisfied:")


def apology(what: str = "") -> str:
    """What is said of the exception being handled, which is written to the log.

    Args:
        what: What was being done, to begin with.
    """
    where = _write_down(what)
    return f"{what or 'This part of the page'} did not work, and it is not your fault. {where}"


def _write_down(what: str) -> str:
    """Write the exception being handled to the log, and say where that is."""
    _log.exception("On a page: %s", what or "a part of it")
    path = places.home() / LOG
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {what}\n{traceback.format_exc()}\n")
    except OSError:
        return "The details are in the terminal that runs the app."
    return f"The details are in `{legible(str(path))}`."
