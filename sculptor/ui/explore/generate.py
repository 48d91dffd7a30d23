"""Samples of the space, decoded, with the nearest training items and figures beside them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import streamlit as st

from sculptor.errors import SculptorError
from sculptor.explore import generating
from sculptor.explore.generating import Distance, Neighbours, Source
from sculptor.explore.opened import Explored
from sculptor.ui.app import errors
from sculptor.ui.explore import editing, plane, reading
from sculptor.views.svg import data_uri

COLUMNS = 16
"""Images side by side."""

SHOWN = 64
"""Samples at first."""


def show(explored: Explored) -> None:
    """Show samples of what is chosen."""
    sources = _sources(explored)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        name = st.selectbox("Of", list(sources), key=f"generate-of-{explored.key}", width=260)
        n = st.number_input("Samples", 1, generating.MOST, SHOWN, width=140)
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, width=140, help="Another seed, others.")
    source = sources[str(name)]
    try:
        codes = _codes(explored, source, int(n), int(seed))
    except SculptorError as error:
        st.warning(errors.escape(str(error)), icon=":material/error:")
        return
    images = reading.decode(explored, codes)
    with st.spinner("Looking for the nearest training items"):
        nearest, rows = _neighbours(explored).nearest(images)
    left, right = st.columns(2, gap="medium")
    png = reading.tiles(explored, images, COLUMNS)
    left.image(
        data_uri(png), caption=f"{len(images):,} samples", width="stretch", alt="Samples, decoded"
    )
    right.image(
        data_uri(reading.tiles(explored, nearest, COLUMNS)),
        caption=f"The nearest of {_neighbours(explored).n:,} training items to each",
        width="stretch",
        alt="The training item nearest to each sample, in the same order",
    )
    _downloads(explored, png, codes, images, rows)
    _distance(explored, source, int(seed))


def _sources(explored: Explored) -> dict[str, Source]:
    """What samples can be drawn of, by name."""
    key = plane.identity(explored)
    sources = {"The prior": Source()}
    outline = editing.selection(key)
    if outline:
        sources["The region that is selected"] = Source("region", outline, plane.plane(explored))
    labels = explored.items.columns.get("label")
    if labels is not None:
        for label in np.unique(labels[labels >= 0]).tolist():
            known = label < len(explored.label_names)
            name = explored.label_names[label] if known else str(label)
            sources[f"Class: {name}"] = Source("class", label=label)
    return sources


def _downloads(
    explored: Explored,
    png: bytes,
    codes: npt.NDArray[np.float32],
    images: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.intp],
) -> None:
    with st.container(horizontal=True, gap="small"):
        st.download_button("Grid (PNG)", png, "samples.png", "image/png", on_click="ignore")
        if explored.layout is None:
            st.download_button(
                "Images (ZIP)",
                lambda: generating.archive(codes, images, rows),
                "samples.zip",
                "application/zip",
                on_click="ignore",
            )
        else:
            layout = explored.layout
            st.download_button(
                "Rows (CSV)",
                lambda: layout.frame(images.reshape(len(images), -1)).to_csv(index=False),
                "samples.csv",
                "text/csv",
                on_click="ignore",
            )
        st.download_button(
            "NPZ",
            lambda: generating.npz(codes, images, rows),
            "samples.npz",
            "application/octet-stream",
            on_click="ignore",
        )
        st.download_button(
            "Codes (Parquet)",
            lambda: generating.parquet(codes, rows),
            "samples.parquet",
            "application/octet-stream",
            on_click="ignore",
        )


def _distance(explored: Explored, source: Source, seed: int) -> None:
    try:
        with st.spinner("Measuring how far samples are from held-out items"):
            found = _measured(explored, source, seed)
    except SculptorError as error:
        st.caption(errors.escape(str(error)))
        return
    energy, precision, recall = found.chance
    figures = (
        ("Energy distance", f"{found.energy:.3g}", f"training items {energy:.2g}"),
        ("Precision", f"{found.precision:.0%}", f"training items {precision:.0%}"),
        ("Recall", f"{found.recall:.0%}", f"training items {recall:.0%}"),
    )
    with st.container(horizontal=True, gap="medium", key="generate-figures"):
        for label, value, note in figures:
            st.metric(label, value, note, delta_color="off", delta_arrow="off", width="content")
    st.caption(
        f"{found.n:,} samples against as many {found.what}, in the leading principal components of "
        "their pixels or columns. Precision: samples within the support of held-out items. Recall: "
        "held-out items within the support of samples. Beside: what training items come to in the "
        "place of samples."
    )


@lru_cache(maxsize=8)
def _codes(explored: Explored, source: Source, n: int, seed: int) -> npt.NDArray[np.float32]:
    return generating.sample(explored, source, n, seed)


@lru_cache(maxsize=2)
def _neighbours(explored: Explored) -> Neighbours:
    return Neighbours(explored)


@lru_cache(maxsize=8)
def _measured(explored: Explored, source: Source, seed: int) -> Distance:
    model = reading.model(explored)
    return generating.distance(explored, model, _neighbours(explored), source, seed)
