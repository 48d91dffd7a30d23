"""The key figures of a snapshot, in words where a number alone says little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Figure:
    """One figure: what it is called, what it says, a note beside it, and its definition."""

    label: str
    value: str
    note: str
    about: str


def show(rows: Rows, step: int, latent_dim: int, n: int, key: str = "watch-figures") -> None:
    """Show the figures of the last full snapshot at or before a step.

    Args:
        rows: See `figures`, as for the next three.
        step: That is shown.
        latent_dim: Of the run.
        n: Images.
        key: Unique on the page; it begins with ``watch-figures``.
    """
    found = figures(rows, step, latent_dim, n)
    if not found:
        st.caption("The first figures come with the first full snapshot.")
        return
    with st.container(horizontal=True, gap="medium", key=key):
        for figure in found:
            st.metric(
                figure.label,
                figure.value,
                delta=figure.note,
                delta_color="off",
                delta_arrow="off",
                help=figure.about,
                width="content",
            )
    row = full(rows, step)
    if row is not None and row["step"] != step:
        st.caption(f"Figures of step {row['step']:,}, the last full snapshot.")


def full(rows: Rows, step: int) -> Mapping[str, Any] | None:
    """The figures of the last full snapshot up to a step."""
    return next((row for row in reversed(rows) if row["step"] <= step and "mmd2" in row), None)


def figures(rows: Rows, step: int, latent_dim: int, n: int) -> list[Figure]:
    """The key figures: MMD² over its floor, LPS and squared error.

    Args:
        rows: The figures of each snapshot, in the order of their steps.
        step: The step that is shown; figures are those of the last full snapshot up to it.
        latent_dim: Of the run; one latent has no LPS.
        n: Images that the figures are computed on.

    Returns:
        None at all before the first full snapshot.
    """
    row = full(rows, step)
    if row is None:
        return []
    where = f"Held-out images (test split), n = {n:,}, step {row['step']:,}."
    found = [_match(row, where)]
    if latent_dim > 1 and "lps" in row:
        found.append(_independence(row, where))
    if "squared_error" in row:
        found.append(_error(row, where))
    return found


def over_floor(mmd2: float, floor: float) -> str:
    """MMD² in units of its noise floor, in words.

    >>> over_floor(0.0009, 0.001), over_floor(0.0031, 0.001), over_floor(0.5, 0.001)
    ('within noise', '3.1 × floor', '500 × floor')
    >>> over_floor(-0.0001, 0.001), over_floor(0.5, 0.0)
    ('within noise', '0.5')
    """  # noqa: RUF002
    if floor <= 0:
        return f"{mmd2:.2g}"
    ratio = mmd2 / floor
    if ratio <= 1:
        return "within noise"
    return f"{ratio:.1f} × floor" if ratio < 10 else f"{ratio:.0f} × floor"  # noqa: RUF001


def _match(row: Mapping[str, Any], where: str) -> Figure:
    floor = row.get("mmd2_floor", 0.0)
    return Figure(
        label="MMD²",
        value=over_floor(row["mmd2"], floor),
        note=f"{row['mmd2']:.2g}, floor {floor:.2g}",
        about="Squared Maximum Mean Discrepancy between the aggregate posterior q(z) "
        "(representation: sample) and the target p(z), unbiased, so that it can be negative. "
        "The floor is the 95 % quantile of the same between two independent draws of p(z) of "
        f"the same size: within it, the two cannot be told apart. {where}",
    )


def _independence(row: Mapping[str, Any], where: str) -> Figure:
    return Figure(
        label="LPS",
        value=f"{row['lps']:.2f}",
        note=f"floor {row['lps_floor']:.2g}" if "lps_floor" in row else "",
        about="Latent Predictability Score of q(z) (representation: mean): the cross-validated R² "
        "with which each latent is predicted from the others, averaged over the latents. 0: none "
        "tells of another; 1: each follows from the rest. The floor is what independent latents "
        f"score by chance. {where}",
    )


def _error(row: Mapping[str, Any], where: str) -> Figure:
    nats = f"{row['reconstruction']:.0f} nats" if "reconstruction" in row else ""
    return Figure(
        label="Squared error",
        value=f"{row['squared_error']:.3g}",
        note=nats,
        about="Reconstruction from z = mean: the sum over pixels of (x - x_hat)², averaged over "
        "the images. In nats: the Bernoulli negative log-likelihood of x, summed and averaged in "
        f"the same way. {where}",
    )
