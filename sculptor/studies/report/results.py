"""What a study has found, as tables: a row a run and figure, and means over seeds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sculptor import data, words
from sculptor.measure.catalogue import METRICS
from sculptor.names import legible
from sculptor.runs.status import read_progress
from sculptor.studies import scores
from sculptor.studies.cell import COORDINATES, GROUP, objective_name, run_name, weight_text
from sculptor.studies.changes import changes
from sculptor.studies.record import StudyRecord, runs_of
from sculptor.studies.report import fronts
from sculptor.studies.report.comparison import OF_SAMPLES

PLACE = [*GROUP, "objective", "weight"]
"""The coordinates over whose seeds means are taken."""

COLUMNS = [*COORDINATES, "run", "metric", "representation", "latent", "value", "low", "high", "n"]

SHOWN: tuple[tuple[str, str], ...] = (
    ("squared_error", "mean"),
    ("reconstruction", "mean"),
    ("ssim", "mean"),
    ("bits", "mean"),
    ("lps", "mean"),
    ("lps_target", "mean"),
    ("lps_floor", "mean"),
    ("lps_limit", "mean"),
    ("lps_fitted", "mean"),
    ("lps", "sample"),
    ("lps_distributional", "mean"),
    ("lps_distributional_target", "mean"),
    ("joint_accuracy", "mean"),
    ("total_correlation", "mean"),
    ("copula_total_correlation", "mean"),
    ("distance_correlation", "mean"),
    ("dhsic", "mean"),
    ("collapsed", "mean"),
    ("mmd2_ratio", "mean"),
    ("mmd2_ratio", "sample"),
    ("class_accuracy", "sample"),
    ("class_match", "sample"),
    ("sliced_wasserstein", "sample"),
    ("classifier_accuracy", "sample"),
    ("precision", "sample"),
    ("recall", "sample"),
    ("generation_frechet", "mean"),
    ("generation_frechet_floor", "mean"),
    ("generation_energy", "mean"),
    ("generation_precision", "mean"),
    ("generation_recall", "mean"),
    ("generation_frechet_features", "mean"),
    ("generation_frechet_features_floor", "mean"),
    ("generation_precision_features", "mean"),
    ("generation_recall_features", "mean"),
    ("reconstruction_frechet", "mean"),
    ("reconstruction_frechet_features", "mean"),
    ("decoded_frechet", "mean"),
    ("decoded_frechet_floor", "mean"),
    ("decoded_frechet_features", "mean"),
    ("decoded_frechet_features_floor", "mean"),
    ("mig", "mean"),
    ("mcc_spearman", "mean"),
    ("mcc_spearman_ica", "mean"),
    ("tied_mcc", "mean"),
    ("tied_circular", "mean"),
    ("tied_accuracy", "mean"),
    ("axis_x", "mean"),
    ("axis_y", "mean"),
)
"""Figures of the Markdown table and their representations; those that no run has are left out."""


def table(study: StudyRecord) -> pd.DataFrame:
    """A row a run and figure, of every run whose figures are there.

    Returns:
        The coordinates of the run, its id, and ``metric``, ``representation``, ``latent`` (the
        number of one latent; missing for all together), ``value``, the 95 % interval from ``low``
        to ``high`` where there is one, and the ``n`` images that it is taken over. Weights are
        text, since one may be ``auto``.
    """
    rows: list[dict[str, Any]] = []
    cells = study.cells
    for i, run in runs_of(cells, study.home).items():
        measured = scores.read(run)
        place = cells[i].coordinates
        place = {**place, "weight": weight_text(place["weight"]), "run": run.id}
        rows += [{**place, **vars(figure)} for figure in (measured.figures if measured else ())]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"latent": "Int64", "value": float, "low": float, "high": float})


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Means over seeds of the figures that are not of single latents.

    Args:
        frame: Rows as `table` gives them.

    Returns:
        A row for each of `PLACE`, ``metric`` and ``representation``, in the order of the study,
        with ``mean``, ``std`` (over seeds, with n - 1; NaN for one) and ``count`` of the seeds
        for which it is defined.
    """
    whole = frame[frame["latent"].isna()]
    groups = whole.groupby([*PLACE, "metric", "representation"], sort=False)["value"]
    return groups.agg(["mean", "std", "count"]).reset_index()


