"""The report of a study: one HTML page, and the drawings on it by name."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sculptor import data, words
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.metrics.match.holes import holes
from sculptor.runs import Frame
from sculptor.studies.cell import objective_name
from sculptor.studies.record import StudyRecord
from sculptor.studies.report import comparison, results
from sculptor.studies.report.comparison import HOLES, SHOWN, Group
from sculptor.training.snapshot import DRAWN
from sculptor.views import (
    bands,
    clouds,
    curves,
    differences,
    document,
    marginals,
    matrices,
    palette,
    score_table,
)
from sculptor.views import study as study_views
from sculptor.views.lines import lines_svg
from sculptor.views.score_table import Column, Estimate
from sculptor.views.sentence import sentence

LATENTS = 6
"""Latents whose marginals are shown, at most."""

Floats = npt.NDArray[np.floating[Any]]
Drawn = list[tuple[str, str | bytes]]
"""What a drawing is called, and an SVG or a PNG."""


@dataclass(frozen=True)
class Plate:
    """Drawings of one kind, under one title.

    Attributes:
        name: For files.
        title: For people.
        about: What is shown, in a sentence or two.
        drawn: Each of them.
        legend: Whether it has a colour for each configuration.
    """

    name: str
    title: str
    about: str
    drawn: Drawn
    legend: bool = False


def page(study: StudyRecord, plates: Sequence[Plate]) -> str:
    """The report as one HTML file that loads nothing.

    Args:
        study: One with runs that have finished.
        plates: From `plates`.
    """
    configurations = comparison.groups(study)
    titles = [group.title for group in configurations]
    table = all(data.is_table(group.config.dataset) for group in configurations)
    splits = {group.runs[0].split for group in configurations}
    told = words.about(sentence(comparison.accounts(configurations)), rows=table)
    parts = [
        document.paragraph("about", _about(study)),
        document.paragraph("said", told),
        *(document.paragraph("warning", remark) for remark in results.remarks(study)),
        _scores(configurations, table),
        _differences(configurations),
    ]
    wheel = palette.LIGHT.configurations
    for plate in plates:
        legend = document.legend(titles, wheel) if plate.legend else ""
        shown = document.figures(plate.drawn)
        split = splits.copy().pop() if len(splits) == 1 else ""
        about = words.about(plate.about, rows=table, split=split)
        parts.append(document.section(plate.title, about, legend, shown))
    return document.document(study.name, parts)


def _about(study: StudyRecord) -> str:
    """What is reported on."""
    if study.picked:
        return f"Runs that were made one by one: {study.picked}."
    count = sum(len(group.runs) for group in comparison.groups(study))
    return f"Study {study.id}, {count} runs."


def plates(study: StudyRecord) -> list[Plate]:
    """Everything that is drawn of a study; what no run has is left out.

    Of each configuration the clouds, marginals, matrices and pictures are of its first seed, and
    of the newest snapshot.
    """
    configurations = comparison.groups(study)
    firsts = [(group.title, group.runs[0]) for group in configurations]
    frames = [(title, run.snapshot()) for title, run in firsts]
    drawn = [
        Plate(
            "curves",
            "Training",
            "Held-out images, by step of training. Bands run from the least to the largest of "
            "several seeds.",
            _curves(configurations),
            legend=True,
        ),
        Plate(
            "front",
            "Reconstruction against LPS",
            "A line for each objective from weight to weight. Lower left is better on both axes; "
            "where the target has an LPS of its own, the nearest to it is best.",
            _front(study, configurations),
        ),
        Plate(
            "labels",
            "Classes and factors by labels known",
            "Of held-out items. Classes, and categories that a block is tied to, are in place "
            "where the code lies nearest to a sample of their own target; tied latents and angles "
            "have their correlation with the factor.",
            _labels(study, configurations),
        ),
        Plate(
            "posterior",
            "Aggregate posterior over the target",
            "Held-out images in blue, samples of the prior in orange. Of more than two latents, "
            "the first two principal components of the prior and the latents.",
            _clouds(frames),
        ),
        Plate(
            "marginals",
            "Marginals and quantiles",
            "Histograms of the latents over those of the prior, and their quantiles against the "
            f"prior's. Of more than {LATENTS} latents, those farthest from the prior in any run.",
            _marginals(frames),
        ),
        Plate(
            "matrices",
            "Correlation, and predictability",
            "Left, Pearson's correlation of each pair of latents; right, the R² of the latent of "
            "the row from that of the column alone.",
            _matrices(frames),
        ),
        Plate("traversal", "Traversals", "", _pictures(firsts, "traversal")),
        Plate(
            "reconstruction",
            "Inputs, and their reconstructions below",
            "The same held-out images x for each run, and x_hat with z = mean.",
            _pictures(firsts, "reconstruction"),
        ),
        Plate(
            "samples",
            "Samples of the prior, decoded",
            f"{DRAWN} samples, the same for each run of one prior.",
            _pictures(firsts, "samples"),
        ),
    ]
    return [plate for plate in drawn if plate.drawn]


# Tables -------------------------------------------------------------------------------------------


def _scores(configurations: Sequence[Group], of_rows: bool) -> str:
    columns = [_with_holes(group) for group in configurations]
    rows = comparison.rows(
        columns,
        one_dataset=len({group.config.dataset for group in configurations}) < 2,
        one_prior=all(group.aim == configurations[0].aim for group in configurations),
        of_rows=of_rows,
    )
    table = score_table.table(
        rows, [g.title for g in configurations], [g.note for g in configurations], columns
    )
    about = (
        "Held-out images, once training had ended; beneath a figure its 95 % interval. The best of "
        "a row is bold. Rest the pointer on a name for its definition."
    )
    about = words.about(about, rows=of_rows, split="test")
    return document.section("Scores", about, f'<div class="wide">{table}</div>')


def _with_holes(group: Group) -> Column:
    """The figures of a configuration, and the share of the prior around which no data is."""
    frames = [run.snapshot() for run in group.runs]
    shares = [
        Estimate(len(holes(frame.codes(SHOWN), frame.target)) / len(frame.target))
        for frame in frames
    ]
    pooled = score_table.pooled(shares)
    return {**group.column(), **({HOLES: pooled} if pooled else {})}


def _differences(configurations: Sequence[Group]) -> str:
    configs = [comparison.stated(group.config) for group in configurations]
    differing = differences.differences(configs)
    table = (
        differences.table(differing, [group.title for group in configurations]) if differing else ""
    )
    seeds = sorted({run.config.seed for group in configurations for run in group.runs})
    same = {
        name: value
        for name, value in configs[0].items()
        if name not in ("name", "seed") and all(config[name] == value for config in configs)
    }
    listed = "; ".join(f"{name} {differences.words(value)}" for name, value in same.items())
    about = f"Every value that is not the same. Seeds {', '.join(map(str, seeds))}."
    alike = document.paragraph("about", f"The same for all: {listed}.")
    return document.section(
        "What differs",
        about,
        document.paragraph("warning", differences.warning(differing)),
        f'<div class="wide">{table}</div>' if table else "",
        alike,
    )


# Drawings -----------------------------------------------------------------------------------------


def _curves(configurations: Sequence[Group]) -> Drawn:
    rows = {group.title: [run.rows() for run in group.runs] for group in configurations}
    tables = {name: bands.table(name, rows) for name in bands.SHOWN}
    return [
        (curves.CURVES[name].name, lines_svg(name, table, list(rows)))
        for name, table in tables.items()
        if not table.empty
    ]


def _front(study: StudyRecord, configurations: Sequence[Group]) -> Drawn:
    """The front, if an objective has several weights."""
    names = [group.place["objective"] for group in configurations]
    weighted = {objective_name(group.place) for group in configurations}
    if len(weighted) == len(set(names)):
        return []
    return _study(study, "Squared error against LPS", study_views.front)


def _labels(study: StudyRecord, configurations: Sequence[Group]) -> Drawn:
    """How closely codes follow what is known, if priors are told several numbers of labels."""
    if len({group.place["labels"] for group in configurations} - {0}) < 2:
        return []
    return _study(study, "Classes and factors by labels known", study_views.labels)


def _study(study: StudyRecord, title: str, view: Callable[..., Any]) -> Drawn:
    buffer = io.StringIO()
    with contextlib.suppress(SculptorError):  # collapsed latents have no LPS
        view(results.summary(results.table(study))).save(buffer, format="svg")
    return [(title, buffer.getvalue())] if buffer.getvalue() else []


def _clouds(frames: Sequence[tuple[str, Frame]]) -> Drawn:
    pairs = {title: _plane(frame) for title, frame in frames}
    return [
        (title, clouds.cloud_svg(*pair)) for title, pair in pairs.items() if pair[0].shape[1] == 2
    ]


def _plane(frame: Frame) -> tuple[Floats, Floats]:
    """Latents and target as they are shown in a plane; of one latent, as they are."""
    if frame.target.shape[1] > 2 and "pca" in frame.projections:
        return frame.projections["pca"]
    return frame.codes(SHOWN)[:, :2], frame.target[:, :2]


def _marginals(frames: Sequence[tuple[str, Frame]]) -> Drawn:
    pairs = [(frame.codes(SHOWN), frame.target) for _, frame in frames]
    dims = marginals.worst(pairs, LATENTS)
    spans = marginals.shared_spans(pairs, dims)
    return [
        (title, marginals.marginals_svg(*pair, dims, spans))
        for (title, _), pair in zip(frames, pairs, strict=True)
    ]


def _matrices(frames: Sequence[tuple[str, Frame]]) -> Drawn:
    codes = [(title, frame.codes(SHOWN)) for title, frame in frames]
    return [(title, matrices.both_svg(z)) for title, z in codes if z.shape[1] > 1]


def _pictures(firsts: Sequence[tuple[str, Run]], kind: str) -> Drawn:
    pictures = ((title, run.image(run.snapshots()[-1], kind)) for title, run in firsts)
    return [(title, png) for title, png in pictures if png]
