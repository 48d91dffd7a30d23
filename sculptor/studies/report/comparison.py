"""The configurations of a study side by side: their figures, and what these say in a sentence."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sculptor import words
from sculptor.jobs import Run
from sculptor.measure.catalogue import METRICS
from sculptor.models import kinds as networks
from sculptor.objectives import kinds
from sculptor.studies import scores
from sculptor.studies.cell import COORDINATES, GROUP, objective_name, short_name
from sculptor.studies.record import StudyRecord, runs_of
from sculptor.studies.scores import Scores
from sculptor.training.config import RunConfig, Spec
from sculptor.views import score_table
from sculptor.views.score_table import Column, Estimate, Score
from sculptor.views.sentence import Account

MATCH, HOLES, GENERATION = "mmd2_ratio", "holes", "generation_frechet"
SHOWN = "sample"
"""The representation that the match to the prior is judged by."""

TARGET, OF_LPS = "_target", ("lps_limit", "lps_ranks")
"""What the names of a target's own scores end with; and scores that have none of a target."""

OF_SAMPLES = "generation_"
"""What the names of figures begin with that are of samples of the prior and of no codes."""

HOLES_ABOUT = (
    "The share of samples of p(z) whose nearest latent is farther than the 95 % quantile of the "
    "distances to their nearest neighbour within p(z). About 5 % by chance where q(z) is p(z)."
)


@dataclass(frozen=True)
class Group:
    """Runs of a study that differ in their seed only.

    Attributes:
        title: What tells it from the others: ``mmd auto``.
        place: Its coordinates, those of the first seed.
        config: What the first seed was asked for.
        runs: A run a seed.
    """

    title: str
    place: Mapping[str, Any]
    config: RunConfig
    runs: tuple[Run, ...]

    @property
    def aim(self) -> tuple[str, Spec]:
        """The prior that the first seed was last aimed at, with its name."""
        aim = self.runs[0].aim
        return (self.place["prior"] if aim == self.config.prior else short_name(aim)), aim

    @property
    def note(self) -> str:
        """How many seeds there are, if there are several."""
        return f"{len(self.runs)} seeds" if len(self.runs) > 1 else ""

    def column(self) -> Column:
        """Its figures, over the seeds."""
        measured = [scores.read(run) for run in self.runs]
        return pooled([estimates(part) for part in measured if part])


def groups(study: StudyRecord) -> list[Group]:
    """The configurations of a study that have a run to its end, in the order of its cells."""
    cells = study.cells
    begun = runs_of(cells, study.home)
    finished = {i: run for i, run in begun.items() if run.status == "finished"}
    together: dict[tuple[Any, ...], list[int]] = {}
    for i in finished:
        place = tuple(cells[i].coordinates[name] for name in COORDINATES if name != "seed")
        together.setdefault(place, []).append(i)
    places = [cells[first].coordinates for first, *_ in together.values()]
    varied = [name for name in GROUP if len({place[name] for place in places}) > 1]
    result = []
    for first, *more in together.values():
        cell = cells[first]
        if cell.config is not None:
            title = _title(cell.coordinates, varied)
            runs = tuple(finished[i] for i in (first, *more))
            result.append(Group(title, cell.coordinates, cell.config, runs))
    return result


def _title(place: Mapping[str, Any], varied: Sequence[str]) -> str:
    """A configuration by its objective, and by what else differs within the study."""
    said = {"latent_dim": "{} latents".format, "levels": "{} levels".format, "labels": words.labels}
    more = [said.get(name, str)(place[name]) for name in varied]
    name = objective_name(place)
    return f"{name} ({', '.join(more)})" if more else name


def stated(config: RunConfig) -> dict[str, Any]:
    """A configuration as JSON, with all defaults stated."""
    objective, network = kinds.fill(config.objective), networks.fill(config.network)
    return {**config.to_dict(), "objective": objective, "network": network}


def alike(config: RunConfig) -> str:
    """All of a configuration but its seed and what changes nothing that is learnt, as text."""
    return json.dumps({**vars(config), "seed": 0, "name": "", "device": "auto"}, sort_keys=True)


def as_seeds(made: Sequence[tuple[RunConfig, str]]) -> list[list[int]]:
    """Which runs are the seeds of one recipe.

    Args:
        made: What each run was asked for, and what was changed as it trained, in words.

    Returns:
        The places in ``made`` of the runs of each recipe. A run made twice is not two seeds.
    """
    together: dict[tuple[str, int], list[int]] = {}
    seen: Counter[tuple[str, int]] = Counter()
    for i, (config, changed) in enumerate(made):
        recipe, seed = f"{alike(config)} {changed}", config.seed
        together.setdefault((recipe, seen[recipe, seed]), []).append(i)
        seen[recipe, seed] += 1
    return list(together.values())


def accounts(configurations: Sequence[Group]) -> list[Account]:
    """What each configuration has come to, for `sculptor.views.sentence.sentence`."""
    aims = [group.aim for group in configurations]
    return [
        account(group.title, group.aim, group.config, group.column(), aims)
        for group in configurations
    ]


