"""Figures, candidates and answers that are made up."""

import numpy as np

from sculptor.metrics.structure.circles import Circles
from sculptor.metrics.structure.clusters import Clusters
from sculptor.metrics.structure.dimension import Dimension
from sculptor.suggest.answer import Answer
from sculptor.suggest.candidates import candidates
from sculptor.suggest.evidence import Evidence
from sculptor.suggest.figures import DRAWS, NAMES, Figures

PLAIN = {"squared_error": 0.4, "match": 0.02, "holes": 0.2, "generation": 0.05, "dependence": 0.1}


def figures(scale: float = 1.0, spread: float = 0.01, **values: float) -> Figures:
    """Those of N(0, I) times a factor, and some others; draws spread about them."""
    found = {name: values.get(name, scale * PLAIN[name]) for name in NAMES}
    noise = 1 + spread * np.random.default_rng(0).standard_normal(DRAWS)
    return Figures(found, {name: value * noise for name, value in found.items()})


def evidence(dimension: float = 2.0, clusters: int = 1, circles: int | None = 0) -> Evidence:
    """What some data say."""
    around = None if circles is None else Circles(circles, 5, (4.0, 1.5, 1.4, 1.3))
    return Evidence(
        Dimension(dimension, dimension - 0.1, dimension + 0.1), Clusters(clusters, 5, 8), around
    )


def answer(
    *scales: float,
    clusters: int = 1,
    circles: int = 0,
    spread: float = 0.01,
    final: bool = True,
) -> Answer:
    """An answer whose candidates are so many times as bad as N(0, I), which is the first."""
    told = evidence(clusters=clusters, circles=circles)
    tried = tuple(candidates(told))
    at = {i: figures(scale, spread) for i, scale in enumerate(scales)}
    runs = tuple(f"20261124-09000{i}-abcd" for i in range(len(tried)))
    return Answer("digits", told, tried, {300: at}, final, runs)
