"""A Jupyter notebook that makes a study again, by the public interface alone."""

from __future__ import annotations

import json
import pprint
from typing import TYPE_CHECKING, Any

import sculptor
from sculptor.studies.study import runs_of

if TYPE_CHECKING:
    from sculptor.studies.study import Study

ABOUT = """\
# {name}

Trains the {count} runs of this study again, measures them and shows what they have come to. It
needs Sculptor {version}. Runs that this home has already are found again and not trained anew;
interrupted, the same cell goes on."""

IMPORTS = """\
import sculptor
from sculptor.studies import Cell"""

CELLS = """\
planned = (
{cells}
)
cells = [Cell.from_dict(value) for value in planned]"""

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


def notebook(study: Study) -> dict[str, Any]:
    """The notebook of a study, as the JSON of nbformat 4.5.

    Its cells run without change, in a home of their own or in one that has the study.

    Raises:
        SculptorError: The study cannot be read.
    """
    planned = _planned(study)
    listed = pprint.pformat(planned, width=100, sort_dicts=False)
    count = sum(cell["config"] is not None for cell in planned)
    about = ABOUT.format(name=study.name, count=count, version=sculptor.__version__)
    sources = [
        ("markdown", about),
        ("code", IMPORTS),
        ("markdown", "Every run with its whole configuration."),
        ("code", CELLS.format(cells=listed)),
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
        "cells": [_cell(i, kind, source) for i, (kind, source) in enumerate(sources)],
    }


def _planned(study: Study) -> list[dict[str, Any]]:
    """The cells as JSON, free of this home.

    Whoever makes the study again gets runs of other ids, and may not have the run whose posterior
    is a prior here: the prior is what each run made of it, the samples that it holds.
    """
    cells = study.cells
    planned = [{**cell.to_dict(), "run": ""} for cell in cells]
    for i, run in runs_of(cells, study.folder.parent.parent).items():
        planned[i]["config"]["prior"] = run.config.prior
    return planned


def content(study: Study) -> bytes:
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
