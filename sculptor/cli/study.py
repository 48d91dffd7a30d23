"""``sculptor study``: runs that differ in one thing at a time, trained, measured and tabulated."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sculptor.cli.datasets import dataset_of
from sculptor.cli.output import Commands, Options, ProgressLine, say, show, table
from sculptor.cli.train import NUMBERS, SPECS, TEXTS, option, prior_of, spec_of
from sculptor.errors import SculptorError
from sculptor.words import count, duration

if TYPE_CHECKING:
    from sculptor.studies import Cell, Place, Study, StudyProgress

OBJECTIVES = "mmd,vae,beta-vae,beta-tcvae,factor-vae,dip-vae-i,dip-vae-ii"

COMMON = (
    *("dataset", "network", "steps", "batch_size"),
    *("learning_rate", "device", "precision", "name"),
)
"""Options of 'sculptor train' that every run of a study has in common."""

AXES = ("objectives", "priors", "weights", "latent_dims", "starts", "levels", "labels")
"""Options in which its runs may differ, besides their seeds."""

EXAMPLES = """\
what is one of:
  (nothing)   the grid of the options
  paper       the claims of the paper; --part chooses one part
  list        every study in the home
  ID          goes on with a study of the list

The same command again goes on with what is missing, and never trains anything twice.

  sculptor study --dataset cifar10 --objectives mmd,vae,beta-vae --latent-dims 16,32 --seeds 3
  sculptor study --dataset cifar10 --objectives mmd,beta-vae --weights front
  sculptor study --dataset cifar10 --weights mmd=auto,100,1000 beta-vae=1,4
  sculptor study paper --part fronts
  sculptor study paper --on ray --address auto
