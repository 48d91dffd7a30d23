"""Modularity, explicitness and compactness by information."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sculptor.metrics.factors.dependence import entropy, mutual_information
from sculptor.metrics.factors.table import BINS, Floats, Ints, Table, bins

HELD = 0.25
"""Part of the rows on which what is linear in the latents is tested."""

PENALTY = 1e-4
"""On squared weights of standardised latents: the paper has none, but then classes that can be
separated have no best weights."""

STEPS = 1_000
"""Of the logistic regression, at most."""


@dataclass(frozen=True)
class InfoMEC:
    """Three sides of a representation, each 1 at best.

    Attributes:
        modularity: How far each latent is about one factor only; NaN with one factor.
        explicitness: How much of the factors is linear in all latents together.
        compactness: How far each factor is in one latent only; NaN where one latent varies or none.
    """

    modularity: float
    explicitness: float
    compactness: float


def infomec(z: npt.ArrayLike, factors: npt.ArrayLike, seed: int = 0) -> InfoMEC:
    """From the shares of information N_ji = I(z_i; v_j) / H(v_j) of k factors in d latents.

    InfoM = (1/d sum_i max_j N_ji / sum_j N_ji - 1/k) / (1 - 1/k)
    InfoC = (1/k sum_j max_i N_ji / sum_i N_ji - 1/d) / (1 - 1/d)
    InfoE = 1/k sum_j max(0, 1 - H(v_j | z) / H(v_j))

    Hsu, Dorrell, Whittington, Wu & Finn, "Disentanglement via Latent Quantization" (2023), section
    4. I and H are those of `mig`, in bins of equal mass; what tells nothing has shares by chance,
    which are even. Collapsed latents are left out of M and C (the paper leaves out those whose
    range is below 1/20 of the largest). In InfoE, H(v_j | z) is the log-loss of a logistic
    regression on z and H(v_j) that of the frequencies, for factors of up to 20 values; of others
    the term is R² of a linear regression (Xu et al. 2020, "A Theory of Usable Information under
    Computational Constraints", Proposition 1.5). Both are taken on rows held out, not on those
    fitted on as in the paper, so that many latents do not raise it.

    >>> import numpy as np
    >>> v = np.random.default_rng(0).integers(0, 4, (1000, 3))
    >>> found = infomec(np.column_stack([v, v]), v)
    >>> round(found.modularity, 2), round(found.explicitness, 2), round(found.compactness, 2)
    (0.99, 1.0, 0.4)

    Args:
        z: Latents ``(n, d)``, n at least 100.
        factors: ``(n, k)``; constant ones are left out.
        seed: Of the rows held out.

    Raises:
        SculptorError: They are not such arrays, not finite, or no factor varies.
    """
    table = Table.of(z, factors)
    known = bins(table.factors)
    shares = mutual_information(bins(table.z), known)[table.alive] / entropy(known)
    rows = np.random.default_rng(seed).permutation(len(table.z))
    held, fit = np.split(rows, [round(HELD * len(rows))])
    linear = [_linear(table.z, factor, fit, held) for factor in table.factors.T]
    return InfoMEC(_peaked(shares), float(np.mean(linear)), _peaked(shares.T))


def _peaked(shares: Floats) -> float:
    """How far each row is at one place, mean over rows: 0 where even, 1 where at one."""
    rows, places = shares.shape
    if places < 2:
        return math.nan
    if not rows:
        return 0.0
    total = shares.sum(1)
    most = np.where(total > 0, shares.max(1) / np.where(total > 0, total, 1), 1 / places)
    return float((most.mean() - 1 / places) / (1 - 1 / places))


def _linear(z: Floats, factor: Floats, fit: Ints, held: Ints) -> float:
    from sklearn.linear_model import Ridge

    if len(np.unique(factor)) <= BINS:
        return _of_classes(z, np.unique(factor, return_inverse=True)[1], fit, held)
    predicted = Ridge(PENALTY).fit(z[fit], factor[fit]).predict(z[held])
    constant = np.square(factor[held] - factor[fit].mean()).mean()
    return _saved(np.square(factor[held] - predicted).mean(), constant)


def _of_classes(z: Floats, classes: Ints, fit: Ints, held: Ints) -> float:
    from scipy.special import log_softmax
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    # A class that is not there to fit on cannot be told of.
    held = held[np.isin(classes[held], classes[fit])]
    names, counts = np.unique(classes[fit], return_counts=True)
    if len(names) < 2:
        return 0.0
    with warnings.catch_warnings():
        # What is separable has no end of better weights.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = LogisticRegression(C=1 / PENALTY, max_iter=STEPS).fit(z[fit], classes[fit])
    logits = model.decision_function(z[held])
    if len(names) == 2:  # given as their difference
        logits = np.column_stack([np.zeros_like(logits), logits])
    place = np.searchsorted(names, classes[held])
    surprise = -log_softmax(logits, axis=1)[np.arange(len(held)), place]
    return _saved(surprise.mean(), -np.log(counts / counts.sum())[place].mean())


def _saved(cost: float, of_constant: float) -> float:
    return max(0.0, float(1 - cost / of_constant)) if of_constant > 0 else 0.0
