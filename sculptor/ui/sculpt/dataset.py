"""Step 1 of the Sculpt page, which data: a strip of thumbnails, and downloads."""

from __future__ import annotations

import streamlit as st

from sculptor import data
from sculptor.data import fetch
from sculptor.data.dataset import DatasetInfo
from sculptor.data.own import store
from sculptor.data.progress import watching
from sculptor.ui.app import errors, state
from sculptor.ui.kit import cards
from sculptor.ui.sculpt import yours
from sculptor.views import tabular
from sculptor.words import count, size

MORE = "data-more"
"""The key of the switch for data sets that are not here."""

ABSENT = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60" fill="none" stroke="#80868F" '
    'stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">'
    '<rect x="1" y="1" width="118" height="58" rx="4" stroke-width="1" stroke-dasharray="3 3"/>'
    '<path d="M60 21v14m-6-6 6 6 6-6M52 40h16"/></svg>'
)
"""In place of the images of a data set that is not here yet: an arrow down."""

ROWS = 4
"""Rows of a table a line, and lines, in its thumbnail."""


def show() -> DatasetInfo | None:
    """Show the strip and return what is known of the chosen data set, None if it is not here."""
    infos = {name: data.describe(name) for name in data.names()}
    chosen: str = state.get("dataset")
    if chosen not in infos:  # it was removed meanwhile
        state.reset("dataset")
        chosen = state.get("dataset")
    ordered = sorted(_shown(infos, chosen).values(), key=lambda info: not info.yours)
    yours.offer()
    cards.choose("data", "Data set", {info.name: _card(info) for info in ordered}, chosen, _pick)
    _offer_more(infos)
    info = infos[chosen]
    if info.yours:
        _own(info)
    if not info.available:
        _offer(info)
        return None
    return info


def _shown(infos: dict[str, DatasetInfo], chosen: str) -> dict[str, DatasetInfo]:
    """What is here, then, if that was asked for, what is not; what is chosen in any case."""
    here = {name: info for name, info in infos.items() if info.available}
    wanted = infos if st.session_state.get(MORE) else {chosen: infos[chosen]}
    return {**here, **wanted}


def _offer_more(infos: dict[str, DatasetInfo]) -> None:
    """Let those be shown too that can be downloaded."""
    absent = sum(not info.available for info in infos.values())
    if absent:
        st.toggle(f"{absent} more to get", key=MORE)


def _pick(name: str) -> None:
    state.put(dataset=name)
    yours.close()


def _own(info: DatasetInfo) -> None:
    """What can be done with a set that a person added."""
    with st.popover("More", icon=":material/more_horiz:", width="stretch", key="own"):
        st.caption(
            f"{info.n_train:,} to train, {info.n_validation:,} to look at, {info.n_test:,} to test"
        )
        st.caption(errors.escape(info.source))
        if st.button("Remove it", icon=":material/delete:", width="stretch", key="own-remove"):
            with errors.shown("Removing the data set"):
                data.remove(info.name)
                state.reset("dataset")
                st.rerun()


def _card(info: DatasetInfo) -> cards.Card:
    n = info.n_train + info.n_validation + info.n_test
    picture = None
    if info.layout is not None:
        with errors.shown(f"The thumbnail of {info.name}"):
            picture = _rows(info.name, data.load(info.name).digest)
        said = f"{count(len(info.layout.columns), 'column')} · {count(n, 'row')}"
        return cards.Card(info.name, picture, said)
    side = f"{info.shape[1]} × {info.shape[2]}"  # noqa: RUF001
    if not info.available:
        how = f"{size(info.size_bytes)} to download" if info.size_bytes else "from its makers"
        return cards.Card(info.name, ABSENT, f"{side} · {how}")
    with errors.shown(f"The thumbnail of {info.name}"):
        manifest = store.find(info.name) if info.yours else None
        picture = _thumbnail(info.name, manifest.fingerprint if manifest else "")
    return cards.Card(errors.escape(info.name), picture, f"{side} · {n:,} images")


def _offer(info: DatasetInfo) -> None:
    """Offer to fetch a data set, and show how far it is."""
    if not info.size_bytes:
        absent = fetch.absent(info.name, getattr(data.SOURCES[info.name], "files", ()))
        st.info(f"{absent} {info.licence}.", icon=":material/folder_open:")
        return
    st.info(
        f"{info.name} is not on this machine yet ({size(info.size_bytes)}). {info.licence}.",
        icon=":material/cloud_download:",
    )
    if not st.button("Download", icon=":material/download:", width="stretch"):
        return
    bar = st.progress(0.0, text="Connecting…")

    def progress(done: int, total: int) -> None:
        bar.progress(
            min(1.0, done / max(1, total)), text=f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
        )

    def made(done: int, total: int) -> None:
        bar.progress(done / total, text=f"{done:,} of {total:,} images decoded")

    with errors.shown("The download"), watching(made):
        data.download(info.name, progress)
        data.load(info.name)
        st.rerun()


@st.cache_data(show_spinner=False, max_entries=32)
def _rows(name: str, digest: str) -> bytes | None:
    """A few rows of a table, as bars or lines; anew when its content is another."""
    dataset = data.load(name)
    if dataset.layout is None:
        return None
    return tabular.tiles_png(dataset.images[: ROWS * ROWS], dataset.layout, ROWS)


@st.cache_data(show_spinner=False, max_entries=32)
def _thumbnail(name: str, fingerprint: str) -> bytes | None:
    return data.thumbnail(name)