def markdown(study: StudyRecord, frame: pd.DataFrame) -> str:
    """The means and standard deviations over seeds, fronts, and remarks.

    Args:
        study: The study.
        frame: Its `table`.
    """
    parts = []
    for key, rows in frame.groupby([*GROUP], sort=False):
        parts.append(_section(dict(zip(GROUP, key, strict=True)), summary(rows)))
        parts += filter(None, [fronts.markdown(rows)])
    return "\n".join([*parts, *(f"{remark}\n" for remark in remarks(study))])


def _section(group: dict[str, Any], rows: pd.DataFrame) -> str:
    """One table: a row an objective and weight."""
    values = {
        (row["objective"], row["weight"], row["metric"], row["representation"]): row
        for row in rows.to_dict("records")
    }
    others = [(kind.name, codes) for kind in METRICS.others() for codes in ("mean", "sample")]
    shown = [column for column in (*SHOWN, *others) if any(key[2:] == column for key in values)]
    table = data.is_table(group["dataset"])
    titles = (words.about(_title(*column), rows=table) for column in shown)
    head = ["objective", "seeds", *titles]
    lines = [_line(head), _line(["---"] + ["---:"] * (len(head) - 1))]
    for objective, weight in dict.fromkeys(key[:2] for key in values):
        cells = [values.get((objective, weight, *column)) for column in shown]
        seeds = max(cell["count"] for cell in cells if cell is not None)
        name = objective_name({"objective": objective, "weight": weight})
        lines.append(_line([name, str(seeds), *map(_spread, cells)]))
    title = "{dataset}, prior {prior}, {latent_dim} latents, {start} start".format(**group)
    title += f", {group['levels']} levels" if group["levels"] else ""
    title += f", {words.labels(group['labels'])}" if group["labels"] else ""
    return f"### {title}\n\n" + "\n".join(lines) + "\n"


def _title(name: str, representation: str) -> str:
    title = METRICS[name].title
    return title if name.startswith(OF_SAMPLES) else f"{title}, {representation}s"


def _spread(row: Mapping[Any, Any] | None) -> str:
    """A mean and its standard deviation over seeds, with as many digits as these allow."""
    if row is None or not math.isfinite(row["mean"]):
        return "—"
    mean, std = row["mean"], row["std"]
    if not math.isfinite(std) or std <= 0:
        return f"{mean:.4g}"
    digits = max(0, min(6, 1 - math.floor(math.log10(std))))
    return f"{mean:.{digits}f} ± {std:.{digits}f}"


def remarks(study: StudyRecord) -> list[str]:
    """What was not trained since it cannot be, what failed, what is still to come, what changed."""
    cells = study.cells
    runs = runs_of(cells, study.home)
    reasons: dict[str, list[str]] = defaultdict(list)
    for i, cell in enumerate(cells):
        if cell.obstacle:
            name = f"{cell.coordinates['objective']} towards {cell.coordinates['prior']}"
            reasons[f"Not trained, since {cell.obstacle}"].append(name)
        elif i not in runs:
            reasons["Not trained yet"].append(run_name(cell.coordinates))
        elif measured := scores.read(runs[i]):
            if measured.error:
                reasons[f"Not measured: {measured.error}"].append(run_name(cell.coordinates))
        else:
            state = read_progress(runs[i].folder)
            why = f"Without figures, {state.status}" + (
                f": {state.message}" if state.message else ""
            )
            reasons[why].append(run_name(cell.coordinates))
    for i, run in runs.items():
        if changed := changes(run.events()):
            why = f"Changed while training, which the configuration does not tell ({changed})"
            reasons[why].append(run_name(cells[i].coordinates))
    return [legible(f"{why}: {', '.join(dict.fromkeys(names))}.") for why, names in reasons.items()]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
