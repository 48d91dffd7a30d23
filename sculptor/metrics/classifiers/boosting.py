"""Gradient boosting of trees: finds steps, holes and what two or three coordinates do together."""

from __future__ import annotations

import math

from sculptor.metrics.classifiers.classifier import Floats, LogOdds, labelled

TREES, RATE = 100, 0.1
"""One after another, and the part of each that is taken."""

LEAVES, LEAST = 8, 40
"""Leaves of each tree, at most, and rows of each leaf, at least."""


def boosting(first: Floats, second: Floats, seed: int) -> LogOdds:
    """Log-odds that are a sum of trees (Friedman 2001; in bins, as Ke et al. 2017).

    The seed chooses the rows that set the bins, where there are very many.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows, labels = labelled(first, second)
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        min_samples_leaf=LEAST,
        early_stopping=False,
        random_state=seed,
    ).fit(rows, labels)
    # What one set has more rows is taken off again: weights would slow the choice of bins down.
    more = math.log(len(first) / len(second))

    def log_odds(held: Floats) -> Floats:
        scores: Floats = model.decision_function(held) - more
        return scores

    return log_odds