"""


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    study = commands.add_parser(
        "study",
        parents=[common],
        help="train runs that differ in one thing at a time, and compare them",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    study.add_argument("what", nargs="?", default="", metavar="WHAT", help="see below")
    study.add_argument("--objectives", help=f"kinds, or a JSON list (default: {OBJECTIVES})")
    study.add_argument("--priors", help=f"between commas, each {SPECS['prior']}")
    study.add_argument(
        "--weights",
        nargs="+",
        metavar="LIST",
        help="numbers for every objective, KIND=numbers for one, or front (a range for each)",
    )
    study.add_argument("--latent-dims", help="dimensions of z, such as 16,32 (default: 10)")
    study.add_argument("--starts", help="such as spectral,neighbours: see train")
    study.add_argument("--levels", help="to which latents are rounded, such as 0,2,4,8; 0 is none")
    study.add_argument("--labels", help="known of classes or tied factors, such as 0.01,0.1,1")
    study.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="seeds, from 0 (default: 1)"
    )
    for name in COMMON:
        kind, text = NUMBERS.get(name) or (str, {**TEXTS, **SPECS}[name])
        study.add_argument(option(name), type=kind, help=text)
    study.add_argument("--part", metavar="NAME", help="of the paper, such as fronts (default: all)")
    study.add_argument("--full", action="store_true", help="the paper at full size, for a GPU")
    study.add_argument("--to", metavar="FOLDER", help="for the tables and figures")
    study.add_argument("--background", action="store_true", help="return at once")
    study.add_argument(
        "--prepare", action="store_true", help="make its runs, train none, and print their ids"
    )
    study.add_argument(
        "--on", choices=["here", "ray"], default="here", help="this machine, or a Ray cluster"
    )
    study.add_argument(
        "--address", metavar="HOST:PORT", default="", help="of the cluster; auto: of this machine's"
    )
    study.add_argument(
        "--gpus", type=float, metavar="PART", default=1.0, help="of a GPU a run takes there"
    )
    study.set_defaults(run=run_study)


def run_study(options: Options) -> int:
    """Make or find a study, work on it, and write what it has found."""
    from sculptor import studies

    _check_used(options)
    if options.what == "list":
        return _list(options)
    place = studies.Place(options.on, options.address, options.gpus)
    if options.what == "paper":
        from sculptor.studies import paper

        parts = [
            _found(paper.cells(part, options.full), paper.TITLES[part]) for part in _parts(options)
        ]
    elif options.what:
        parts = [studies.Study.open(options.what)]
    else:
        cells = studies.grid(**axes(options))
        dataset = cells[0].coordinates["dataset"]  # of a path, what it was added as
        parts = [_found(cells, options.name or f"{dataset} study")]
    if options.prepare:
        return _prepare(options, parts)
    if options.background:
        return _in_background(options, parts, place)
    results = [_work(options, study, place, len(parts) > 1) for study in parts]
    show(options, results if len(results) > 1 else results[0], "\n".join(map(_said, results)))
    return int(any(item["status"] != "finished" for item in results))


def _check_used(options: Options) -> None:
    """Refuse what a study that is fixed already would not look at."""
    if not options.what:
        return
    given = [option(name) for name in (*COMMON, *AXES) if getattr(options, name) is not None]
    given += ["--seeds"] if options.seeds != 1 else []
    if given:
        raise SculptorError(
            f"Expected no {', '.join(given)} with {options.what!r:.80}, of which the settings are "
            "fixed. Leave these out, or leave it out to make a study of your own."
        )


def _said(item: dict[str, Any]) -> str:
    if item["status"] == "finished":
        return f"{item['name']} has finished. Tables and figures: {item['folder']}"
    return (
        f"{item['name']} has not finished: {item['trained']} of {item['total']} runs have, "
        f"{item['failed']} failed; {item['folder']}/table.md tells more. "
        f"Go on with: sculptor study {item['id']}"
    )


def _parts(options: Options) -> Sequence[str]:
    from sculptor.studies import paper

    if options.part is not None and options.part not in paper.TITLES:
        raise SculptorError(
            f"Expected a part out of {', '.join(paper.TITLES)}; received {options.part!r:.80}."
        )
    return [options.part] if options.part else list(paper.TITLES)


MEASURING = 90.0
"""Seconds in which the figures of a run of photographs are taken, about, on one core."""


def _hours(study: Study) -> str:
    """How long what is missing will take, one run after another."""
    from sculptor.jobs.estimate import estimate_seconds
    from sculptor.studies.record import runs_of

    ended = [i for i, run in runs_of(study.cells, study.home).items() if run.status == "finished"]
    left = [cell.config for i, cell in enumerate(study.cells) if i not in ended and cell.config]
    training, measuring = sum(map(estimate_seconds, left)), MEASURING * len(left)
    return (
        f"{count(len(left), 'run')} to train: about {training / 3600:.1f} hours on this machine, "
        f"and up to {measuring / 3600:.1f} to measure them."
    )


def _found(cells: list[Cell], name: str) -> Study:
    """The study of these cells that is there already, or a new one."""
    from sculptor import studies

    command = shlex.join(["sculptor", *sys.argv[1:]])
    return studies.same(cells) or studies.create(cells, name, command)


def _work(options: Options, study: Study, place: Place, several: bool) -> dict[str, Any]:
    from sculptor import studies

    say(f"Study {study.id}, {study.name}, in {study.folder}", sys.stderr)
    say(_hours(study), sys.stderr)
    line, pace = ProgressLine(), Pace()

    def report(progress: StudyProgress) -> None:
        # A file, unlike a screen, keeps every line: one for each run that ends will do.
        if sys.stderr.isatty() or pace.ended(progress):
            line.show(pace.text(progress))

    try:
        status = studies.drive(study, report, place)
    except KeyboardInterrupt:
        line.end()
        say(f"Paused. Go on with: sculptor study {study.id}{_on(place)}", sys.stderr)
        raise
    line.end()
    to = Path(options.to) if options.to else study.folder / "results"
    folder = study.write(to / study.id if options.to and several else to)
    progress = study.progress()
    return {
        "id": study.id,
        "name": study.name,
        "status": status,
        "total": progress.total,
        "trained": progress.finished,
        "failed": progress.failed,
        "skipped": progress.skipped,
        "runs": [run.id for run in study.runs],
        "folder": str(folder),
    }


class Pace:
    """The progress of a study as one line, with the time left at the pace of this sitting."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: int | None = None
        self._ended: tuple[int, ...] = ()

    def ended(self, progress: StudyProgress) -> bool:
        """Whether a run has ended or been measured since this was asked the last time."""
        before, self._ended = self._ended, (progress.finished, progress.scored, progress.failed)
        return self._ended != before

    def text(self, progress: StudyProgress) -> str:
        """The line.

        >>> from sculptor.studies import StudyProgress
        >>> Pace().text(StudyProgress("running", 4, 1, 0, 2, 0, 1, 30, 80))
        '1 of 4 runs trained, 2 at work or waiting  1 combination skipped  step 30 of 80'
        """
        if self._first is None:
            self._first = progress.step
        parts = [f"{progress.finished} of {progress.total} runs trained"]
        if progress.live:
            parts[0] += f", {progress.live} at work or waiting"
        if progress.failed:
            parts.append(f"{progress.failed} failed")
        if progress.skipped:
            parts.append(f"{count(progress.skipped, 'combination')} skipped")
        if progress.finished == progress.total:
            parts.append(f"measuring: {progress.scored} of {progress.total}")
        else:
            parts.append(f"step {progress.step:,} of {progress.steps:,}")
        done = progress.step - self._first
        if done > 0 and progress.step < progress.steps:
            seconds = (time.monotonic() - self._began) / done * (progress.steps - progress.step)
            parts.append(f"about {duration(seconds)} left")
        return "  ".join(parts)


