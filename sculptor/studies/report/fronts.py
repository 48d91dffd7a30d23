"""Is one objective ahead of the others at every squared error that they reach?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sculptor.studies.cell import objective_name

AHEAD, EQUAL, BEHIND, BEYOND = "lower", "equal within the intervals", "HIGHER", "not reached"


@dataclass(frozen=True)
class Point:
    """One objective at one weight: a place in the plane of squared error and LPS.

    Where the target has an LPS of its own, since its coordinates depend on one another, LPS here is
    the distance from that: the nearest is best.

    Attributes:
        objective: What tables call it.
        weight: As text; empty where it has none.
        error: Squared error, mean over seeds.
        lps: Mean over seeds.
        low: Lower end of the 95 % interval of LPS, mean over seeds.
        high: Upper end.
    """

    objective: str
    weight: str
    error: float
    lps: float
    low: float
    high: float

    @property
    def name(self) -> str:
        """Objective and weight."""
        return objective_name({"objective": self.objective, "weight": self.weight})

    @property
    def kind(self) -> str:
        """The objective without what is said of it besides its kind."""
        return self.objective.split(" ")[0]


@dataclass(frozen=True)
class Verdict:
    """How a kind of objective compares with one point of another.

    Attributes:
        other: The point that it is held against.
        best: Its own point of the lowest LPS among those whose squared error is no larger; None
            where it reaches no such error.
        word: ``lower`` or ``HIGHER`` if the intervals of LPS lie apart, else ``equal within the
            intervals``; ``not reached`` without a point.
    """

    other: Point
    best: Point | None

    @property
    def word(self) -> str:
        """See above."""
        if self.best is None:
            return BEYOND
        if self.best.high < self.other.low:
            return AHEAD
        return BEHIND if self.best.low > self.other.high else EQUAL


def points(frame: pd.DataFrame, representation: str = "mean") -> list[Point]:
    """The points of runs that differ in objective, weight and seed alone.

    Args:
        frame: Rows as `sculptor.studies.report.results.table` gives them.
        representation: ``mean`` or ``sample``: of which codes both figures are.
    """
    rows = frame[frame["latent"].isna() & frame["representation"].eq(representation)]
    places = ["objective", "weight"]

    def of(metric: str) -> pd.DataFrame:
        chosen = rows[rows["metric"].eq(metric)]
        return chosen.groupby(places, sort=False)[["value", "low", "high"]].mean()

    error = of("squared_error")["value"].rename("error")
    both = pd.concat([error, _apart(of("lps"), of("lps_target"))], axis=1, join="inner").dropna()
    return [
        Point(objective, weight, *map(float, row))
        for (objective, weight), *row in both.itertuples(name=None)
    ]


def _apart(scores: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """LPS as its distance from that of the target, with its interval; 0 of an independent target.

    >>> scores = pd.DataFrame({"value": [0.2], "low": [0.1], "high": [0.4]})
    >>> _apart(scores, pd.DataFrame({"value": [0.3]})).round(2).to_numpy().tolist()
    [[0.1, 0.0, 0.2]]
    """
    if own.empty:
        return scores
    aim = own["value"].reindex(scores.index).fillna(0.0)
    ends = scores[["low", "high"]].sub(aim, axis=0)
    crosses = (ends["low"] <= 0) & (ends["high"] >= 0)
    away = ends.abs()
    low = away.min(axis=1).where(~crosses, 0.0)
    value = (scores["value"] - aim).abs()
    return pd.DataFrame({"value": value, "low": low, "high": away.max(axis=1)})


def verdicts(front: list[Point], kind: str = "mmd") -> Iterator[Verdict]:
    """A kind of objective, at any of its weights, held against every point of the others."""
    own = [point for point in front if point.kind == kind]
    for other in front:
        if other.kind != kind:
            near = [point for point in own if point.error <= other.error]
            yield Verdict(other, min(near, key=lambda point: point.lps, default=None))


def markdown(frame: pd.DataFrame, kind: str = "mmd") -> str:
    """The verdicts as a table, by means and by samples; empty without a front of that kind.

    Args:
        frame: As of `points`.
        kind: It is shown if it has points at more than one weight.
    """
    parts = []
    for representation in ("mean", "sample"):
        front = points(frame, representation)
        if len({point.weight for point in front if point.kind == kind}) > 1:
            rows = [_row(verdict) for verdict in verdicts(front, kind)]
            parts += [_head(kind, representation), *rows, ""]
    return "\n".join(parts)


def _head(kind: str, representation: str) -> str:
    columns = [f"{representation}s of", "squared error", "LPS", f"best {kind} at no larger error"]
    columns += ["its error", "its LPS", "which is"]
    return f"| {' | '.join(columns)} |\n| --- | ---: | ---: | --- | ---: | ---: | --- |"


def _row(verdict: Verdict) -> str:
    cells: list[Any] = [verdict.other.name, *_figures(verdict.other)]
    best = verdict.best
    cells += ["—", "", ""] if best is None else [best.name, *_figures(best)]
    return f"| {' | '.join([*cells, verdict.word])} |"


def _figures(point: Point) -> list[str]:
    return [f"{point.error:.4g}", f"{point.lps:.3f} ({point.low:.3f} to {point.high:.3f})"]