def account(
    title: str,
    aim: tuple[str, Spec],
    config: RunConfig,
    column: Column,
    aims: Iterable[tuple[str, Spec]],
    *,
    live: bool = False,
) -> Account:
    """What one configuration has come to.

    Args:
        title: What it is called.
        aim: Its prior, by name and specification.
        config: Of its runs.
        column: Their figures.
        aims: The priors of all that it is compared with.
        live: Whether one of its runs still trains.
    """
    own = column.get(f"lps{TARGET}")
    floor, real = column.get("lps_floor"), column.get(f"{GENERATION}_floor")
    fitted = column.get("lps_fitted")
    return Account(
        name=title,
        prior=f"{aim[0]} prior",
        match=column.get(f"{MATCH}, {SHOWN}"),
        lps=column.get("lps"),
        lps_floor=0.0 if floor is None else floor.value,
        lps_target=None if own is None else own.value,
        lps_fitted=0 if fitted is None else round(fitted.value),
        apart=column.get("joint_accuracy"),
        error=column.get("squared_error"),
        generation=column.get(GENERATION),
        generation_floor=None if real is None else real.value,
        beyond=beyond(config, aims),
        data=config.dataset,
        live=live,
    )


def beyond(config: RunConfig, priors: Iterable[tuple[str, Spec]]) -> str:
    """The first of other priors, with their names, that an objective cannot be aimed at."""
    for name, prior in priors:
        if prior != config.prior and kinds.obstacle(config.objective, prior):
            return f"{name} prior"
    return ""


# Figures ------------------------------------------------------------------------------------------


def rows(
    columns: Sequence[Column], *, one_dataset: bool, one_prior: bool, of_rows: bool = False
) -> list[Score]:
    """The rows of the table: every figure of which one direction is better, by representation.

    Where samples read the same as means in every column, as in those of deterministic encoders,
    one row stands for both. LPS says how many codes it was fitted on, and none is better where
    these numbers differ. Where a target has an LPS of its own, the nearest to it is best, and a row
    tells it.

    Args:
        columns: The figures that there are.
        one_dataset: Whether all runs are on one data set; else none reconstructs or generates
            better.
        one_prior: Whether all are aimed at one prior; else none matches better.
        of_rows: Whether the data are rows of a table.
    """
    table = []
    judged = {"reconstruction": one_dataset, "generation": one_dataset, "prior": one_prior}
    fitted = sorted({round(c["lps_fitted"].value) for c in columns if "lps_fitted" in c})
    on = f", fitted on {' or '.join(f'{n:,}' for n in fitted)}" if fitted else ""
    for metric in METRICS.values():
        if metric.name.endswith(TARGET) and any(metric.name in column for column in columns):
            table.append(Score(metric.name, metric.title, "", metric.description))
        if not metric.better or metric.name == "mmd2":
            continue
        better: str = metric.better if judged.get(metric.group, True) else ""
        title = metric.title
        if metric.name.startswith("lps"):
            title, better = f"{title}{on}", better if len(fitted) < 2 else ""
        aim = f"{metric.name}{TARGET}"
        if any(aim in column for column in columns):
            better = better and "near"
        elif metric.name in OF_LPS and any(f"lps{TARGET}" in column for column in columns):
            better = ""  # whose value of the target is not known
        enough, sampled = _enough(metric.name, columns), f"{metric.name}, {SHOWN}"
        about = metric.description
        coded = not metric.name.startswith(OF_SAMPLES)
        same = all(_reads(column, metric.name) == _reads(column, sampled) for column in columns)
        if coded and not same:
            codes = f"{about} z: a sample of each posterior."
            more = [Score(sampled, f"{title}, samples", better, codes, enough, aim)]
            about = f"{about} z = mean."
        else:
            more = []
        table += [Score(metric.name, title, better, about, enough, aim), *more]
    table.append(Score(HOLES, "Prior mass without data", "low" if one_prior else "", HOLES_ABOUT))
    texts = [[words.about(text, rows=of_rows) for text in (row.title, row.about)] for row in table]
    return [
        replace(row, title=title, about=about)
        for row, (title, about) in zip(table, texts, strict=True)
    ]


def _enough(name: str, columns: Sequence[Column]) -> float:
    """The value of a figure at or below which it is within its noise."""
    floor = f"{name}_floor"
    if name == "lps" or name.startswith((OF_SAMPLES, "decoded_")):
        return max((c[floor].value for c in columns if floor in c), default=-math.inf)
    return {MATCH: 1.0, "energy_distance": 0.0}.get(name, -math.inf)


def _reads(column: Column, name: str) -> str:
    return score_table.shown(column[name].value) if name in column else ""


def pooled(seeds: Sequence[Column]) -> Column:
    """Each figure over the seeds that have it."""
    names = dict.fromkeys(name for seed in seeds for name in seed)
    figures = {
        name: score_table.pooled([seed[name] for seed in seeds if name in seed]) for name in names
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def estimates(computed: Scores) -> dict[str, Estimate]:
    """The figures of a run that are not of single latents, under the names of `rows`."""
    by_name = {}
    for figure in computed.figures:
        if figure.latent is None and math.isfinite(figure.value):
            name = figure.metric if figure.representation == "mean" else f"{figure.metric}, {SHOWN}"
            by_name[name] = Estimate(figure.value, figure.low, figure.high)
    return by_name
