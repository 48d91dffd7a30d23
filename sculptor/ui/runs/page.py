"""The Runs page: the runs of this home."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from sculptor import home as places
from sculptor import jobs
from sculptor.runs import index
from sculptor.runs.summary import Summary
from sculptor.ui.app import errors, state
from sculptor.ui.kit import actions, picking
from sculptor.ui.kit.invitation import invite
from sculptor.ui.runs import card
from sculptor.ui.runs.facts import dependence, ratio, standing
from sculptor.words import count

PAGE = 20
"""Runs that are shown before one asks for more."""

POLL = 2.0
"""Seconds between two looks at the list while a run is live."""

PATIENCE = 0.5
"""Seconds after which one is told how far the reading of the runs is."""

ORDERS: dict[str, tuple[Callable[[Summary], Any], bool]] = {
    "Newest": (lambda run: run.state.created, True),
    "Oldest": (lambda run: run.state.created, False),
    "Name": (lambda run: run.name.casefold(), False),
    "Best match (MMD²)": (ratio, False),
    "Most independent (LPS)": (dependence, False),
}
"""How runs can be ordered: by what, and whether the largest comes first."""

GROUPS = {
    "All": (),
    "Live": ("queued", "starting", "running"),
    "Finished": ("finished",),
    "To resume": ("paused", "interrupted", "stopped"),
    "Broken": ("failed", "damaged"),
}
"""What the list can be narrowed to."""


def show() -> None:
    """Show every run, with search, filter and order; or an invitation if there is none."""
    runs = _read()
    if not runs and not jobs.trash():
        invite("No runs yet")
        return
    st.subheader("Runs", anchor=False)
    live = any(run.state.live for run in runs)
    st.fragment(_list, run_every=POLL if live else None)(live)


def _list(live: bool) -> None:
    """The list; begins the page anew when the last live run has ended."""
    actions.show_problem()
    actions.offer_undo()
    listed = _read(quick=True)
    if live != any(run.state.live for run in listed):
        st.rerun()
    text, group, order = _controls(listed)
    shown = chosen(listed, text, group, order)
    if listed and not shown:
        st.caption("No run matches. Clear the search or choose another filter.")
    picking.offer({run.id for run in listed})
    most = st.session_state.setdefault("runs-most", PAGE)
    with st.container(key="runs", gap="small"):
        for run in shown[:most]:
            with errors.shown(f"The run {run.id}"):
                if told := index.summary(places.home(), run.id):
                    card.show(told)
    if len(shown) > most:
        st.button(f"Show more ({len(shown) - most})", key="runs-next", on_click=_show_more)
    _trash()


def _read(*, quick: bool = False) -> list[Summary]:
    """The runs of the home; where that takes long, it is shown how far it is."""
    began, line = time.monotonic(), None

    def tell(place: int, n: int) -> None:
        nonlocal line
        if place % 100 == 0 and time.monotonic() - began > PATIENCE:
            line = line or st.empty()
            line.progress(place / n, f"Reading {count(n, 'run')} for the first time …")

    runs = index.summaries(places.home(), tell, quick=quick)
    if line:
        line.empty()
    return runs


def _show_more() -> None:
    st.session_state["runs-most"] += PAGE


def _controls(listed: Sequence[Summary]) -> tuple[str, str, str]:
    """The search box, the filter and the order."""
    each = Counter(map(standing, listed))
    counts = {name: sum(each[of] for of in members) for name, members in GROUPS.items()}
    counts["All"] = len(listed)
    with st.container(horizontal=True, vertical_alignment="bottom", key="runs-controls"):
        text = st.text_input(
            "Search",
            placeholder="Search names, data, priors, ids",
            icon=":material/search:",
            label_visibility="collapsed",
            width=320,
            **state.bind("search"),
        )
        group = _group(counts)
        st.space("stretch")
        order = st.selectbox(
            "Order", list(ORDERS), label_visibility="collapsed", width=230, **state.bind("order")
        )
    return text or "", group or "All", order


def _group(counts: Mapping[str, int]) -> str | None:
    """The filter by state, with the number of runs in each."""
    # The browser sends what is chosen by its label, with a number that may be another by now.
    key = f"runs-group-{','.join(map(str, counts.values()))}"
    group: str | None = st.segmented_control(
        "Show",
        list(GROUPS),
        default=state.get("group"),
        required=True,
        format_func=lambda group: f"{group} {counts[group]}" if counts[group] else group,
        label_visibility="collapsed",
        key=key,
        on_change=lambda: state.put(group=st.session_state[key]),
    )
    return group


def chosen(listed: Sequence[Summary], text: str, group: str, order: str) -> list[Summary]:
    """The runs that match every word of a text and belong to a group, in an order."""
    terms = text.casefold().split()
    matches = [
        run
        for run in listed
        if (not GROUPS[group] or standing(run) in GROUPS[group])
        and all(term in run.text for term in terms)
    ]
    key, largest_first = ORDERS[order]
    return sorted(matches, key=key, reverse=largest_first)


def _trash() -> None:
    """The deleted runs, which can be restored."""
    deleted = jobs.trash()
    if not deleted:
        return
    with st.expander(f"Trash ({len(deleted)})", icon=":material/delete:"):
        for run in deleted[:PAGE]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(errors.escape(run.name), width="stretch")
                back = partial(actions.restore, run.id)
                actions.button("Restore", None, back, key=f"restore-{run.id}")
        with st.popover("Empty the trash"):
            st.markdown(f"Remove {len(deleted)} deleted runs for good?")
            st.button("Remove for good", type="primary", on_click=actions.empty_trash)
