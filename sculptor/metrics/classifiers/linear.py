"""Logistic regression: finds shifts, of one coordinate or of all."""

from __future__ import annotations

from sculptor.metrics.classifiers.classifier import Floats, LogOdds, labelled

PENALTY = 0.01
"""On squared weights of standardised coordinates, a part of the number of rows."""


def linear(first: Floats, second: Floats, seed: int) -> LogOdds:
    """Log-odds that are linear in the row (Cox 1958); the seed changes nothing."""
    from sklearn.linear_model import LogisticRegression

    rows, labels = labelled(first, second)
    centre, spread = rows.mean(0), rows.std(0)
    spread[spread == 0] = 1
    model = LogisticRegression(C=1 / (PENALTY * len(rows)), class_weight="balanced")
    model.fit((rows - centre) / spread, labels)

    def log_odds(held: Floats) -> Floats:
        scores: Floats = model.decision_function((held - centre) / spread)
        return scores

    return log_odds
