"""A Jupyter notebook that makes a study again, by the public interface alone."""

from __future__ import annotations

import json
import pprint
from typing import Any

from sculptor.studies.changes import changes
from sculptor.studies.record import StudyRecord, runs_of
from sculptor.training.config import warm_from
from sculptor.version import __version__

ABOUT = """\
# {name}

Trains the {count} runs of this study again, measures them and shows what they have come to. It
needs Sculptor {version}. A study of these runs that this home has already is found again and not
trained anew; interrupted, the same cell goes on.{needs}{changed}"""

NEEDS = """

**It needs the weights of {runs}**, from which runs of this study start. Where no home has them any
more, each exported run still holds those that it started with, as `start.safetensors`."""

CHANGED = """

Some runs were changed by hand while they trained, see `events.jsonl` of the exported runs. Here
they are trained as they were configured, and so come out otherwise."""

IMPORTS = """\
import sculptor
from sculptor.studies import Cell"""

CELLS = """\
planned = (
{cells}
)
cells = [Cell.from_dict(value) for value in planned]"""

SOURCES = """\
if sculptor.studies.same(cells) is None:
    for run in {runs}:
        sculptor.open_run(run)  # of this home; copy its folder from the one that has it"""

TRAIN = """\
study = sculptor.studies.same(cells) or sculptor.studies.create(cells, {name!r})
sculptor.studies.drive(study)"""

SCORES = """\
print(study.markdown())
table = study.table()
table"""

LATENTS = """\
for run in study.runs:
    frame = run.snapshot()
    print(run.name, {kind: points.shape for kind, points in frame.latents.items()})"""


_SAMPLES = (
    ("markdown", "The samples that a prior is made of, which lie beside this notebook."),
    (
        "code",
        """\
from pathlib import Path

import numpy as np

for path in Path().glob("runs/*/samples/*.npy"):
    sculptor.priors.from_samples(np.load(path))""",
    ),
)


def notebook(study: StudyRecord) -> dict[str, Any]:
    """The notebook of a study, as the JSON of nbformat 4.5.

    Its cells run without change, in a home of their own or in one that has the study.

    Raises:
        SculptorError: The study cannot be read.
    """
    planned = _planned(study)
    listed = pprint.pformat(planned, width=100, sort_dicts=False)
    sources = _sources(planned)
    parts = [
        ("markdown", _about(study, planned, sources)),
        ("code", IMPORTS),
        ("markdown", "Every run with its whole configuration."),
        ("code", CELLS.format(cells=listed)),
        *([("code", SOURCES.format(runs=sources))] if sources else ()),
        *(_SAMPLES if '"kind": "samples"' in json.dumps(planned) else ()),
        ("markdown", "Train what is missing, and measure it on held-out images."),
        ("code", TRAIN.format(name=study.name)),
        ("markdown", "Means and standard deviations over the seeds, and a row a run and figure."),
        ("code", SCORES),
        ("markdown", "The aggregate posterior of each run, by representation."),
        ("code", LATENTS),
    ]
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": [_cell(i, kind, source) for i, (kind, source) in enumerate(parts)],
    }


def _planned(study: StudyRecord) -> list[dict[str, Any]]:
    """The cells as JSON, free of this home.

    Whoever makes the study again gets runs of other ids, and may not have the run whose posterior
    is a prior here: the prior is what each run made of it, the samples that it holds.
    """
    cells = study.cells
    planned = [{**cell.to_dict(), "run": ""} for cell in cells]
    for i, run in runs_of(cells, study.home).items():
        planned[i]["config"]["prior"] = run.config.prior
    return planned


def _about(study: StudyRecord, planned: list[dict[str, Any]], sources: list[str]) -> str:
    """What the notebook does, what it needs, and what it cannot do."""
    return ABOUT.format(
        name=study.name,
        count=sum(cell["config"] is not None for cell in planned),
        version=__version__,
        needs=NEEDS.format(runs=", ".join(sources)) if sources else "",
        changed=CHANGED if any(changes(run.events()) for run in study.runs) else "",
    )


def _sources(planned: list[dict[str, Any]]) -> list[str]:
    """The runs whose weights some of these start from; they are not part of the study."""
    starts = [warm_from(cell["config"]["start"]) for cell in planned if cell["config"]]
    return sorted({start[1] for start in starts if start and start[0] == "run"})


def content(study: StudyRecord) -> bytes:
    """The notebook of a study, as a file."""
    return json.dumps(notebook(study), indent=1, allow_nan=False).encode() + b"\n"


def _cell(place: int, kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "id": f"cell-{place}",
        "cell_type": kind,
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}
