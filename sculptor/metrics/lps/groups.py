"""Rows that are not independent of one another: those of a group, copies, and sequences."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sculptor.errors import SculptorError
from sculptor.metrics.latents import constant
from sculptor.words import count

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

CHANCE = 1e-3
"""Tables of independent rows in which some latent is taken for autocorrelated, at most."""


def grouped(z: Floats, others: Floats, groups: npt.ArrayLike | None) -> tuple[Indices, list[str]]:
    """The group of each row, and what is to be said of them.

    Rows that are equal are of one group, be they scored or only fitted on: a copy on the other side
    would be learnt by heart. Latents of few values, at most √n each, are equal by chance, and
    their rows are taken as they are.

    Args:
        z: Latents ``(n, dim)``.
        others: Of rows that are only fitted on, ``(m, dim)``, each a group of its own.
        groups: Of z, as the caller knows them, ``(n,)``: numbers or words.

    Returns:
        Numbers from 0, ``(n + m,)``, and notes.

    Raises:
        SculptorError: There is not one group for each row.
    """
    named = _named(groups, len(z))
    of = np.concatenate([named, len(z) + np.arange(len(others))])
    table = np.concatenate([z, others]) + 0.0  # -0 is 0
    if all(len(np.unique(column)) <= math.sqrt(len(table)) for column in table.T):
        return _numbered(of), []
    as_bytes = table.view(np.dtype((np.void, table.dtype.itemsize * table.shape[1])))
    distinct, row = np.unique(as_bytes.ravel(), return_inverse=True)
    copies = len(table) - len(distinct)
    if not copies:
        return _numbered(of), []
    note = f"{count(copies, 'row')} of {len(table):,} are copies of others, and stay on one side."
    return _joined(_numbered(of), row.ravel()), [note]


def autocorrelation(z: Floats, groups: Indices) -> list[str]:
    """A note, if rows that follow one another are alike beyond chance.

    Of n pairs of independent rows, the correlation of a latent with itself one row later has a
    standard deviation of 1/√n; the bound is the normal quantile of `CHANCE`, for the worst of all
    latents (Bonferroni). Rows of one group are known to be alike, and no pair.

    Args:
        z: Latents ``(n, dim)``, in the order in which they came.
        groups: Of each row, ``(n,)``.
    """
    from scipy.stats import norm

    alive, pairs = z[:, ~constant(z)], np.flatnonzero(groups[1:] != groups[:-1])
    if not alive.size or len(pairs) < 2:
        return []
    centred = (alive - alive.mean(0)) / alive.std(0)
    found = float((centred[pairs] * centred[pairs + 1]).mean(0).max())
    if found <= norm.isf(CHANCE / alive.shape[1]) / math.sqrt(len(pairs)):
        return []
    return [
        f"Rows that follow one another are alike (autocorrelation {found:.2f}): if they are a "
        "sequence, such as a film or a chain, the score is too high and its interval too narrow. "
        "Say by groups= which rows belong together."
    ]


def _named(groups: npt.ArrayLike | None, n: int) -> Indices:
    if groups is None:
        return np.arange(n)
    names = np.asarray(groups)
    if names.shape != (n,):
        raise SculptorError(
            f"Expected a group for each of {n:,} rows, received an array of the shape "
            f"{names.shape}."
        )
    return _numbered(names)


def _numbered(names: npt.NDArray[np.generic]) -> Indices:
    numbers: Indices = np.unique(names, return_inverse=True)[1].ravel()
    return numbers


def _joined(one: Indices, other: Indices) -> Indices:
    """Groups of rows that have either in common, directly or by way of others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    nodes = int(one.max()) + int(other.max()) + 2
    edges = coo_array((np.ones(len(one)), (one, one.max() + 1 + other)), shape=(nodes, nodes))
    parts = connected_components(edges, directed=False)[1]
    return _numbered(parts[one])
