"""All state of the user interface: the fields of one table, `sculptor.ui.app.fields.FIELDS`.

A page begins with ``state.sync("sculpt")`` and from then on uses

    state.get("run")                    # what it is now
    state.put(run="20261124-...")       # change it; the address follows
    st.slider("Steps", **state.bind("steps"))     # a widget that shows and changes it

Widgets forget their value when their page is left; this state does not, so bind widgets to it
rather than giving them keys of their own. To open another page, set what it shows, then switch:
``state.put(run=run.id); state.turn("watch")``.

The address carries what differs from the defaults, of the page that is open. It is read when a
session begins and when the page changes. Text in it that makes no sense is replaced by the default,
and a note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from sculptor.ui.app import errors, widgets
from sculptor.ui.app.fields import FIELDS

LONGEST = 8000
"""Characters of one value in the address, at most."""

_VALUE = "state."
_PAGE, _WRITTEN = "state:page", "state:written"

_FIELDS = {field.name: field for field in FIELDS}


def get(name: str) -> Any:
    """The value of a field; the default unless it was set."""
    field = _FIELDS[name]
    return st.session_state.get(_VALUE + name, field.default)


def put(**values: Any) -> None:
    """Change fields; the address of the open page follows."""
    for name, value in values.items():
        st.session_state[_VALUE + _FIELDS[name].name] = value
    _write()


def reset(*names: str) -> None:
    """Put fields back to their defaults."""
    put(**{name: _FIELDS[name].default for name in names})


def bind(name: str, *, then: Callable[[], None] | None = None) -> dict[str, Any]:
    """Arguments that tie a widget to a field: ``st.toggle("Log scale", **bind("log"))``.

    Args:
        name: The field.
        then: Called after the field has taken the widget's value, before the page runs again.
    """

    def took(value: Any) -> None:
        put(**{name: value})
        if then is not None:
            then()

    return widgets.follow(f"widget.{name}", get(name), took)


def sync(page: str) -> None:
    """Begin a page: read the address if the page has just been opened, then keep it up to date.

    Notes about text in the address that made no sense are shown in place.
    """
    notes: list[str] = []
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state[_WRITTEN] = st.query_params.to_dict()
        values, notes = parse(page, st.query_params)
        for name, value in values.items():
            st.session_state[_VALUE + name] = value
    _write()
    if notes:
        st.warning("  \n".join(map(errors.escape, notes)), icon=":material/link_off:")


def turn(page: str) -> None:
    """Switch to a page, with its address at once: one entry of the browser's history and not two.

    So the Back button leads to the page that one came from, and not to an empty one.
    """
    st.switch_page(f"{page}.py", query_params=query(page, _all()))


def parse(page: str, query: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Read an address: the values that it gives, and a note on each that makes no sense.

    >>> parse("sculpt", {"steps": "300", "seed": "many", "utm": "x"})
    ({'steps': 300, 'seed': 0}, ['The address asked for seed = many. Using 0 instead.'])
    """
    values: dict[str, Any] = {}
    notes = []
    for field in FIELDS:
        if page not in field.pages or field.param not in query:
            continue
        text = query[field.param]
        try:
            if len(text) > LONGEST:
                raise ValueError(f"more than {LONGEST} characters")
            text.encode()  # refuses halves of surrogate pairs, which no page can show
            values[field.name] = field.parse(text)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            # Beside ours, checks of kinds that others have brought raise what they like.
            values[field.name] = field.default
            whole = text[:41].encode(errors="replace").decode()
            shown = whole if len(text) <= 40 else f"{whole[:40]}…"
            empty = field.default in (None, "", {}, [])
            instead = "" if empty else f" Using {field.text(field.default)} instead."
            notes.append(f"The address asked for {field.param} = {shown}.{instead}")
    return values, notes


def query(page: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The address of a page: what of it differs from the defaults, but for what is too long for it.

    >>> query("sculpt", {"steps": 300, "seed": 0})
    {'steps': '300'}
    """
    texts = {
        field.param: field.text(values[field.name])
        for field in FIELDS
        if page in field.pages and values.get(field.name, field.default) != field.default
    }
    return {name: text for name, text in texts.items() if len(text) <= LONGEST}


def _all() -> dict[str, Any]:
    return {field.name: get(field.name) for field in FIELDS}


def _write() -> None:
    """Bring the address of the open page up to date."""
    page = st.session_state.get(_PAGE)
    if page is None:
        return
    wanted = query(page, _all())
    # The browser may send an older address with an interaction, so what was written decides.
    if wanted != st.session_state.get(_WRITTEN):
        st.session_state[_WRITTEN] = wanted
        st.query_params.from_dict(wanted)