def _prepare(options: Options, parts: list[Study]) -> int:
    """Make the folders of the runs that are not there yet, and name all that have not finished."""
    for study in parts:
        study.prepare()
        say(f"Study {study.id}, {study.name}, in {study.folder}", sys.stderr)
    runs = [run for study in parts for run in study.runs if run.status != "finished"]
    show(
        options,
        [{"id": run.id, "name": run.config.name} for run in runs],
        "\n".join(r.id for r in runs),
    )
    return 0


def _on(place: Place) -> str:
    """The options that name a place again; none for this machine."""
    if place.on == "here":
        return ""
    part = f" --gpus {place.gpus:g}" if place.gpus != 1 else ""
    return f" --on {place.on}" + (f" --address {place.address}" if place.address else "") + part


def _in_background(options: Options, parts: list[Study], place: Place) -> int:
    for study in parts:
        study.launch(place.on, place.address, place.gpus)
    value = [{"id": study.id, "status": study.status} for study in parts]
    show(options, value, "\n".join(f"{study.id} is running." for study in parts))
    return 0


def _list(options: Options) -> int:
    from sculptor import studies

    listed = [_about(study) for study in studies.list_studies()]
    rows = [
        [
            item["id"],
            item["status"],
            f"{item['finished']}/{item['total']}" if not item["problem"] else "",
            item["problem"] or item["name"],
        ]
        for item in listed
    ]
    text = table(["id", "status", "trained", "name"], rows) if rows else "No studies yet."
    show(options, listed, text)
    return 0


def _about(study: Study) -> dict[str, Any]:
    """What there is to know of a study; one that cannot be read is damaged."""
    from sculptor.studies import StudyProgress

    problem = study.problem
    if problem:
        progress = StudyProgress("damaged", *([0] * 8))
        return {"id": study.id, "name": study.id, "runs": [], **vars(progress), "problem": problem}
    runs = [run.id for run in study.runs]
    about = {"id": study.id, "name": study.name, "runs": runs}
    return {**about, **vars(study.progress()), "problem": ""}


# Options ------------------------------------------------------------------------------------------


def axes(options: Options) -> dict[str, Any]:
    """What `sculptor.studies.grid` is asked for."""
    from sculptor.training.config import RunConfig

    given = {name: getattr(options, name) for name in COMMON if name not in ("network", "name")}
    base = {name: value for name, value in given.items() if value is not None}
    if options.dataset is not None:
        base["dataset"] = dataset_of(options.dataset)
    if options.network is not None:
        base["network"] = spec_of("network", options.network)
    dims = options.latent_dims or "10"
    known = options.labels.split(",") if options.labels else []
    return {
        "base": RunConfig(**base),
        "objectives": _listed("objectives", options.objectives or OBJECTIVES),
        "priors": _priors(options.priors or "gaussian"),
        "weights": _weights(options.weights or []),
        "latent_dims": [_number("latent-dims", word, int) for word in dims.split(",")],
        "starts": options.starts.split(",") if options.starts else [],
        "levels": [_number("levels", word, int) for word in (options.levels or "0").split(",")],
        "labels": [_number("labels", word, float) for word in known],
        "seeds": options.seeds,
    }


def _listed(name: str, text: str) -> Any:
    """Words between commas, or a JSON list."""
    from sculptor.files import parse_json

    if not text.lstrip().startswith("["):
        return [word.strip() for word in text.split(",") if word.strip()]
    return parse_json(text, f"--{name}", "Quote it as a whole.")


def _priors(text: str) -> Any:
    """Priors by the names that tables call them by: kinds, files, saved ones, or a JSON list."""
    words = _listed("priors", text)
    if text.lstrip().startswith("["):
        return words
    return {Path(word).stem: prior_of(word) for word in words}


def _weights(words: list[str]) -> Any:
    """Weights for all, or for each objective, or from one end of each front to the other."""
    if words == ["front"]:
        return "front"
    if len(words) == 1 and "=" not in words[0]:
        return _values(words[0])
    by_kind = {}
    for word in words:
        kind, equals, values = word.partition("=")
        if not equals:
            raise SculptorError(
                f"Expected weights as KIND=numbers, such as beta-vae=1,4; received {word!r:.80}."
            )
        by_kind[kind] = _values(values)
    return by_kind


def _values(text: str) -> list[float | str]:
    return [word if word == "auto" else _number("weights", word, float) for word in text.split(",")]


def _number(name: str, word: str, kind: type) -> Any:
    try:
        return kind(word)
    except ValueError as error:
        raise SculptorError(
            f"Expected numbers between commas for --{name}, received {word!r:.80}."
        ) from error
