"""A table among your data: how it was read, what each column is used for, and how to change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from sculptor.columns import LEARNED
from sculptor.data.own.manifest import Manifest
from sculptor.data.own.pending import Pending
from sculptor.data.rows.options import USES, Options
from sculptor.names import legible
from sculptor.tables.reading import DECIMALS, DELIMITERS, ENCODINGS, Reading
from sculptor.ui.app import errors

Change = Callable[[str, Any], None]

FOUND = "As found"
HEADERS = {True: "Names of columns", False: "Values"}
VARIANCES = {LEARNED: "Learned", 1.0: "Fixed, 1", 0.1: "Fixed, 0.1", 0.01: "Fixed, 0.01"}

USE_HELP = (
    "number and category: part of the data; label: the classes; known: a factor that is known of "
    "each row; split: train, validation or test; out: not used"
)


def show(pending: Pending, look: dict[str, Any], manifest: Manifest | None, change: Change) -> None:
    """Show what was read of a table and what was decided; a change reads it again.

    Args:
        pending: What is looked at.
        look: What is seen of it.
        manifest: Of all of it, None while it is read.
        change: Called with an option and its new value.
    """
    options = Options.from_dict(_options(pending))
    seen, said = st.columns([3, 2], gap="large")
    with seen:
        if look.get("head"):
            rows = [{legible(k): legible(v) for k, v in row.items()} for row in look["head"]]
            st.dataframe(rows, hide_index=True, width="stretch", key="yours-head")
        with errors.shown("The columns"):
            _columns(look["columns"], options, change)
    with said:
        with st.container():  # what is below stays what it is as more is said here
            _facts(look, manifest)
        _reading(look, options, change)


def _options(pending: Pending) -> dict[str, Any]:
    return {name: value for name, value in pending.request["options"].items() if name != "kind"}


def _facts(look: dict[str, Any], manifest: Manifest | None) -> None:
    """Counts, splits, and what must be said."""
    n = len(manifest) if manifest else look["n"]
    if not n:
        return
    st.markdown(f"**{n:,} rows**, {len(look['columns']):,} columns")
    if manifest is not None:
        st.caption(
            f"{manifest.shape[0]:,} numbers in each row. {manifest.n_train:,} rows to train, "
            f"{manifest.n_validation:,} to look at while a run trains, {manifest.n_test:,} to test"
        )
        shown = look["reading"]["notes"]
        for note in manifest.notes[1:]:
            if note not in shown:
                st.caption(errors.escape(note))


def _reading(look: dict[str, Any], options: Options, change: Change) -> None:
    """How the file was read, and choices to read it in another way."""
    reading = None
    if "reading" in look:
        told = look["reading"]
        reading = Reading(**{**told, "parts": tuple(told["parts"]), "notes": tuple(told["notes"])})
        st.caption(errors.escape(reading.sentence))
        for note in reading.notes:
            st.info(errors.escape(note), icon=":material/help:")
    is_text = reading is None or bool(reading.delimiter)
    with st.expander("Read it in another way", icon=":material/tune:", expanded=reading is None):
        if reading is not None and len(reading.parts) > 1:
            _choice("part", "Sheet or array", reading.parts, options.part, change, legible)
        if is_text:
            _choice(
                "delimiter",
                "Between cells",
                tuple(DELIMITERS),
                options.delimiter,
                change,
                DELIMITERS.__getitem__,
            )
            _choice(
                "decimal",
                "Decimal sign",
                tuple(DECIMALS),
                options.decimal,
                change,
                DECIMALS.__getitem__,
            )
            _choice("encoding", "Encoding", ENCODINGS, options.encoding, change, str)
        if is_text or (reading is not None and reading.header is not None):
            _choice(
                "header", "First line", tuple(HEADERS), options.header, change, HEADERS.__getitem__
            )
        _variance(options, change)


def _choice(
    name: str,
    title: str,
    values: Sequence[Any],
    chosen: Any,
    change: Change,
    words: Callable[[Any], str],
) -> None:
    """A choice that is left to what is found unless a person makes it."""
    all_values = [None, *values]
    found = st.selectbox(
        title,
        all_values,
        index=all_values.index(chosen) if chosen in all_values else 0,
        format_func=lambda value: FOUND if value is None else words(value),
        key=f"yours-{name}-{chosen!r}",
    )
    if found != chosen:
        change(name, found)


def _variance(options: Options, change: Change) -> None:
    values = [*dict.fromkeys([*VARIANCES, options.variance])]
    found = st.selectbox(
        "Variance of numbers",
        values,
        index=values.index(options.variance),
        format_func=lambda value: VARIANCES.get(value, f"Fixed, {value}"),
        key=f"yours-variance-{options.variance}",
        help="Of p(x|z) in each column, in units of its scale squared",
    )
    if found != options.variance:
        change("variance", found)


def _columns(rows: Sequence[dict[str, Any]], options: Options, change: Change) -> None:
    """What each column is used for and why; the use can be chosen."""
    if not rows:
        return
    shown = [
        {
            "Column": legible(row["name"]),
            "Holds": row["holds"],
            "Use": row["use"],
            "Why": legible(row["why"]),
            "Missing": row["missing"],
        }
        for row in rows
    ]
    said = sorted(options.columns.items())
    st.caption("What each column is used for; choose another use in the column Use.")
    edited = st.data_editor(
        shown,
        hide_index=True,
        width="stretch",
        height=min(420, 38 + 35 * len(shown)),
        disabled=["Column", "Holds", "Why", "Missing"],
        column_config={"Use": st.column_config.SelectboxColumn(options=[*USES], help=USE_HELP)},
        key=f"yours-columns-{said!r}-{len(rows)}",
    )
    changed = {
        row["name"]: after["Use"]
        for row, after in zip(rows, edited, strict=True)
        if after["Use"] and after["Use"] != row["use"]
    }
    if changed:
        change("columns", {**options.columns, **changed})
