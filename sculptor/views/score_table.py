"""A table of scores: runs side by side, with intervals, the best of each row in bold."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sculptor.words import signed

T_975 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""97.5 % quantiles of Student's t with 1, 2, … degrees of freedom; beyond them, 1.96 and a bit."""


@dataclass(frozen=True)
class Estimate:
    """A figure and how sure it is.

    Attributes:
        value: The figure; over several seeds, their mean.
        low: Lower end of its 95 % interval, None where it has none.
        high: Upper end.
        seeds: Runs that it is taken over.
    """

    value: float
    low: float | None = None
    high: float | None = None
    seeds: int = 1


@dataclass(frozen=True)
class Score:
    """What a row of the table is.

    Attributes:
        name: Of the figure in the columns.
        title: For people.
        better: ``low``, ``high``, ``near`` to the figure ``aim`` of the same column, or nothing
            where it is there to compare with only.
        about: Its definition.
        enough: Values at or below it are alike, as a distance within its noise floor.
        aim: The figure that ``near`` means; a column without it is held to 0.
    """

    name: str
    title: str
    better: str
    about: str
    enough: float = -math.inf
    aim: str = ""


Column = Mapping[str, Estimate]
"""The figures of one configuration by name."""


def pooled(seeds: Sequence[Estimate]) -> Estimate | None:
    """One figure over several seeds: the mean, with its 95 % interval by Student's t.

    A single seed keeps the interval that its own figure has.

    >>> pooled([Estimate(1.0), Estimate(2.0), Estimate(3.0)])
    Estimate(value=2.0, low=-0.484..., high=4.484..., seeds=3)

    Returns:
        None if no seed has the figure.
    """
    finite = [seed for seed in seeds if math.isfinite(seed.value)]
    if len(finite) < 2:
        return finite[0] if finite else None
    n = len(finite)
    mean = sum(seed.value for seed in finite) / n
    deviation = math.sqrt(sum((seed.value - mean) ** 2 for seed in finite) / (n - 1))
    quantile = T_975[n - 2] if n - 2 < len(T_975) else 1.96 + 2.4 / (n - 1)
    half = quantile * deviation / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n)


def best(score: Score, columns: Sequence[Column]) -> set[int]:
    """The columns whose figure is the best; more than one where they read the same.

    >>> low = Score("lps", "LPS", "low", "")
    >>> best(low, [{"lps": Estimate(0.03)}, {"lps": Estimate(0.4)}, {}])
    {0}
    >>> match = Score("match", "MMD² ÷ floor", "low", "", enough=1.0)
    >>> best(match, [{"match": Estimate(-0.3)}, {"match": Estimate(0.8)}, {"match": Estimate(5)}])
    {0, 1}
    >>> lps = Score("lps", "LPS", "near", "", enough=0.02, aim="lps_target")
    >>> own = {"lps_target": Estimate(0.32)}
    >>> best(lps, [{"lps": Estimate(0.3), **own}, {"lps": Estimate(0), **own}])
    {0}

    Returns:
        None of them where all are alike, or neither direction is better.
    """
    values = {i: _judged(score, column) for i, column in enumerate(columns) if score.name in column}
    finite = {i: value for i, value in values.items() if math.isfinite(value)}
    if not score.better or not finite:
        return set()
    first = max(finite.values()) if score.better == "high" else min(finite.values())
    leaders = {
        i for i, value in finite.items() if shown(value) == shown(first) or value <= score.enough
    }
    return leaders if len(leaders) < len(finite) else set()


def _judged(score: Score, column: Column) -> float:
    """The figure by which a column is judged: the lower the better, unless higher is."""
    value = column[score.name].value
    if score.better != "near":
        return value
    return abs(value - column[score.aim].value) if score.aim in column else abs(value)


def table(
    scores: Sequence[Score],
    titles: Sequence[str],
    notes: Sequence[str],
    columns: Sequence[Column],
) -> str:
    """The scores as an HTML table; each definition shows when the pointer is on its name.

    Args:
        scores: The rows; one of which no column has a figure is left out.
        titles: Of the columns.
        notes: Beneath each, such as the number of seeds.
        columns: The figures.
    """
    head = "".join(
        f"<th>{html.escape(title)}<small>{html.escape(note)}</small></th>"
        for title, note in zip(titles, notes, strict=True)
    )
    rows = [_row(score, columns) for score in scores if any(score.name in c for c in columns)]
    return (
        f'<table class="facts scores"><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(score: Score, columns: Sequence[Column]) -> str:
    arrow = {"low": "↓", "high": "↑", "near": "≈"}.get(score.better, "")
    words = {
        "low": "Lower is better. ",
        "high": "Higher is better. ",
        "near": "The nearest to that of the target is best. ",
    }.get(score.better, "")
    winners = best(score, columns)
    cells = "".join(_cell(column.get(score.name), i in winners) for i, column in enumerate(columns))
    about = html.escape(words + score.about, quote=True)
    return f'<tr><th title="{about}">{html.escape(score.title)} <i>{arrow}</i></th>{cells}</tr>'


def _cell(estimate: Estimate | None, winner: bool) -> str:
    if estimate is None:
        return '<td class="none">–</td>'  # noqa: RUF001
    text = f"<b>{shown(estimate.value)}</b>" if winner else shown(estimate.value)
    if estimate.low is None or estimate.high is None:
        return f"<td>{text}</td>"
    span = f"{shown(estimate.low)} to {shown(estimate.high)}"
    return f'<td title="95 % interval">{text}<small>{span}</small></td>'


def shown(value: float) -> str:
    """A figure to three digits, and to four places behind the point.

    >>> shown(36.912), shown(0.03124), shown(-0.0001), shown(1784.8), shown(4e-12)
    ('36.9', '0.0312', '−0.0001', '1785', '0')
    """  # noqa: RUF002
    if not math.isfinite(value):
        return "–"  # noqa: RUF001
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{round(value, 4) + 0.0:.3g}"
    return signed(text)
