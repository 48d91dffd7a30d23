"""The key figures of a snapshot, in words where a number alone says little."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sculptor import words
from sculptor.words import signed

Rows = Sequence[Mapping[str, Any]]

TIED = {
    "tied_rank": "Rank correlation",
    "tied_circular": "Angle",
    "tied_accuracy": "Categories",
}
"""Figures of tied blocks, of which the first that there is is shown and the others beside it."""


@dataclass(frozen=True)
class KeyFigure:
    """One figure.

    Attributes:
        label: What it is called.
        value: What it says.
        note: Beside it.
        about: Its definition.
        step: Of the snapshot that told it.
    """

    label: str
    value: str
    note: str
    about: str
    step: int


def newest(rows: Rows, name: str, step: float = math.inf) -> Mapping[str, Any] | None:
    """The last row up to a step that tells a figure."""
    return next((row for row in reversed(rows) if row["step"] <= step and name in row), None)


def figures(
    rows: Rows, step: int, latent_dim: int, n: int, split: str = "", *, table: bool = False
) -> list[KeyFigure]:
    """The key figures: MMD² over its floor, LPS, squared error and how it generates.

    Of a prior by label also how many codes are in the place of their own class, and of one with
    ties how closely latents follow their factors.

    Args:
        rows: The figures of each snapshot, in the order of their steps.
        step: The step that is shown; each figure is of the last snapshot up to it that tells it.
        latent_dim: Of the run; one latent has no LPS.
        n: Images that the figures are computed on.
        split: That they are of, where it is known.
        table: Whether they are rows of a table.

    Returns:
        None at all before the first snapshot that tells any.
    """
    makers = {
        "mmd2": _match,
        "class_accuracy": _classes,
        next((name for name in TIED if newest(rows, name, step)), "tied_rank"): _tied,
        "lps": _independence,
        "squared_error": _error,
        "generation_frechet": _generation,
        "bits": _rate,
    }
    if latent_dim == 1:
        del makers["lps"]
    shown = []
    for name, made in makers.items():
        if row := newest(rows, name, step):
            made_of = made(row, f"Held-out images, n = {n:,}, step {row['step']:,}.")
            note, about = (
                words.about(text, rows=table, split=split) for text in (made_of.note, made_of.about)
            )
            shown.append(replace(made_of, note=note, about=about))
    return shown


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


def _match(row: Mapping[str, Any], where: str) -> KeyFigure:
    floor = row.get("mmd2_floor", 0.0)
    return KeyFigure(
        label="MMD²",
        value=over_floor(row["mmd2"], floor),
        note=signed(f"{row['mmd2']:.2g}, floor {floor:.2g}"),
        about="Squared Maximum Mean Discrepancy between the aggregate posterior q(z) "
        "(representation: sample) and the target p(z), unbiased, so that it can be negative. "
        "The floor is the 95 % quantile of the same between two independent draws of p(z) of "
        f"the same size: within it, the two cannot be told apart. {where}",
        step=row["step"],
    )


def _classes(row: Mapping[str, Any], where: str) -> KeyFigure:
    worst = row.get("class_match")
    return KeyFigure(
        label="Classes in place",
        value=f"{100 * row['class_accuracy']:.0f} %",
        note="" if worst is None else f"worst class {over_floor(worst, 1.0)}",
        about="The part of the codes that lie nearest to a sample of the target of their own class "
        "(representation: sample). The worst class is that whose codes are furthest from its "
        "target, as MMD² over the noise floor of as many. All labels of these images are used; "
        f"training has seen none of them. {where}",
        step=row["step"],
    )


def _tied(row: Mapping[str, Any], where: str) -> KeyFigure:
    said = [
        (
            title,
            f"{100 * row[name]:.0f} %" if name == "tied_accuracy" else signed(f"{row[name]:z.2f}"),
        )
        for name, title in TIED.items()
        if name in row
    ]
    gap = [f"MIG {_signed(row['tied_mig'])}"] if "tied_mig" in row else []
    return KeyFigure(
        label="Tied to factors",
        value=said[0][1],
        note=", ".join([said[0][0].lower(), *(f"{t.lower()} {v}" for t, v in said[1:]), *gap]),
        about="How closely blocks of latents follow the factors that they are tied to, each time "
        "the block that does so least (representation: sample). Monotone: Spearman's rank "
        "correlation with the factor. Circular: the correlation of the angle about the block's "
        "middle with it (Fisher and Lee). By categories: the part of the codes nearest to a sample "
        "of the part of their own value. MIG: how much more the best latent tells of each of these "
        "factors than the second. All factors of these images are used; training has seen none of "
        f"them. {where}",
        step=row["step"],
    )


def _independence(row: Mapping[str, Any], where: str) -> KeyFigure:
    notes = [f"target {row['lps_target']:.2f}"] if "lps_target" in row else []
    notes += [f"floor {row['lps_floor']:.2g}"] if "lps_floor" in row else []
    if "lps_fitted" in row:
        notes.append(f"fitted on {row['lps_fitted']:,.0f}")
    return KeyFigure(
        label="LPS",
        value=_signed(row["lps"]),
        note=", ".join(notes),
        about="Latent Predictability Score of q(z) (representation: mean): the cross-validated R² "
        "with which each latent is predicted from the others, averaged over the latents, of many "
        "over some that are drawn at random. 0: none tells of another; 1: each follows from the "
        f"rest. {_of_target(row)}The floor is what independent latents score by chance. A lower "
        "bound: two thirds of these images are fitted on, and more would find more, as in the "
        f"figures of a study. {where}",
        step=row["step"],
    )


def _of_target(row: Mapping[str, Any]) -> str:
    """What LPS is held to where the target is not independent."""
    if "lps_target" not in row:
        return ""
    return (
        f"The target's own coordinates depend on one another: samples of it score "
        f"{row['lps_target']:.2f}, and the LPS nearest to that is best. "
    )


def _error(row: Mapping[str, Any], where: str) -> KeyFigure:
    nats = f"{row['reconstruction']:,.0f} nats" if "reconstruction" in row else ""
    return KeyFigure(
        label="Squared error",
        value=f"{row['squared_error']:.3g}",
        note=nats,
        about="Reconstruction from z = mean: the sum over pixels of (x - x_hat)², averaged over "
        "the images. In nats: the Bernoulli negative log-likelihood of x, summed and averaged in "
        f"the same way. {where}",
        step=row["step"],
    )


def _rate(row: Mapping[str, Any], where: str) -> KeyFigure:
    return KeyFigure(
        label="Rate",
        value=f"{row['bits']:.3g} bits",
        note="a code",
        about="What a rounded code takes to store, each latent coded by itself: the sum over "
        "latents of the entropy of their levels' shares among the means. At most latents · "
        f"log₂(levels), which codes reach that use each level equally often. {where}",
        step=row["step"],
    )


def _generation(row: Mapping[str, Any], where: str) -> KeyFigure:
    floor = row.get("generation_frechet_floor")
    return KeyFigure(
        label="Fréchet distance",
        value=f"{row['generation_frechet']:.3g}",
        note="" if floor is None else f"real images {floor:.2g}",
        about="Squared Fréchet distance of decoded samples of the target from as many held-out "
        "images, each taken for a Gaussian in the leading principal components of the pixels. Real "
        "images: the same of as many training images, which is what chance makes of a perfect "
        f"decoder. It falls as n grows. {where}",
        step=row["step"],
    )


def _signed(value: float) -> str:
    """To two places, with a proper minus sign, and none before a zero."""
    return signed(f"{value:z.2f}")
