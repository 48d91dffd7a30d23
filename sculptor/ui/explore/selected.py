"""The items within the lasso: what they are, what they have in common, and their table."""

from __future__ import annotations

import numpy as np
import streamlit as st

from sculptor.explore import decoding
from sculptor.explore.common import table, traits
from sculptor.explore.opened import Explored
from sculptor.explore.outline import inside
from sculptor.ui.app import errors
from sculptor.ui.explore import editing, plane, reading
from sculptor.views.svg import data_uri
from sculptor.words import count

MOST, COLUMNS = 60, 20
"""Items that are shown, and how many stand side by side."""


def show(explored: Explored) -> None:
    """Show what is selected, or how to select."""
    key = plane.identity(explored)
    outline, shown_in = editing.selection(key), plane.plane(explored)
    if not outline or shown_in is None:
        st.info(
            "Choose **Lasso** above the plane and draw around some points, or **Select what is in "
            "view**: what they have in common is told here.",
            icon=":material/lasso_select:",
        )
        return
    everything, representation = key.everything, key.representation
    items = reading.items(explored, everything)
    points, _, _ = reading.placed(explored, shown_in, everything, representation)
    rows = np.flatnonzero(inside(points, outline))
    if not len(rows):
        st.warning("No item lies within this outline. Draw it where points are.")
        return
    st.markdown(f"**{count(len(rows), 'item')}**, {len(rows) / len(items):.1%} of those shown")
    found = traits(items, rows, explored.label_names)
    if found:
        st.markdown(
            "\n".join(
                f"- **{errors.escape(each.name.replace('_', ' '))}**: {errors.escape(each.said)}"
                for each in found
            )
        )
    left, right = st.columns([4, 1], gap="medium")
    with left:
        shown = rows[np.linspace(0, len(rows) - 1, min(MOST, len(rows))).astype(int)]
        images = reading.images_of(explored, everything, shown)
        words = "All of them" if len(shown) == len(rows) else f"{len(shown)} of them, spread evenly"
        png = reading.tiles(explored, images, COLUMNS)
        st.image(data_uri(png), caption=words, width="stretch", alt=f"{words}, as they are")
    with right:
        mean = items.of(representation)[rows].mean(axis=0)
        why = reading.obstacle(explored)
        if not why:
            png = decoding.png(explored, reading.decode(explored, mean[None])[0])
            st.image(
                data_uri(png), caption="Their mean code, decoded", alt="Their mean code, decoded"
            )
        st.button(
            "Edit their mean",
            icon=":material/edit:",
            on_click=lambda: editing.put(explored, mean),
        )
        st.download_button(
            "CSV",
            lambda: table(items, rows, representation, explored.label_names),
            "selection.csv",
            "text/csv",
            on_click="ignore",
            help="A row an item: its row in the data set, what is known of it, and its code.",
        )
