"""A study as a folder that needs no Sculptor to be read, and a notebook that makes it again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sculptor import runs
from sculptor.errors import SculptorError
from sculptor.files import write_atomic, write_zip
from sculptor.runs.exporting import new_folder
from sculptor.runs.folder import make_dir
from sculptor.studies.record import StudyRecord
from sculptor.studies.report import notebook, results, writing
from sculptor.studies.report.comparison import groups
from sculptor.studies.report.page import Plate, page, plates
from sculptor.words import slug

PAGE, NOTEBOOK, FIGURES, RUNS = "report.html", "study.ipynb", "figures", "runs"


def export(study: StudyRecord, to: Path) -> Path:
    """Write a study of which nothing is still to come into a new folder, whole or not at all.

    =====================  ========================================================================
    file                   holds
    =====================  ========================================================================
    ``report.html``        everything on one page, which loads nothing from anywhere
    ``study.ipynb``        makes the study again
    ``figures/``           each drawing of the page, and the charts of `writing`
    ``runs/``              of each run the configuration, metrics, latents and weights
    =====================  ========================================================================

    and beside them the tables of `sculptor.studies.report.writing`. Runs that have failed are
    named there and on the page, with their reasons.

    Args:
        study: The study.
        to: A folder that is new or empty.

    Returns:
        The folder.

    Raises:
        SculptorError: A run is still to come or none has finished, or the folder is not empty or
            not writable.
    """
    _check_settled(study)
    to = to.expanduser().absolute()
    with new_folder(to) as draft:
        frame = results.table(study)
        writing.tables(study, frame, draft)
        writing.charts(frame, make_dir(draft / FIGURES))
        drawn = plates(study)
        write_atomic(draft / PAGE, page(study, drawn).encode())
        write_atomic(draft / NOTEBOOK, notebook.content(study))
        for plate in drawn:
            if plate.name != "front":  # one of the charts already
                _write(plate, draft / FIGURES)
        make_dir(draft / RUNS)
        configurations = groups(study)
        for group, name in zip(
            configurations, _slugs(group.title for group in configurations), strict=True
        ):
            for run in group.runs:
                runs.export(run, draft / RUNS / f"{name}-seed-{run.config.seed}")
    return to


def archive(study: StudyRecord) -> bytes:
    """The same folder as a ZIP file.

    Raises:
        SculptorError: As for `export`.
    """
    buffer = io.BytesIO()
    with TemporaryDirectory() as temporary:
        folder = export(study, Path(temporary) / study.id)
        write_zip(folder, buffer)
    return buffer.getvalue()


def _check_settled(study: StudyRecord) -> None:
    progress = study.progress()
    if not progress.settled:
        running = progress.status == "running"
        raise SculptorError(
            f"Expected a study of which nothing is still to come, but {study.id} is "
            f"{progress.status}: {progress.scored} of {progress.total} runs have trained and been "
            f"measured, {progress.failed} have failed. "
            + ("Wait for its end." if running else f"Go on with: sculptor study {study.id}")
        )


def _write(plate: Plate, to: Path) -> None:
    slugs = _slugs(title for title, _ in plate.drawn)
    for (_, content), end in zip(plate.drawn, slugs, strict=True):
        name = f"{plate.name}-{end}"
        if isinstance(content, str):
            write_atomic(to / f"{name}.svg", content.encode())
        else:
            write_atomic(to / f"{name}.png", content)


def _slugs(texts: Iterable[str]) -> list[str]:
    """Texts as parts of files' names, no two alike.

    >>> _slugs(["alpha 0.5", "alpha -0.5", "beta"])
    ['alpha-0.5', 'alpha-0.5-2', 'beta']
    """
    slugs: list[str] = []
    for start in map(slug, texts):
        names = (start if i == 1 else f"{start}-{i}" for i in count(1))
        slugs.append(next(name for name in names if name not in slugs))
    return slugs
