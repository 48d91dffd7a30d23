"""The score of the FactorVAE's paper."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sculptor.metrics.factors.groups import Groups
from sculptor.metrics.factors.table import Ints, Table, bins

VOTES = 800
"""From which the majority is taken, and as many on which it is tested."""

ROWS = 100
"""Of which the variances of a vote are taken."""


def factor_vae(z: npt.ArrayLike, factors: npt.ArrayLike, seed: int = 0) -> float:
    """How often the latent that varies least tells which factor is held.

    A vote is (argmin_i var z_i, j) over L rows with equal v_j, where var z_i over all rows is 1.
    The classifier names for each latent the factor for which it was voted most; the score is its
    accuracy on other votes. Kim & Mnih, "Disentangling by Factorising" (2018), section 4. Rows are
    drawn from those given, with replacement; factors of more than 20 values count as equal in one
    quantile bin. Constant latents have no vote; where all are constant, the score is chance, 1/k.

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``, k at least 2 beside the constant ones, which are left out.
        seed: Of the rows.

    Raises:
        SculptorError: They are not such arrays, not finite, or fewer than two factors vary.
    """
    table = Table.of(z, factors, least=2)
    k = table.factors.shape[1]
    if not table.alive.any():
        return float(1 / k)
    latents, held = _votes(table, np.random.default_rng(seed))
    counts = np.zeros((table.z.shape[1], k), dtype=np.int64)
    np.add.at(counts, (latents[:VOTES], held[:VOTES]), 1)
    named = counts.argmax(1)[latents[VOTES:]]
    return float(np.mean(np.equal(named, held[VOTES:])))


def _votes(table: Table, generator: np.random.Generator) -> tuple[Ints, Ints]:
    held = np.arange(2 * VOTES) % table.factors.shape[1]
    latents, alive = np.empty_like(held), np.flatnonzero(table.alive)
    for j, codes in enumerate(bins(table.factors).T):
        first = generator.integers(len(codes), size=int((held == j).sum()))
        rows = Groups.of(codes).draw(first, ROWS, generator)
        latents[held == j] = alive[table.z[:, alive][rows].var(1).argmin(1)]
    return latents, held
