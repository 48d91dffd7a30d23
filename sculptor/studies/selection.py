"""Runs that were chosen by hand, as a study for as long as it is looked at."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

from sculptor import drafts
from sculptor import home as places
from sculptor.errors import SculptorError
from sculptor.jobs import Run, open_run
from sculptor.objectives import kinds
from sculptor.runs.folder import make_dir, new_id
from sculptor.studies import scores
from sculptor.studies.cell import Cell, labels_of, short_name, weight_name
from sculptor.studies.changes import changes
from sculptor.studies.record import write_record
from sculptor.studies.report.comparison import as_seeds
from sculptor.studies.study import Study
from sculptor.training.config import Spec

NAME = "Runs chosen by hand"


@contextlib.contextmanager
def picked(identities: Sequence[str]) -> Iterator[Study]:
    """A study of runs that are there. It trains nothing, no list has it, and it is gone at the end.

    Runs that differ in nothing but their seeds are one configuration, as in any study.

    Args:
        identities: Ids of runs that have finished and been measured.

    Raises:
        SculptorError: There are less than two, or one is not there or not as far.
    """
    runs = [_measured(open_run(identity)) for identity in dict.fromkeys(identities)]
    if len(runs) < 2:
        raise SculptorError(
            f"Expected two runs or more to report on, received {len(runs)}. Choose another."
        )
    seconds = sum(float(run.rows()[-1]["seconds"]) for run in runs if run.rows())
    members = ", ".join(f"run {i} is {_named(run)}" for i, run in enumerate(runs, 1))
    identity = new_id()
    # Within the home, where a study looks for its runs; what a kill leaves of it is swept.
    within = drafts.name(places.home() / f"picked-{identity}")
    try:
        folder = make_dir(within / identity)
        write_record(folder, _cells(runs), NAME, picked=members, seconds=seconds)
        yield Study(folder)
    finally:
        shutil.rmtree(within, ignore_errors=True)


def _named(run: Run) -> str:
    return run.id if run.name == run.id else f"{run.id}, {run.name}"


def _measured(run: Run) -> Run:
    if run.status != "finished":
        raise SculptorError(
            f"Expected runs that have finished, but {run.id} is {run.status}. "
            "Let it train to its end, or leave it out."
        )
    if scores.read(run) is None:
        raise SculptorError(
            f"Expected runs that have been measured, but {run.id} has no scores yet. "
            "Compute all scores on the Compare page, or by sculptor.studies.compute_scores."
        )
    return run


def _cells(runs: Sequence[Run]) -> list[Cell]:
    """A cell a run; recipes that coordinates do not tell apart are told by the number of a run."""
    cells = [Cell(_coordinates(run), run.config, run=run.id) for run in runs]
    recipes = as_seeds([(run.config, changes(run.events())) for run in runs])
    places = [
        json.dumps({**cells[first].coordinates, "seed": 0}, sort_keys=True) for first, *_ in recipes
    ]
    for members, place in zip(recipes, places, strict=True):
        for i in members if places.count(place) > 1 else ():
            cells[i].coordinates["objective"] += f" (run {members[0] + 1})"
    return cells


def _coordinates(run: Run) -> dict[str, Any]:
    """The place that a run would have in a study, of the prior that it was last aimed at."""
    config = run.config
    full = kinds.fill(config.objective)
    return {
        "dataset": config.dataset,
        "prior": short_name(run.aim),
        "latent_dim": config.latent_dim,
        "start": config.start,
        "levels": config.levels,
        "labels": labels_of(run.aim),
        "objective": short_name(_stated(config.objective)),
        "weight": full.get(weight_name(full)),
        "seed": config.seed,
    }


def _stated(objective: Spec) -> Spec:
    """An objective without what is at its default."""
    defaults = kinds.fill({"kind": objective["kind"]})
    return {
        name: value
        for name, value in objective.items()
        if name == "kind" or value != defaults[name]
    }
