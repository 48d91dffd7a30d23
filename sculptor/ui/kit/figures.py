"""The key figures of a snapshot on a page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sculptor.views.key_figures import KeyFigure, Rows, figures


def show(
    rows: Rows,
    step: int,
    latent_dim: int,
    n: int,
    split: str,
    *,
    table: bool = False,
    key: str = "watch-figures",
) -> None:
    """Show the newest figures at or before a step, and say which are older than that.

    Args:
        rows: See `figures`, as for the next three.
        step: That is shown.
        latent_dim: Of the run.
        n: Images.
        split: That they are of.
        table: Whether they are rows of a table.
        key: Unique on the page; it begins with ``watch-figures``.
    """
    shown = figures(rows, step, latent_dim, n, split, table=table)
    if not shown:
        st.caption("The first figures come with the first update.")
        return
    with st.container(horizontal=True, gap="medium", key=key):
        for figure in shown:
            st.metric(
                figure.label,
                figure.value,
                delta=figure.note,
                delta_color="off",
                delta_arrow="off",
                help=figure.about,
                width="content",
            )
    of = f"{n:,} {'rows' if table else 'images'} of the {split} split."
    st.caption(" ".join(filter(None, (of, _older(shown, step)))))
    if len(shown) == 1:
        st.caption("The others take longer: they come after some seconds, or at the end.")


def _older(shown: Sequence[KeyFigure], step: int) -> str:
    """Which figures are not of the step that is shown.

    >>> told = [KeyFigure("MMD²", "", "", "", 1_200), KeyFigure("LPS", "", "", "", 1)]
    >>> _older(told, 1_300), _older(told, 1_200)
    ('MMD² of step 1,200; LPS of step 1.', 'LPS of step 1.')
    """
    labels: dict[int, list[str]] = {}
    for figure in shown:
        labels.setdefault(figure.step, []).append(figure.label)
    parts = [f"{', '.join(names)} of step {of:,}" for of, names in labels.items() if of != step]
    return f"{'; '.join(parts)}." if parts else ""
