"""Saved priors: save under a name, load, delete, and undo of that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from sculptor.names import LONGEST
from sculptor.runs import library
from sculptor.ui.app import errors

Spec = dict[str, Any]

_DELETED, _SAVED = "library:deleted", "library:saved"


def show(spec: Spec | None, load: Callable[[str, Spec], None]) -> None:
    """Show the two buttons, and what was just done.

    Args:
        spec: The prior that can be saved, None if there is none.
        load: Called with the name and the specification of a saved prior that was chosen.
    """
    with errors.shown("The saved priors"):
        saved = library.list_priors()
        with st.container(horizontal=True, gap="small"):
            _save(spec)
            title = f"Saved ({len(saved)})" if saved else "Saved"
            with st.popover(
                title, icon=":material/bookmarks:", disabled=not saved, width="content"
            ):
                for prior in saved:
                    _row(prior, load)
        _say()


def _save(spec: Spec | None) -> None:
    popover = st.popover(
        "Save",
        icon=":material/bookmark_add:",
        disabled=spec is None,
        width="content",
        key="fold-save",
        on_change="rerun",
    )
    if not popover.open:
        return
    with popover, st.form("save-prior", clear_on_submit=True, border=False):
        name = st.text_input(
            "Name of this prior", max_chars=LONGEST, placeholder="My moons", key="save-name"
        )
        if st.form_submit_button("Save", type="primary") and spec is not None:
            with errors.shown("Saving"):
                library.save_prior(name, spec)
                st.session_state[_SAVED] = name.strip()
                st.rerun()


def _row(prior: library.SavedPrior, load: Callable[[str, Spec], None]) -> None:
    with st.container(horizontal=True, gap="small", key=f"saved-{prior.id}"):
        st.button(
            errors.escape(prior.name),
            key=f"load-{prior.id}",
            help=f"Use this prior ({prior.spec.get('kind')})",
            on_click=load,
            args=(prior.name, prior.spec),
            width="stretch",
        )
        st.button(
            f"Delete {errors.escape(prior.name)}",
            key=f"tool-delete-{prior.id}",
            icon=":material/delete:",
            help="Delete",
            on_click=_delete,
            args=(prior,),
        )


def _delete(prior: library.SavedPrior) -> None:
    with errors.shown("Deleting"):
        library.delete_prior(prior.id)
        st.session_state[_DELETED] = prior


def _undo(prior: library.SavedPrior) -> None:
    with errors.shown("The undo"):
        library.save_prior(prior.name, prior.spec, prior.id)
        st.session_state.pop(_DELETED, None)


def _say() -> None:
    """Say what was just saved or deleted, the latter with its undo."""
    if name := st.session_state.pop(_SAVED, None):
        st.toast(f"Saved {errors.escape(name)}.", icon=":material/bookmark_added:")
    deleted: library.SavedPrior | None = st.session_state.get(_DELETED)
    if deleted is not None:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(f"Deleted {errors.escape(deleted.name)}.", width="content")
            st.button("Undo", key="undo-delete", type="tertiary", on_click=_undo, args=(deleted,))
