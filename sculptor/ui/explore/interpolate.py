"""From pin to pin: a path through the space as a film strip, and as a film."""

from __future__ import annotations

import streamlit as st

from sculptor.explore import paths
from sculptor.explore.opened import Explored
from sculptor.ui.explore import editing, reading, route
from sculptor.views.space.film import film
from sculptor.views.svg import data_uri


def show(explored: Explored) -> None:
    """Show the path between two codes, or how to make one."""
    ends = route.ends(explored)
    if ends is None:
        st.info(
            "Click two places of the plane to pin them: the path between them is decoded here. "
            "A drag from pin to pin chooses others.",
            icon=":material/timeline:",
        )
        return
    names = ["Editor", *editing.LETTERS[: len(editing.pins(explored))]]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = [
            st.selectbox(title, range(len(names)), end, format_func=names.__getitem__, width=110)
            for title, end in zip(("From", "To"), ends, strict=True)
        ]
        way = st.segmented_control(
            "Way",
            list(paths.KINDS),
            format_func=paths.KINDS.__getitem__,
            default=route.kind(),
            required=True,
            help="A line; an arc about the mean of the prior; or through samples of the prior, "
            "so that the path stays where mass is.",
        )
    if (tuple(chosen), way) != (ends, route.kind()) and chosen[0] != chosen[1]:
        st.session_state[route.KIND] = way
        route.choose(*chosen)
        st.rerun()
    codes = route.codes(explored)
    if codes is None:
        return
    images = reading.decode(explored, codes)
    alt = f"Decoded from {names[ends[0]]} to {names[ends[1]]} in {len(codes)} steps."
    strip = reading.tiles(explored, images, len(codes))
    st.image(data_uri(strip), width="stretch", alt=alt)
    with st.container(horizontal=True, gap="small"):
        st.download_button("Strip (PNG)", strip, "path.png", "image/png", on_click="ignore")
        if explored.layout is None:
            for form in ("gif", "webp"):
                st.download_button(
                    form.upper() if form == "gif" else "WebP",
                    lambda form=form: film(images, form),  # type: ignore[misc]
                    f"path.{form}",
                    f"image/{form}",
                    on_click="ignore",
                )
