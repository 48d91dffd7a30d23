"""Arrays and manifest of a table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sculptor import columns
from sculptor.columns import Layout, short
from sculptor.data.images.splits import assign
from sculptor.data.own import store
from sculptor.data.own.manifest import Manifest
from sculptor.data.rows.options import Options
from sculptor.data.rows.plan import SPLITS, Decision, scale_of
from sculptor.errors import SculptorError
from sculptor.tables.table import Column, Table, dimension_names
from sculptor.words import count

CHUNK = 1 << 15
"""Rows that are written at once."""

TOLD = 1_000
"""Rows left out that are listed one by one."""

Progress = Callable[[int, int], None]
Places = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class Dimension(NamedTuple):
    """One number of each row, or one category, before it is scaled.

    Attributes:
        values: ``(n,)`` numbers, or codes of `Column.levels`.
        column: What it becomes.
    """

    values: npt.NDArray[Any]
    column: columns.Column


def prepare(
    table: Table,
    decisions: Sequence[Decision],
    options: Options,
    draft: store.Draft,
    name: str,
    progress: Progress,
) -> Manifest:
    """Write the arrays of a table into a draft.

    Raises:
        SculptorError: There are fewer than three rows with values.
    """
    used = [each.column for each in decisions if each.use in ("number", "category")]
    empty = _empty(used, table.rows)
    _skip(draft, empty)
    rows = np.flatnonzero(~empty)
    places = positions(used, table.rows)[rows]
    numbers, notes = assign(_given(decisions, rows), places, options.validation, options.test)
    order = rows[np.argsort(numbers, kind="stable")]
    sizes = np.bincount(numbers, minlength=3).tolist()
    dimensions, said = _dimensions(decisions, order[: sizes[0]])
    layout = Layout(tuple(each.column for each in dimensions), options.variance)
    digest = hashlib.sha256(f"{layout.width} {sizes[0]} {sizes[1]}".encode())
    with draft.array("rows", (layout.width,), np.float32) as array:
        for start in range(0, len(order), CHUNK):
            progress(start, len(order))
            block = encode(dimensions, layout, order[start : start + CHUNK])
            array.write(block)
            digest.update(block.tobytes())
    progress(len(order), len(order))
    labels, label_names = _labels(decisions, order)
    factors, names, kinds = _known(decisions, order)
    for part, values, shape in (("labels", labels, ()), ("factors", factors, (len(names),))):
        if values is not None:
            with draft.array(part, shape, values.dtype) as array:
                array.write(values)
    double = len(places) - len(np.unique(places))
    if double:
        said.append(f"{count(double, 'row')} come again; rows that are the same are in one split.")
    return Manifest(
        name=name,
        kind="rows",
        shape=(layout.width,),
        n_train=sizes[0],
        n_validation=sizes[1],
        n_test=sizes[2],
        fingerprint=digest.hexdigest(),
        options=options.to_dict(),
        skipped=draft.skipped,
        notes=(table.reading.sentence, *table.reading.notes, *said, *notes),
        label_names=label_names,
        factor_names=names,
        factor_kinds=kinds,
        about={
            "layout": layout.to_dict(),
            "columns": [each.row() for each in decisions],
        },
    )


def encode(dimensions: Sequence[Dimension], layout: Layout, rows: Rows) -> npt.NDArray[np.float32]:
    """Some rows as numbers, ``(n, d)``; see `sculptor.columns`."""
    found = np.empty((len(rows), layout.width), np.float32)
    for (start, end), each in zip(layout.places, dimensions, strict=True):
        values = each.values[rows]
        if each.column.levels:
            block = found[:, start:end]
            block[:] = values[:, None] == np.arange(end - start)
            block[values < 0] = np.nan
        else:
            scaled = each.column.kept(values.astype(np.float64))
            found[:, start] = np.where(np.isfinite(scaled), scaled, np.nan)
    return found


def positions(used: Sequence[Column], n: int) -> Places:
    """Where each row falls between 0 and 1, by its values alone.

    Rows that are added move none, and the same rows are never in two splits.
    """
    total = np.zeros(n, np.uint64)
    for column in used:
        assert column.values is not None
        parts = column.values.reshape(n, -1).T
        for label, values in zip(dimension_names(column), parts, strict=True):
            if column.levels:
                keys = np.array([_key(f"{label}={level}") for level in (*column.levels, "")])
                total += keys[values]
            else:
                plain = np.where(np.isnan(values), 0.0, values).astype(np.float64) + 0.0
                bits = plain.view(np.uint64) ^ _key(label)
                total += np.where(np.isnan(values), np.uint64(0), _mixed(bits))
    return _mixed(total).astype(np.float64) / 2.0**64


def _key(text: str) -> np.uint64:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def _mixed(bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Bits of which each depends on all (Steele, Lea & Flood, "SplitMix", 2014, Fig. 16)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: npt.NDArray[np.uint64] = bits ^ (bits >> np.uint64(31))
    return mixed


def _empty(used: Sequence[Column], n: int) -> npt.NDArray[np.bool_]:
    """Rows without a value in any column that is used."""
    empty = np.ones(n, bool)
    for column in used:
        assert column.values is not None
        if column.levels:
            empty &= column.values < 0
        else:
            empty &= ~np.isfinite(column.values.reshape(n, -1)).any(1)
    return empty


def _skip(draft: store.Draft, empty: npt.NDArray[np.bool_]) -> None:
    for row in np.flatnonzero(empty)[:TOLD].tolist():
        draft.skip(f"row {row + 1:,}", "no value in any column that is used")
    draft.skipped = int(empty.sum())


def _given(decisions: Sequence[Decision], rows: Rows) -> list[str]:
    """The split of each row that a column names; empty where none does."""
    column = next((each.column for each in decisions if each.use == "split"), None)
    if column is None or column.values is None:
        return [""] * len(rows)
    names = [SPLITS[level.lower()] for level in column.levels]
    return [names[code] if code >= 0 else "" for code in column.values[rows].tolist()]


def _dimensions(decisions: Sequence[Decision], training: Rows) -> tuple[list[Dimension], list[str]]:
    """The numbers and categories of the rows, scaled by those that are trained on; what is said."""
    found: list[Dimension] = []
    constant, heavy, gaps, dates = [], [], [], []
    for each in decisions:
        column, values = each.column, each.column.values
        if each.use not in ("number", "category"):
            continue
        assert values is not None
        if column.missing:
            gaps.append(column.name)
        if column.levels:
            found.append(Dimension(values, columns.Column(column.name, levels=column.levels)))
            continue
        is_date = column.kind == "date"
        if is_date:
            dates.append(column.name)
        parts = values.reshape(len(values), -1).T
        for label, part in zip(dimension_names(column), parts, strict=True):
            some = part[training].astype(np.float64)
            known = some[np.isfinite(some)]
            if not len(known) or known.min() == known.max():
                constant.append(label)
                continue
            centre, scale, is_heavy = scale_of(some)
            if is_heavy:
                heavy.append(label)
            kept = columns.Column(label, centre, scale, is_date=is_date, is_heavy=is_heavy)
            found.append(Dimension(part, kept))
    if not found:
        raise SculptorError(
            "Expected columns that differ among the training rows, but all are constant there. "
            "Add rows."
        )
    return found, _said(decisions, constant, heavy, gaps, dates)


def _said(
    decisions: Sequence[Decision],
    constant: list[str],
    heavy: list[str],
    gaps: list[str],
    dates: list[str],
) -> list[str]:
    """What must be said of the columns, a sentence each."""
    found = []
    out = [f"{each.column.name} ({each.why})" for each in decisions if each.use == "out"]
    if out:
        found.append(f"Left out: {short(out)}.")
    if constant:
        found.append(f"Constant among the training rows, and left out: {short(constant)}.")
    label = [each.column.name for each in decisions if each.use == "label"]
    if label:
        found.append(f"{label[0]} is taken for labels and is no dimension of the data.")
    if heavy:
        found.append(
            "Heavy tails, and therefore kept as asinh of the distance from the median over the "
            f"quartiles' width: {short(heavy)}."
        )
    if gaps:
        found.append(f"Missing values, which are left out of the loss: {short(gaps)}.")
    if dates:
        found.append(f"Dates, as days since 1970-01-01: {short(dates)}.")
    return found


def _labels(
    decisions: Sequence[Decision], order: Rows
) -> tuple[npt.NDArray[np.int64] | None, tuple[str, ...]]:
    """The classes of the rows from 0, -1 where not known, and their names."""
    column = next((each.column for each in decisions if each.use == "label"), None)
    if column is None or column.values is None:
        return None, ()
    values = column.values[order]
    if column.levels:
        return values.astype(np.int64), column.levels
    classes = np.unique(values[~np.isnan(values)])
    codes = np.searchsorted(classes, np.nan_to_num(values)).astype(np.int64)
    codes[np.isnan(values)] = -1
    return codes, tuple(f"{value:g}" for value in classes)


def _known(
    decisions: Sequence[Decision], order: Rows
) -> tuple[npt.NDArray[np.float32] | None, tuple[str, ...], tuple[Any, ...]]:
    """What is known of the rows, and is no part of the data."""
    chosen = [each.column for each in decisions if each.use == "known"]
    if not chosen:
        return None, (), ()
    parts = []
    for column in chosen:
        assert column.values is not None
        values = column.values[order].astype(np.float32)
        parts.append(np.where(values < 0, np.nan, values) if column.levels else values)
    kinds = tuple("categorical" if column.levels else "linear" for column in chosen)
    return np.column_stack(parts), tuple(column.name for column in chosen), kinds
