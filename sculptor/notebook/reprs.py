"""What objects look like as the last line of a cell: a small picture and their figures.

They need no extra, and read what is there: nothing is trained, encoded or scored for them.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sculptor import words
from sculptor.errors import SculptorError
from sculptor.jobs import Run
from sculptor.names import legible
from sculptor.notebook.pictures import WIDE, chart_svg, figures_html, image_html, png
from sculptor.runs import describe
from sculptor.suggest.saying import TITLES, number
from sculptor.views import predictability, priors
from sculptor.views.candidates import candidates
from sculptor.views.key_figures import figures
from sculptor.views.thumbnails import cloud_png
from sculptor.words import count, latent

if TYPE_CHECKING:
    from sculptor.metrics.lps import LPSResult
    from sculptor.priors import Prior
    from sculptor.runs.record import RunRecord
    from sculptor.studies.record import StudyRecord
    from sculptor.suggest import Answer

SAMPLES = 1_000
"""Of a prior."""

SIDE, STAMP = 220, 72
"""Pixels of the picture of a run, and of one among others."""

MOST = 24
"""Runs of a study that are listed."""


def run(shown: RunRecord) -> str:
    """A run: its newest cloud over its target, what it is, how far it is, and its figures."""
    if problem := shown.problem:
        return _escaped(f"{shown!r}. {problem}")
    config, progress = shown.config, Run(shown.folder).progress()
    about = [f"<b>{_escaped(shown.name)}</b>", _escaped(describe.summary(config))]
    pace = describe.pace(progress) if progress.steps else ""
    about.append(_escaped(" · ".join(filter(None, (progress.status.capitalize(), pace)))))
    if (frame := _frame(shown)) is None:
        return "<br>".join(about)
    codes = frame.codes("mean")
    table = figures_html(shown.rows(), frame.step, config.latent_dim, len(codes), shown.split)
    picture = image_html(cloud_png(codes, frame.target, side=SIDE), "q(z) over p(z)")
    return _beside(picture, "<br>".join(about) + table)


def prior(shown: Prior) -> str:
    """A prior: samples of it with their marginals."""
    drawn = shown.sample(SAMPLES, 0)
    if shown.dim == 1:
        picture = priors.line_svg(drawn)
    elif shown.dim == 2:
        picture = priors.joint_svg(drawn)
    else:
        names = [latent(i) for i in range(min(shown.dim, MOST))]
        picture = priors.marginals_svg(drawn[:, :MOST], names)
    about = f"{describe.prior(shown.spec)}, {count(shown.dim, 'dimension')}"
    return _beside(image_html(png(picture), repr(shown)), f"<b>{_escaped(about)}</b>")


def study(shown: StudyRecord) -> str:
    """A study: its runs, each with its newest cloud, its status and its figures."""
    if problem := shown.problem:
        return _escaped(f"{shown!r}. {problem}")
    progress, runs = shown.progress(), shown.runs
    done = f"{progress.status.capitalize()} · {progress.finished} of {progress.total} runs finished"
    listed = [_row(each) for each in runs[:MOST]]
    more = f"<small>and {len(runs) - MOST} more</small>" if len(runs) > MOST else ""
    head = f"<b>{_escaped(shown.name)}</b><br>{done}"
    return f"{head}<table>{''.join(listed)}</table>{more}"


def lps(shown: LPSResult) -> str:
    """A score: that of each latent with the floor, and what it is to be read with."""
    low, high = shown.interval
    cells = [
        ("LPS", f"{shown.score:.3f}", f"95 % interval {low:.3f} to {high:.3f}"),
        ("Floor", f"{shown.floor:.3f}", "95 % of independent latents score no more"),
        ("Distributional", f"{shown.distributional.score:.3f}", "what means do not tell"),
    ]
    if math.isfinite(shown.limit):
        bends = "converged" if shown.converged else "still rising"
        cells.append(("Limit", f"{shown.limit:.3f}", f"with ever more rows; {bends}"))
    rows = f"n = {shown.n:,}, fitted on {shown.n_fitted:,}"
    which = f", {shown.representation}s of the encoder" if shown.representation else ""
    notes = "".join(f"<br><small>{_escaped(note)}</small>" for note in shown.notes)
    drawn = predictability.bars_svg(shown.per_dimension, shown.floor)
    text = f"{_table(cells)}<small>{rows}{which}</small>{notes}"
    return _beside(image_html(png(drawn), "LPS of each latent"), text)


def answer(shown: Answer) -> str:
    """A suggestion: what is recommended and why, its front, and its candidates."""
    words_of = [f"<b>{_escaped(shown.words[0])}</b>", *map(_escaped, shown.words[1:])]
    table = shown.table()
    drawn = candidates(table, shown.recommended.name)
    head = "".join(f"<th>{_escaped(title)}</th>" for title in ("", "Score", *TITLES.values()))
    rows = "".join(
        f'<tr><td style="text-align:left">{_escaped(row["name"])}</td>'
        f"<td>{row['score']:.2f}</td>"
        f"{''.join(f'<td>{number(row[name])}</td>' for name in TITLES)}</tr>"
        for row in table.to_dict("records")
    )
    told = "".join(f"<br><small>{_escaped(each)}</small>" for each in shown.told)
    text = f"{'<br>'.join(words_of)}{told}<table><tr>{head}</tr>{rows}</table>"
    picture = png(chart_svg(drawn.properties(width=WIDE)))
    return _beside(image_html(picture, "Squared error against generation"), text)


def _row(shown: Run) -> str:
    """A run of a study as a row."""
    try:
        config, frame = shown.config, _frame(shown)
    except SculptorError as error:
        return f"<tr><td></td><td>{_escaped(str(error))}</td></tr>"
    title = f"{describe.objective(config.objective)}, seed {config.seed}"
    cells = [f"<b>{_escaped(title)}</b>", _escaped(shown.status)]
    picture = ""
    if frame is not None:
        codes = frame.codes("mean")
        picture = image_html(cloud_png(codes, frame.target, side=STAMP), "q(z) over p(z)")
        shown_now = figures(shown.rows(), frame.step, config.latent_dim, len(codes))
        cells += [f"{_escaped(each.label)} {_escaped(each.value)}" for each in shown_now]
        of = words.about(f"held-out images, n = {len(codes):,}", split=shown.split)
        cells.append(f"<small>{of}</small>")
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in (picture, *cells))}</tr>"


def _frame(shown: RunRecord) -> Any:
    """The newest snapshot; None before the first, or where it was cut short."""
    try:
        return shown.snapshot()
    except SculptorError:
        return None


def _table(cells: Iterable[Sequence[str]]) -> str:
    rows = (
        f'<tr><td style="text-align:left">{label}</td><td><b>{value}</b></td>'
        f"<td><small>{note}</small></td></tr>"
        for label, value, note in cells
    )
    return f"<table>{''.join(rows)}</table>"


def _beside(picture: str, text: str) -> str:
    style = "display:flex;flex-wrap:wrap;gap:16px;align-items:center"
    return f'<div style="{style}"><div>{picture}</div><div>{text}</div></div>'


def _escaped(text: str) -> str:
    return html.escape(legible(text))
