"""The editor of a code: a slider a dimension, what is decoded of it, and where it starts from."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sculptor.errors import SculptorError
from sculptor.explore import starting
from sculptor.explore.opened import Explored
from sculptor.ui.app import errors
from sculptor.ui.explore import editing, reading
from sculptor.ui.frontend import editor as editors
from sculptor.ui.frontend import scatter as scatters
from sculptor.ui.frontend.editor import Edited
from sculptor.ui.frontend.scatter import Decoded
from sculptor.ui.kit import actions
from sculptor.ui.plots.component import component

UPLOADS = ["png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff"]

SIDE = 160
"""Pixels of what is decoded, at least."""

TAKEN = "explore:taken"
"""The image of one's own that was encoded last."""


def show(explored: Explored) -> None:
    """Show the sliders with what they decode to, and the ways to another code."""
    why = reading.obstacle(explored)
    _tools(explored, not why)
    _sliders(explored, why)


def _sliders(explored: Explored, why: str) -> None:
    key = f"editor-{explored.key}"
    kept = st.session_state.get(key)
    edited = None if kept is None else editors.read(kept.get("code"), explored.dim)
    code = editing.code(explored)
    png, note = _picture(explored, code.tolist(), why)
    influences = reading.influences(explored) if not why else (0.0,) * explored.dim
    sliders, order = editors.sliders(reading.sliders(explored), influences)
    component("editor", "explore")(
        key=key,
        data=editors.content(
            code.tolist(),
            sliders,
            order,
            rev=editing.rev(),
            png=png,
            rows=explored.layout is not None,
            note=note,
            about=", ".join(f"{value:.2f}" for value in code[:4]),
            decoded=_answer(explored, edited) if edited and not why else None,
        ),
        on_code_change=partial(_moved, explored, key),
    )


def _moved(explored: Explored, key: str) -> None:
    """Keep a code once a slider is let go."""
    edited = editors.read(st.session_state[key].get("code"), explored.dim)
    if edited is not None and edited.done:
        editing.put(explored, edited.code, moved=True)


def _answer(explored: Explored, edited: Edited) -> dict[str, object]:
    png, note = _picture(explored, list(edited.code), "")
    event = scatters.ScatterEvent(0.0, 0.0, edited.done)
    return scatters.answer(lambda _x, _y: Decoded(png, note), event, edited.n)


def _picture(explored: Explored, code: list[float], why: str) -> tuple[bytes, str]:
    """What is decoded of a code, and what is to be said of it."""
    if why:
        return b"", why
    try:
        return reading.picture(explored, code, SIDE), ""
    except SculptorError as error:
        return b"", str(error)


def _tools(explored: Explored, ready: bool) -> None:
    with st.container(horizontal=True, gap="small", key="editor-tools"):
        actions.button(
            "Pin",
            "push_pin",
            lambda: editing.pin(explored, editing.code(explored)),
            help="Keep this code, as a letter in the plane.",
        )
        actions.button(
            "Undo",
            "undo",
            lambda: editing.undo(explored),
            disabled=not editing.can_undo(explored),
        )
        actions.button("Reset", "restart_alt", lambda: editing.reset(explored))
        with st.popover("Start from", icon=":material/input:"):
            _starts(explored, ready)


def _starts(explored: Explored, ready: bool) -> None:
    """Other codes to go on from."""
    actions.button(
        "A sample of the prior",
        "casino",
        lambda: editing.put(explored, starting.of_prior(explored)),
        width="stretch",
    )
    actions.button(
        "An item at random",
        "shuffle",
        lambda: editing.put(explored, starting.of_item(explored)),
        width="stretch",
    )
    key = f"start-item-{explored.key}"
    st.number_input(
        "Item",
        1,
        len(explored.items),
        value=None,
        key=key,
        placeholder=f"1 to {len(explored.items):,}",
        help="Of the held-out items in the plane.",
        on_change=lambda: _item(explored, st.session_state[key]),
    )
    if explored.layout is not None:
        st.caption("This space is of rows of a table, which has no images to start from.")
        return
    upload = st.file_uploader(
        "An image of your own", UPLOADS, disabled=not ready, key=f"start-image-{explored.key}"
    )
    if upload is not None and st.session_state.get(TAKEN) != upload.file_id:
        st.session_state[TAKEN] = upload.file_id
        try:
            code = starting.of_image(reading.model(explored), upload.getvalue())
        except SculptorError as error:
            st.error(errors.escape(str(error)), icon=":material/error:")
        else:
            editing.put(explored, code)


def _item(explored: Explored, number: int | None) -> None:
    if number is not None:
        editing.put(explored, explored.items.of("mean")[number - 1])
