"""Of which items a run was told labels or factors, where it was not of all: a page of them each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sculptor import data, jobs, words
from sculptor.data import Dataset
from sculptor.names import legible
from sculptor.priors.labelled import KIND
from sculptor.training.labels.drawn import known_items
from sculptor.ui.app import errors
from sculptor.views import document, grids, tabular

Spec = dict[str, Any]

PAGE = 24
"""Items side by side."""


def show(identity: str) -> None:
    """Show the fold of these items, which are looked for once it is open."""
    aim = jobs.open_run(identity).aim
    if aim.get("labels", 1) == 1:  # only what is known of items has any
        return
    what = "labels" if aim["kind"] == KIND else "factors"
    fold = st.expander(f"Known {what}", icon=":material/sell:", key="fold-told", on_change="rerun")
    if fold.open:
        with fold, errors.shown(f"Known {what}"):
            _items(identity, aim, what)


def _items(identity: str, aim: Spec, what: str) -> None:
    config = jobs.open_run(identity).config
    data.check_unchanged(config.dataset, config.fingerprint)
    items = (data.known(config.dataset) or data.load(config.dataset)).split("train")
    rows = known_items(aim, items, config.seed)
    if rows is None:
        return
    if what == "labels":
        assert items.labels is not None
        rows = rows[np.argsort(items.labels[rows], kind="stable")]
    kind = "row" if items.layout else "image"
    st.caption(
        f"The {what} of {words.count(len(rows), f'training {kind}')} of {len(items):,} were told "
        f"to the training, drawn by seed {config.seed}. Of others that are much like these they "
        "were guessed, where the known ones left out in turn came out right."
    )
    pages = -(-len(rows) // PAGE)
    page = st.pagination(pages, key=f"told-page-{identity}-{pages}") if pages > 1 else 1
    shown = items.take(rows[(page - 1) * PAGE : page * PAGE])
    said = [_said(aim, shown, row) for row in range(len(shown))]
    if shown.layout is not None:
        st.dataframe(_table(shown, said), hide_index=True)
        return
    pictures = [grids.image_png(np.asarray(image)) for image in shown.images]
    captions = ["\n".join(f"{name} {value}".strip() for name, value in each) for each in said]
    st.html(document.figures([*zip(captions, pictures, strict=True)]))


def _said(aim: Spec, items: Dataset, row: int) -> list[tuple[str, str]]:
    """What is known of an item: its class without a name, or factors by theirs."""
    if aim["kind"] == KIND:
        assert items.labels is not None
        return [("", legible(items.label_names[items.labels[row]]))]
    assert items.factors is not None
    tied = [block["factor"] for block in aim["blocks"] if "factor" in block]
    values = items.factors[row, [items.factor_names.index(name) for name in tied]]
    return [
        (legible(name).replace("_", " "), f"{value:.3g}" if np.isfinite(value) else "?")
        for name, value in zip(tied, values.tolist(), strict=True)
    ]


def _table(items: Dataset, said: list[list[tuple[str, str]]]) -> pd.DataFrame:
    """Rows of a table, what is known of them first."""
    assert items.layout is not None
    lines = []
    for each, row in zip(said, items.images, strict=True):
        known = {name or "class": value for name, value in each}
        columns = items.layout.items(row)
        lines.append(known | {legible(of.name): tabular.said(of, part) for of, part in columns})
    return pd.DataFrame(lines)
