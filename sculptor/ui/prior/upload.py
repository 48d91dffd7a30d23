"""A prior out of a file: samples in a table or an array, or a picture read as a density."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from sculptor import priors
from sculptor.errors import SculptorError
from sculptor.names import legible
from sculptor.priors import samples, transform
from sculptor.tables import reader
from sculptor.tables.reading import How
from sculptor.tables.table import Points, Table
from sculptor.ui.app import errors, state
from sculptor.ui.kit import reading
from sculptor.ui.prior import preview, sources
from sculptor.words import count

if TYPE_CHECKING:
    from sculptor.ui.app.internals import Upload

Spec = dict[str, Any]

PICTURES = ("png", "jpg", "jpeg")
SIGNATURES = (b"\x89PNG", b"\xff\xd8")
"""How PNG and JPEG files begin, whatever they are called."""

MAX_COLUMNS = 64
"""Dimensions that an uploaded prior has at most."""

TABLES = (*(suffix.removeprefix(".") for suffix in reader.SUFFIXES), "json")

FAR = 3.0
"""Samples are not of about unit scale if a mean or a deviation is more than so many units off."""

_TABLE, _DONE = "upload:table", "upload:done"


def show() -> None:
    """Take a file, let its columns be chosen, and say what was read."""
    file = st.file_uploader("Samples, or a picture", [*TABLES, *PICTURES], key="upload-file")
    if file is None:
        st.session_state.pop(_TABLE, None)
    else:
        with errors.shown("Reading the file"):
            _read(file)
    if state.get("upload") is None:
        st.caption(
            "One sample a row, up to 64 columns and a million rows; "
            "or a picture that is read as a density."
        )
    else:
        with errors.shown("The samples"):
            _describe(state.get("upload"))


def _read(file: Upload) -> None:
    """Hold what is in a file, once for each choice of columns; nothing where that fails."""
    content = file.getvalue()
    if not st.session_state.get(_DONE, "").startswith(file.file_id):
        _drop()
    if file.name.lower().endswith(PICTURES) or content.startswith(SIGNATURES):
        if st.session_state.get(_DONE) != file.file_id:
            _hold(file.file_id, sources.keep_picture(content))
        return
    key = f"upload-{file.file_id}"
    how = reading.how(key)
    try:
        table = _table(file, how)
    except SculptorError:
        _drop()
        reading.show(key, None)
        raise
    reading.show(key, table.reading)
    reading.columns(table)
    columns = _columns(key, table)
    done = f"{file.file_id} {how} {columns}"
    if columns:
        points = _points(table, columns, file.name)
        if points.omission:
            st.caption(errors.escape(points.omission))
    if st.session_state.get(_DONE) == done:
        return
    _drop()
    if columns:
        _hold(done, priors.from_samples(points.values).spec)


def _drop() -> None:
    """Let go of the file before: what is shown must not pass for what is in this one."""
    st.session_state.pop(_DONE, None)
    state.reset("upload")


def _table(file: Upload, how: How) -> Table:
    """The table in a file, read once for each way of reading it."""
    kept = st.session_state.get(_TABLE)
    if kept is None or kept[:2] != (file.file_id, how):
        kept = (file.file_id, how, reader.read(file.getvalue(), file.name, how))
        st.session_state[_TABLE] = kept
    table: Table = kept[2]
    return table


def _points(table: Table, columns: list[str], name: str) -> Points:
    """Chosen columns as points, of which there are not too many."""
    width = sum(table[column].width for column in columns)
    if width > MAX_COLUMNS:
        raise SculptorError(
            f"Expected a prior of up to {MAX_COLUMNS} dimensions, received {width:,} in "
            f"{name!r:.60}. Choose fewer columns; a data set may have more."
        )
    return reader.points_of(table, name, columns)


def _columns(key: str, table: Table) -> list[str]:
    """The columns that become dimensions; those of `Table.dimensions` unless some are chosen."""
    names, default = table.numeric, table.dimensions
    if not names:
        raise SculptorError(
            "Expected columns of numbers, received text only. Save the samples as numbers."
        )
    if len(names) == 1:
        return list(names)
    titles = _titles(names)
    return st.multiselect(
        "Columns, one a dimension",
        names,
        format_func=lambda name: titles.get(name, name),
        default=default if len(default) <= MAX_COLUMNS else None,
        max_selections=MAX_COLUMNS,
        key=f"{key}-columns-{reading.how(key)}",
        placeholder="Choose columns",
    )


def _titles(names: Sequence[str]) -> dict[str, str]:
    r"""What columns are called on the page, each otherwise: it is by this that one is chosen.

    >>> print(*_titles(["x", "y\x01", "y\x02"]).values(), sep=", ")
    x, y� (column 2), y� (column 3)
    """
    titles = [legible(name) for name in names]
    twice = Counter(titles)
    return {
        name: title if twice[title] == 1 else f"{title} (column {place})"
        for place, (name, title) in enumerate(zip(names, titles, strict=True), 1)
    }


def _hold(done: str, spec: Spec) -> None:
    """Take a prior, with a latent space that fits it, and run the page again to show both."""
    st.session_state[_DONE] = done
    state.put(upload=spec, move={})
    sources.fit_latents()
    st.rerun()


def _describe(spec: Spec) -> None:
    """Say what is held, and offer to bring it to unit scale if it is far from that."""
    if spec["kind"] == "picture":
        st.caption("A picture, read as a density over the square from -3 to 3.")
        return
    rows, dimensions = spec["shape"]
    st.caption(f"{rows:,} samples in {count(dimensions, 'dimension')}.")
    if words := samples.moved(spec):
        st.caption(words)
    move = unit_scale(preview.draw(spec, dimensions))
    if not move or state.get("move"):
        return
    advice = "Training goes best at about unit scale; these samples are far from that."
    if not transform.fits(move):
        st.info(f"{advice} Bring them nearer to it in the file.")
        return
    st.info(advice)
    st.button(
        "Bring to unit scale",
        icon=":material/straighten:",
        on_click=lambda: state.put(move=move),
    )


def unit_scale(points: preview.Samples) -> Spec:
    """Scale and shift that give each dimension mean 0 and deviation 1; none if it is near that.

    >>> unit_scale(np.array([[98.0], [102.0]]))
    {'scale': 0.5, 'shift': -50.0}
    >>> unit_scale(np.array([[-1.0], [1.0]]))
    {}
    """
    exact = points.astype(np.float64)
    mean, deviation = exact.mean(axis=0), exact.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    near = (deviation < FAR) & (deviation > 1 / FAR) & (np.abs(mean) < FAR)
    if near.all():
        return {}
    parts = {"scale": 1 / deviation, "shift": -mean / deviation}
    rounded = {name: [float(f"{part:.6g}") for part in parts[name]] for name in parts}
    return {name: part[0] if len(part) == 1 else part for name, part in rounded.items()}
