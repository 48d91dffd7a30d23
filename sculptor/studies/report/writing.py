"""What a study has found, as files: tables, figures, pictures, and how they were made."""

from __future__ import annotations

import contextlib
import io
import platform
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sculptor.errors import SculptorError
from sculptor.files import read_json, write_atomic
from sculptor.jobs import devices
from sculptor.runs import snapshots
from sculptor.runs.folder import make_dir
from sculptor.runs.status import read_progress
from sculptor.studies.cell import GROUP
from sculptor.studies.record import STUDY, StudyRecord, runs_of
from sculptor.studies.report import results
from sculptor.views import study as study_views
from sculptor.views.thumbnails import cloud_png
from sculptor.words import count, slug

if TYPE_CHECKING:
    import pandas as pd

    from sculptor.jobs import Run

PICTURES = "pictures"


def write(study: StudyRecord, to: Path) -> Path:
    """Write what a study has found so far into a folder, over what was written there before.

    =====================  ========================================================================
    file                   holds
    =====================  ========================================================================
    ``results.csv``        a row a run and figure
    ``latents.csv``        the same for single latents
    ``table.md``           means and standard deviations over seeds, and how they were made
    ``front.svg``          squared error against LPS, a line an objective over its weights
    ``match.svg``          MMD² between the aggregate posterior and the prior, over its floor
    ``generation.svg``     how far decoded samples of the prior are from real images
    ``latents.svg``        LPS by latent
    ``rate.svg``           where codes are rounded, bits a code against squared error
    ``labels.svg``         classes in place, and latents tied to factors, by the labels known
    ``pictures/``          of the first seed: traversals, reconstructions, samples, and the cloud
    ``study.json``         the configurations
    =====================  ========================================================================

    Returns:
        The folder.

    Raises:
        SculptorError: The folder cannot be written.
    """
    to = make_dir(to.expanduser().absolute())
    frame = results.table(study)
    tables(study, frame, to)
    charts(frame, to)
    _pictures(study, to)
    return to


def tables(study: StudyRecord, frame: pd.DataFrame, to: Path) -> None:
    """Write ``results.csv``, ``latents.csv``, ``table.md`` and ``study.json``; see `write`.

    Args:
        study: The study.
        frame: Its `results.table`.
        to: A folder.
    """
    single = frame["latent"].notna()
    _csv(to / "results.csv", frame[~single].drop(columns="latent"))
    _csv(to / "latents.csv", frame[single].drop(columns=["low", "high"]))
    write_atomic(to / "table.md", f"{_head(study)}\n{results.markdown(study, frame)}".encode())
    write_atomic(to / STUDY, (study.folder / STUDY).read_bytes())


def charts(frame: pd.DataFrame, to: Path) -> None:
    """Write the charts of `write`, as far as there are figures.

    Args:
        frame: The `results.table` of a study.
        to: A folder.
    """
    summary = results.summary(frame)
    drawn: dict[str, Callable[[], Any]] = {
        "front.svg": lambda: study_views.front(summary),
        "match.svg": lambda: study_views.match(summary),
        "generation.svg": lambda: study_views.generation(summary),
        "latents.svg": lambda: study_views.latents(frame),
        "rate.svg": lambda: study_views.rate(summary),
        "labels.svg": lambda: study_views.labels(summary),
    }
    for name, chart in drawn.items():
        with contextlib.suppress(SculptorError):  # no run has these figures yet
            _svg(to / name, chart())


def _csv(path: Path, frame: pd.DataFrame) -> None:
    write_atomic(path, frame.to_csv(index=False, float_format="%.6g").encode())


def _svg(path: Path, chart: Any) -> None:
    buffer = io.StringIO()
    chart.save(buffer, format="svg")
    write_atomic(path, buffer.getvalue().encode())


def _head(study: StudyRecord) -> str:
    """What made the table: command, machine and time."""
    record = read_json(study.folder / STUDY)
    runs = runs_of(study.cells, study.home).values()
    used = sorted({read_progress(run.folder).device for run in runs} - {""})
    minutes = round(float(record.get("seconds") or 0) / 60)
    took = count(minutes, "minute") if minutes else "less than a minute"
    day = time.strftime("%Y-%m-%d", time.localtime(record["created"]))
    command = f"`{record['command']}`" if record.get("command") else "the Python interface"
    by = f"hand from single runs ({study.picked})" if study.picked else command
    return (
        f"# {study.name}\n\nMade by {by} on {day}, in {took} with "
        f"{devices.cores()} cores of {_processor()}, trained on "
        f"{', '.join(used) or 'nothing yet'}, torch {version('torch')}. "
        "Mean ± standard deviation over seeds; of the test split. "
        '"means" and "samples" say which codes of a stochastic encoder are meant.\n'
    )


def _processor() -> str:
    """The name of the processor, as far as the system tells."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "a processor of unknown name"


def _pictures(study: StudyRecord, to: Path) -> None:
    """The newest pictures of the runs of the first seed."""
    cells = study.cells
    runs = runs_of(cells, study.home)
    first = min((cells[i].coordinates["seed"] for i in runs), default=0)
    for i, run in runs.items():
        place = cells[i].coordinates
        if place["seed"] == first:
            parts = (place[part] for part in ("objective", *GROUP[1:]) if place[part])
            name = slug("-".join(map(str, parts)), 60)
            for kind, png in _of_run(run).items():
                folder = make_dir(to / PICTURES)
                write_atomic(folder / f"{i + 1:03d}-{name}-{kind}.png", png)


def _of_run(run: Run) -> dict[str, bytes]:
    pictures: dict[str, bytes] = {}
    with contextlib.suppress(SculptorError):
        frame = run.snapshot()
        pictures["latents"] = cloud_png(frame.codes(), frame.target)
        for kind in snapshots.PICTURES:
            if png := run.image(frame.step, kind):
                pictures[kind] = png
    return pictures
