"""The figures of a run, computed once it has trained and kept in its folder."""

from __future__ import annotations

import contextlib
import math
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from sculptor.errors import SculptorError
from sculptor.files import read_json, write_json
from sculptor.jobs import Run, devices, launcher
from sculptor.measure.figure import Figure
from sculptor.runs import schema
from sculptor.runs.folder import FORMAT, SAMPLES, SMALL
from sculptor.training.config import fit_prior

FILE, LOCK = "figures.json", ".figures.lock"

VERSION = 5
"""Raised whenever a figure is defined anew, so that old ones are computed again."""


@dataclass(frozen=True)
class Scores:
    """All figures of a run at one step.

    Attributes:
        step: Updates that its model had seen.
        figures: Each of them.
        split: The images that they are taken over.
        error: Why they could not be computed; empty if they could.
    """

    step: int
    figures: tuple[Figure, ...]
    split: str = "test"
    error: str = ""

    @property
    def values(self) -> dict[str, float]:
        """The figures that are not of a single latent, such as ``lps.mean``."""
        return {
            f"{figure.metric}.{figure.representation}": figure.value
            for figure in self.figures
            if figure.latent is None
        }

    def figure(self, metric: str, representation: str = "sample") -> Figure | None:
        """One figure of all latents together, None if there is none."""
        wanted = (metric, representation, None)
        for figure in self.figures:
            if (figure.metric, figure.representation, figure.latent) == wanted:
                return figure
        return None

    def per_latent(self, metric: str, representation: str = "mean") -> list[float]:
        """A figure of each latent in turn; empty if there is none."""
        return [
            figure.value
            for figure in self.figures
            if figure.latent is not None
            and (figure.metric, figure.representation) == (metric, representation)
        ]


def read(run: Run) -> Scores | None:
    """The figures that are there for the run's newest step, None if they are still to be computed.

    It costs a look at two small files; nothing is computed.
    """
    path = run.folder / FILE
    with contextlib.suppress(OSError, SculptorError):
        scores = _read(path, path.lstat().st_mtime_ns)
        return scores if scores is not None and scores.step == run.progress().step else None
    return None


def compute(run: Run) -> Scores:
    """The figures of a run, computed here and now unless they are there.

    Raises:
        SculptorError: It has no weights yet, or its data set is not on this machine.
    """
    with FileLock(run.folder / LOCK):
        kept = read(run)
        if kept is not None and not kept.error:
            return kept
        from sculptor.measure.trained import measure

        config = run.config
        prior = fit_prior(run.aim, config.latent_dim, samples=run.folder / SAMPLES)
        scores = Scores(run.progress().step, tuple(measure(run.model(), config.dataset, prior)))
        write(run, scores)
        return scores


def request(run: Run) -> None:
    """Compute the figures of a run in a process of its own; `read` finds them some seconds later.

    Those that could not be computed before are tried again.

    Raises:
        SculptorError: The process cannot be started.
    """
    forget(run)
    launcher.begin("sculptor.studies.scorer", run.folder, devices.cpu_threads())


def forget(run: Run) -> None:
    """Remove figures that could not be computed, so that it is tried again."""
    scores = read(run)
    if scores is not None and scores.error:
        (run.folder / FILE).unlink(missing_ok=True)


@lru_cache(maxsize=1_024)
def _read(path: Path, changed: int) -> Scores | None:
    match read_json(path, SMALL, follow_links=False):
        case {"version": int(version), "step": int(step), "figures": list(rows), **rest}:
            if version == VERSION and all(map(_is_figure, rows)):
                return Scores(step, tuple(map(_figure, rows)), error=str(rest.get("error") or ""))
    return None


def _is_figure(row: Any) -> bool:
    """Whether a value of JSON is a figure as `write` writes it."""
    return (
        isinstance(row, dict)
        and row.keys() <= schema.FIGURE.keys()
        and {"metric", "representation", "value", "n"} <= row.keys()
        and not schema.fault(schema.FIGURE, row)
    )


def _figure(row: dict[str, Any]) -> Figure:
    value = row["value"]
    return Figure(**{**row, "value": math.nan if value is None else float(value)})


def write(run: Run, scores: Scores) -> None:
    """Keep the figures of a run in its folder."""
    rows = [
        {name: part for name, part in asdict(figure).items() if part is not None}
        | {"value": figure.value if math.isfinite(figure.value) else None}
        for figure in scores.figures
    ]
    value = {
        "format": FORMAT,
        "version": VERSION,
        "step": scores.step,
        "split": scores.split,
        "error": scores.error,
        "figures": rows,
    }
    write_json(run.folder / FILE, value)
