"""Step 1 of the Sculpt page, which data: a strip of thumbnails, and downloads."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sculptor import data
from sculptor.data.dataset import DatasetInfo
from sculptor.ui import cards, errors, state


def show() -> DatasetInfo | None:
    """Show the strip and return what is known of the chosen data set, None if it is not here."""
    chosen: str = state.get("dataset")
    with st.container(key="datasets", horizontal=True, gap="small"):
        for name in data.names():
            with errors.shown(f"The thumbnail of {name}"):
                _card(data.describe(name), name == chosen)
    info = data.describe(chosen)
    if not info.available:
        _offer(info)
        return None
    return info


def _card(info: DatasetInfo, chosen: bool) -> None:
    images = f"{info.n_train + info.n_test:,} images"
    pick = partial(state.set, dataset=info.name)
    with cards.card(f"data-{info.name}", f"{info.title}, {images}", chosen, pick):
        picture = _thumbnail(info.name, info.available)
        if picture:
            st.image(picture, alt="", width="stretch")
        else:
            st.html('<div class="absent" aria-hidden="true"></div>')
        st.html(
            f'<div class="card-name">{info.name}</div>'
            f'<div class="card-note">{info.shape[1]} &times; {info.shape[2]} · {images}</div>'
        )


def _offer(info: DatasetInfo) -> None:
    """Offer to fetch a data set, and show how far it is."""
    megabytes = info.size_bytes / 1e6
    st.info(
        f"{info.name} is not on this machine yet ({megabytes:,.0f} MB). {info.licence}.",
        icon=":material/cloud_download:",
    )
    if not st.button("Download", icon=":material/download:", width="stretch"):
        return
    bar = st.progress(0.0, text="Connecting…")

    def progress(done: int, total: int) -> None:
        bar.progress(
            min(1.0, done / max(1, total)), text=f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
        )

    with errors.shown("The download"):
        data.download(info.name, progress)
        st.rerun()


@st.cache_data(show_spinner=False, max_entries=32)
def _thumbnail(name: str, available: bool) -> bytes | None:
    """Kept until the data set comes or goes."""
    return data.thumbnail(name)
