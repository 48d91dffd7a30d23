"""How a table was read: said on a page, with what can be changed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from sculptor.names import legible
from sculptor.tables.reading import DECIMALS, DELIMITERS, ENCODINGS, How, Reading
from sculptor.tables.table import SAID, Table
from sculptor.ui.app import errors

AUTO = "as found"


def how(key: str) -> How:
    """What a person has said of a file so far, by the controls of `show`."""
    said: dict[str, Any] = {}
    for name in ("encoding", "delimiter", "decimal", "header", "part"):
        value = st.session_state.get(f"{key}-{name}", AUTO)
        if value != AUTO:
            said[name] = value
    if said.get("delimiter") == said.get("decimal") == ",":
        del said["decimal"]
    return How(**said)


def show(key: str, reading: Reading | None) -> None:
    """Say how a file was read, what is ambiguous, and let it be changed.

    Args:
        key: Of the widgets, another for each file.
        reading: None where it could not be read.
    """
    if reading is not None:
        st.caption(errors.escape(reading.sentence))
        for note in reading.notes:
            st.info(errors.escape(note), icon=":material/help:")
    is_text = reading is None or bool(reading.delimiter)
    has_names = is_text or (reading is not None and reading.header is not None)
    parts = () if reading is None else reading.parts
    if not (has_names or len(parts) > 1):
        return
    with st.expander("Read it in another way", icon=":material/tune:", expanded=reading is None):
        if len(parts) > 1:
            _choice(key, "part", "Sheet or array", {part: legible(part) for part in parts})
        if is_text:
            left, right = st.columns(2)
            with left:
                _choice(key, "delimiter", "Between cells", DELIMITERS)
                _choice(key, "encoding", "Encoding", {name: name for name in ENCODINGS})
            with right:
                _choice(key, "decimal", "Decimal sign", DECIMALS)
                _header(key)
        elif has_names:
            _header(key)


def _header(key: str) -> None:
    _choice(key, "header", "First line", {True: "names of columns", False: "values"})


def _choice(key: str, name: str, label: str, choices: Mapping[Any, str]) -> None:
    st.selectbox(
        label,
        [AUTO, *choices],
        format_func=lambda value: AUTO if value == AUTO else choices[value],
        key=f"{key}-{name}",
    )


def columns(table: Table) -> None:
    """What each column holds, and why it is taken for that."""
    rows = [
        {
            "column": legible(column.name),
            "holds": SAID[column.kind],
            "why": legible(column.why),
            "missing": column.missing,
        }
        for column in table.columns
    ]
    decisions(rows)


def decisions(rows: Sequence[Mapping[str, Any]]) -> None:
    """A list of columns and what was decided of them."""
    with st.expander(f"{len(rows):,} columns, and what was decided", icon=":material/table:"):
        st.dataframe(list(rows), hide_index=True, width="stretch")
