"""Which plane of the latent space is shown, and which point of the space lies under a pointer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor.runs import Frame
from sculptor.ui.frontend import colouring as colourings
from sculptor.ui.frontend.colouring import Colouring
from sculptor.words import latent

Floats = npt.NDArray[np.float32]

PLANES = {"axes": "Two latents", "pca": "Principal components"}
"""The views of more than two dimensions that every snapshot has."""

VIEWS = {**PLANES, "umap": "UMAP"}
"""The same, and one that is computed when it is asked for."""

FEW = 6
"""A factor of so many whole values, at most, is one of kinds and not one of size."""

LABEL = "label"
CIRCULAR = ("orientation", "angle", "rotation")
"""Factors whose two ends are the same."""


@dataclass(frozen=True)
class Cloud:
    """The aggregate posterior and the target in one plane.

    Attributes:
        latents: ``(n, 2)``.
        target: ``(m, 2)``.
        names: Of the two axes.
        codes: ``(n, latent_dim)``, the points of the latent space that ``latents`` show.
        dims: The two dimensions that the plane is of; None if it is a projection.
    """

    latents: Floats
    target: Floats
    names: tuple[str, str]
    codes: Floats
    dims: tuple[int, int] | None


def project(frame: Frame, view: str, axes: tuple[int, int], representation: str) -> Cloud | None:
    """A snapshot in a plane; None if it has no such projection.

    Args:
        frame: The snapshot.
        view: Out of `VIEWS`. Up to two dimensions are always shown as they are.
        axes: The two dimensions of the view ``axes``, counted from 0.
        representation: ``sample`` or ``mean``; a deterministic encoder's are the same.
    """
    codes = frame.codes(representation)
    dim = codes.shape[1]
    if dim == 1:
        return _line(codes, frame.target)
    if dim > 2 and view != "axes":
        if view not in frame.projections:
            return None
        latents, target = frame.projections[view]
        prefix = "PC" if view == "pca" else "U"
        shown = frame.latents["mean"] if view == "pca" else codes
        return Cloud(latents, target, (f"{prefix}₁", f"{prefix}₂"), shown, None)
    first, second = axes if max(axes) < dim else (0, 1)
    pair = [first, second]
    names = (latent(first), latent(second))
    return Cloud(codes[:, pair], frame.target[:, pair], names, codes, (first, second))


def _line(codes: Floats, target: Floats) -> Cloud:
    """One dimension: q(z) above the middle and p(z) below it, each spread over a band."""
    spread = np.random.default_rng(0).uniform(0.15, 2.0, max(len(codes), len(target)))
    above, below = spread[: len(codes)], -spread[: len(target)]
    return Cloud(
        np.column_stack([codes[:, 0], above]).astype(np.float32),
        np.column_stack([target[:, 0], below]).astype(np.float32),
        (latent(0), ""),
        codes,
        (0, 0),
    )


def under(shown: Cloud, x: float, y: float) -> tuple[Floats, str]:
    """The point of the latent space under a pointer, and how its other coordinates were chosen.

    In a plane of two latents the others are at the mean of q(z). A projection has no inverse, so
    that there the nearest image of the snapshot is taken.
    """
    dim = shown.codes.shape[1]
    if shown.dims is None:
        distances = ((shown.latents - np.array([x, y], dtype=np.float32)) ** 2).sum(axis=1)
        return shown.codes[int(distances.argmin())], "the nearest image of this snapshot"
    z = shown.codes.mean(axis=0)
    z[shown.dims[1]] = y if dim > 1 else x
    z[shown.dims[0]] = x
    return z, "the other latents at the mean of q(z)" if dim > 2 else ""


def colour_choices(columns: Mapping[str, npt.NDArray[Any]]) -> dict[str, str]:
    """What points can be coloured by, with the name that is shown; nothing comes first."""
    return {"": "One colour", **{name: name.replace("_", " ") for name in columns}}


def colouring(
    name: str, values: npt.NDArray[Any] | None, label_names: Sequence[str]
) -> Colouring | None:
    """The colours of points by the values ``(n,)`` of a factor or of the label; None for one."""
    if values is None:
        return None
    if name == LABEL:
        return colourings.by_label(values, label_names, "Label")
    known = np.isfinite(values)
    kinds = np.unique(values[known])
    codes = np.where(known, np.searchsorted(kinds, np.where(known, values, 0)), -1)
    if len(kinds) <= FEW and np.array_equal(kinds, np.rint(kinds)):
        return colourings.by_label(codes, [f"{kind:g}" for kind in kinds], name.replace("_", " "))
    circular = any(word in name for word in CIRCULAR)
    return colourings.by_value(values, name.replace("_", " "), circular=circular)
