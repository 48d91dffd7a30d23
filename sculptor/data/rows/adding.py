"""Tables that a person names, made a set or a `Dataset`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from dataclasses import replace as replaced
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sculptor.data.dataset import Dataset
from sculptor.data.own import dataset, stamp, store
from sculptor.data.own.manifest import Manifest, suggested
from sculptor.data.own.pending import Pending
from sculptor.data.rows.options import Options
from sculptor.data.rows.plan import Decision, decide
from sculptor.data.rows.preparing import prepare
from sculptor.home import datasets_dir, expanded
from sculptor.tables.reader import SUFFIXES, from_frame, load_file
from sculptor.tables.table import Column, Table

Progress = Callable[[int, int], None]


def make(
    name: str,
    source: Any,
    options: dict[str, Any],
    draft: store.Draft,
    progress: Progress | None = None,
) -> Manifest:
    """Read what a person names into a draft.

    Raises:
        SculptorError: There is no table in it, nothing of it can be modelled, or an option is none.
    """
    chosen = Options.from_dict(options)
    seen = stamp.stamp(source)  # before it is read: it may change meanwhile
    table = open_table(source, chosen)
    decisions = decide(table, chosen)
    manifest = prepare(table, decisions, chosen, draft, name, progress or (lambda *_: None))
    return replaced(manifest, source=told(source), about={**manifest.about, "stamp": seen})


def look_at(
    source: str,
    options: Mapping[str, Any],
    pending: Pending,
    tell: Callable[[str, int, int], None],
) -> None:
    """Read a table for a look; see `sculptor.data.adding.PREPARED`.

    What is seen is there as soon as the file is read, also where nothing of it can be modelled.

    Raises:
        SculptorError: There is no table in it, or nothing of it can be modelled.
    """
    chosen = Options.from_dict(options)
    pending.show({"kind": "rows", "n": 0, "columns": []})
    seen = stamp.stamp(source)
    path = expanded(source)
    table = load_file(path, chosen.how, lambda part: tell("listing", round(100 * part), 100))
    look = {
        "kind": "rows",
        "n": table.rows,
        "reading": asdict(table.reading),
        "columns": [Decision(column, "", column.why).row() for column in table.columns],
        "head": head(table),
    }
    pending.show(look)
    decisions = decide(table, chosen)
    pending.show({**look, "columns": [each.row() for each in decisions]})
    draft = pending.draft()
    try:
        progress = partial(tell, "reading")
        manifest = prepare(table, decisions, chosen, draft, suggested(source), progress)
    finally:
        draft.close()
    about = {**manifest.about, "stamp": seen}
    pending.finish(replaced(manifest, source=stamp.place(source), about=about))


def head(table: Table, rows: int = 8, columns: int = 24) -> list[dict[str, str]]:
    """The first cells of the first columns as texts, for a look."""
    return [
        {column.name: cell(column, row) for column in table.columns[:columns]}
        for row in range(min(rows, table.rows))
    ]


def cell(column: Column, row: int) -> str:
    """What is in a row of a column, as a text.

    >>> cell(Column("x", "number", np.array([1.5])), 0)
    '1.5'
    """
    if column.values is None:
        return "…"
    value = column.values[row]
    if column.levels:
        return column.levels[value] if value >= 0 else ""
    if column.kind == "list":
        return ", ".join(f"{part:.3g}" for part in value[:3]) + (", …" if len(value) > 3 else "")
    if np.isnan(value):
        return ""
    if column.kind == "date":
        return str(np.datetime64("1970-01-01") + np.timedelta64(int(value // 1), "D"))
    return f"{value:.6g}"


def open_table(source: Any, options: Options) -> Table:
    """The table that a person names.

    Raises:
        SculptorError: There is none.
    """
    if isinstance(source, Table):
        return source
    if isinstance(source, str | os.PathLike):
        return load_file(expanded(os.fspath(source)), options.how)
    return from_frame(source, options.how)


def told(source: Any) -> str:
    """Where a table comes from, for people."""
    if isinstance(source, str | os.PathLike):
        return stamp.place(source)
    if isinstance(source, Table):
        return source.reading.format
    shape = getattr(source, "shape", None)
    return f"a frame of shape {tuple(shape)}" if shape is not None else "a frame"


def is_table(source: Any) -> bool:
    """Whether a source is one of rows and not one of images.

    Files are told by how their names end; arrays of two dimensions and frames are tables.
    """
    if isinstance(source, str | os.PathLike):
        return Path(os.fspath(source)).suffix.lower() in SUFFIXES
    if isinstance(source, Table | dict):
        return True
    if hasattr(source, "__arrow_c_stream__") or hasattr(source, "__dataframe__"):
        return True
    return isinstance(source, np.ndarray) and source.ndim <= 2


def from_table(
    source: Any, *, name: str = "", progress: Progress | None = None, **options: Any
) -> Dataset:
    """Rows of a table of one's own as a data set in memory; `add` keeps one to be found by a name.

    >>> rng = np.random.default_rng(0)
    >>> table = {"x": rng.normal(5, 2, 100), "kind": ["a", "b"] * 50, "id": np.arange(100)}
    >>> dataset = from_table(table)
    >>> [column.name for column in dataset.layout.columns], dataset.shape
    (['x', 'kind'], (1, 1, 3))

    Args:
        source: A frame of pandas, polars or Arrow, an array ``(n, d)``, arrays by name, or a file:
            CSV, Excel, Parquet, Arrow, JSON Lines, NPY, NPZ, safetensors.
        name: Of the data set; by default like the source's.
        progress: Called with the rows that are done and all of them.
        **options: See `sculptor.data.rows.options.Options`: ``columns``, ``labels``, ``variance``,
            ``validation``, ``test``, ``encoding``, ``delimiter``, ``decimal``, ``header``,
            ``part``.

    Returns:
        Training, validation and test rows, as images of one line; ``layout`` says what their
        numbers stand for.

    Raises:
        SculptorError: There is no table in it, nothing of it can be modelled, or an option is none.
    """
    if not name:
        name = suggested(os.fspath(source)) if isinstance(source, str | os.PathLike) else "table"
    with store.drafted(datasets_dir() / "rows") as draft:
        return dataset.copied(draft, make(name, source, options, draft, progress))
