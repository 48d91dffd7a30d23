"""``sculptor train``: a run, here and now or in the background."""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sculptor.cli.datasets import dataset_of
from sculptor.cli.output import Commands, Options, ProgressLine, say, show
from sculptor.errors import SculptorError, brief
from sculptor.names import check_name
from sculptor.words import duration

if TYPE_CHECKING:
    from sculptor.jobs import Run
    from sculptor.runs.status import StatusWriter
    from sculptor.training.parallel import Ranks
    from sculptor.training.snapshot import Snapshot

SPECS = {
    "prior": "a kind (see 'sculptor priors'), the id of a saved prior, JSON, or a file: JSON, "
    "samples (.csv, .tsv, .npy, .npz, .parquet) or a drawing (.png, .jpg)",
    "objective": "a kind out of those below, JSON, or a JSON file",
    "network": "a kind out of those below, JSON, or a JSON file",
}

NUMBERS: dict[str, tuple[type, str]] = {
    "latent_dim": (int, "dimensions of z"),
    "steps": (int, "optimiser updates"),
    "batch_size": (int, "images an update"),
    "seed": (int, "of everything random"),
    "learning_rate": (float, "of Adam"),
    "levels": (int, "to which each latent is rounded, so that codes take few bits"),
}

PICTURE = 2**28
"""Bytes of a picture, at most."""

TEXTS = {
    "dataset": "a name out of 'sculptor datasets', or the path of your own images",
    "start": "spectral, ica, neighbours, random, pretrained:NAME or run:ID",
    "device": "auto, cuda, cuda:1, mps or cpu",
    "precision": "of the hidden layers: auto, float32 or bfloat16",
    "name": "for people, up to 120 characters",
}

PARSED: dict[str, Callable[[str], str]] = {
    "dataset": dataset_of,
    "name": partial(check_name, empty=True),
}
"""How a text is read that is more than itself."""


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    train = commands.add_parser("train", parents=[common], help="train a run and show it live")
    train.add_argument("--config", metavar="FILE", help="a configuration; the options go over it")
    train.add_argument("--background", action="store_true", help="return at once")
    train.add_argument(
        "--devices",
        type=int,
        metavar="N",
        help="train on so many devices at once, on the CPU by so many processes (default: 1)",
    )
    for name, text in (TEXTS | SPECS).items():
        train.add_argument(option(name), help=text)
    for name, (kind, text) in NUMBERS.items():
        train.add_argument(option(name), type=kind, help=text)
    train.set_defaults(run=run_train)
    train.more = _kinds


def _kinds() -> str:
    """Every kind of objective, network and data set in a line, with what can be set."""
    from sculptor import data
    from sculptor.models import kinds as networks
    from sculptor.objectives import kinds as objectives

    parts = []
    for name, table in (
        ("objectives", objectives.KINDS),
        ("networks", networks.KINDS),
        ("data sets", data.SOURCES),
    ):
        rows = [[f"  {kind.name}", kind.description or kind.title] for kind in table.values()]
        for row, kind in zip(rows, table.values(), strict=True):
            if kind.parameters:
                row[1] += f" ({', '.join(item.name for item in kind.parameters)})"
        parts.append(f"{name}:\n" + "\n".join(_column(rows)))
    return "\n\n".join(parts)


def _column(rows: list[list[str]]) -> list[str]:
    """Names in a column, and beside them texts that are broken into lines."""
    width = max(len(name) for name, _ in rows) + 2
    lines = []
    for name, text in rows:
        first, *rest = textwrap.wrap(text, 78 - width) or [""]
        lines += [name.ljust(width) + first, *(" " * width + line for line in rest)]
    return lines


def run_train(options: Options) -> None:
    """Train a run."""
    from sculptor import jobs
    from sculptor.jobs import followers
    from sculptor.training.config import RunConfig

    if followers.by_torchrun():
        return _train_with_others(options)
    config, devices = RunConfig.from_dict(_config(options)), options.devices or 1
    if options.background:
        run = jobs.launch(config, devices=devices)
        show(options, {"id": run.id, "status": "queued"}, f"{run.id} is training.")
    else:
        _train_here(options, jobs.Run(jobs.create(config, devices=devices)), config.steps)
    return None


def _train_with_others(options: Options) -> None:
    """Lead the processes that torchrun has started, or follow the one that leads them."""
    from sculptor import jobs
    from sculptor.jobs import environment, followers
    from sculptor.training.config import RunConfig

    if options.background or options.devices is not None:
        raise SculptorError(
            "Expected neither --background nor --devices beside torchrun, which starts the "
            "processes and says how many they are. Leave them out."
        )
    os.environ.update(environment.PATIENCE)
    ranks = followers.join()
    if ranks is None:
        return
    try:
        config = RunConfig.from_dict(_config(options))
        run = jobs.Run(jobs.create(config, devices=ranks.size))
        _train_here(options, run, config.steps, ranks)
    finally:
        ranks.leave()


def _train_here(options: Options, run: Run, steps: int, ranks: Ranks | None = None) -> None:
    from sculptor.jobs.environment import PATIENCE

    os.environ.update(PATIENCE)
    from sculptor.jobs.worker import work

    line = ProgressLine()
    say(f"Run {run.id} in {run.folder}", sys.stderr)
    last: dict[str, float] = {}

    def report(status: StatusWriter, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            line.show(status["message"] or "waiting for the device")
            return
        last.update(snapshot.metrics)
        line.show(_progress(snapshot.step, steps, last, status["seconds_left"]))

    ended = work(run.folder, report, ranks)
    line.end()
    message = run.progress().message
    if ended in ("failed", "interrupted"):
        raise SculptorError(message)
    text = f"{run.id} has finished. {message}".rstrip()
    if ended != "finished":
        text = f"{run.id} is {ended}. Go on with: sculptor resume {run.id}"
    metrics = {name: value for name, value in last.items() if math.isfinite(value)}
    about = {"id": run.id, "status": ended, "message": message, "metrics": metrics}
    show(options, about, text)


def _progress(step: int, steps: int, metrics: dict[str, float], left: float | None) -> str:
    parts = [f"step {step:,} of {steps:,}"]
    if "steps_per_second" in metrics:
        parts.append(f"{metrics['steps_per_second']:.1f} steps/s")
    if left:
        parts.append(f"{duration(left)} left")
    if "reconstruction" in metrics:
        parts.append(f"reconstruction {metrics['reconstruction']:.1f} nats")
    if metrics.get("mmd2_floor"):
        parts.append(f"mmd2/floor {metrics['mmd2'] / metrics['mmd2_floor']:.2f}")
    return "  ".join(parts)


def _config(options: Options) -> dict[str, Any]:
    """The configuration that file and options together ask for."""
    from sculptor.files import read_json
    from sculptor.runs import samples
    from sculptor.runs.folder import SAMPLES, check_format

    config: dict[str, Any] = {}
    if options.config:
        value = read_json(Path(options.config))
        if not isinstance(value, dict):
            raise SculptorError(
                f"Expected a JSON object in {options.config}, received {brief(value)}."
            )
        check_format(value, Path(options.config))
        config = {name: part for name, part in value.items() if name != "format"}
        samples.give_back(Path(options.config).parent / SAMPLES)  # of an exported run
    for name in (*TEXTS, *NUMBERS):
        given = getattr(options, name)
        if given is not None:
            config[name] = PARSED.get(name, str)(given) if name in TEXTS else given
    for name in SPECS:
        text = getattr(options, name)
        if text is not None:
            config[name] = prior_of(text) if name == "prior" else spec_of(name, text)
    return config


def prior_of(text: str) -> dict[str, Any]:
    """A prior out of a file of samples or a drawing, a saved one, or as `spec_of`."""
    from sculptor.tables.reader import SUFFIXES

    suffix = Path(text).suffix.lower()
    if suffix in (*SUFFIXES, ".png", ".jpg", ".jpeg"):
        return _prior_of_file(Path(text), suffix)
    if re.fullmatch(r"[a-z0-9-]+", text):
        from sculptor import home
        from sculptor.runs import library

        if (home.library_dir() / f"{text}.json").exists():
            return library.load_prior(text).spec
    return spec_of("prior", text)


def _prior_of_file(path: Path, suffix: str) -> dict[str, Any]:
    from sculptor import priors
    from sculptor.files import read_bytes
    from sculptor.priors.picture import BYTES
    from sculptor.priors.samples import moved
    from sculptor.tables.reader import SUFFIXES, read_file

    if suffix in SUFFIXES:
        table = read_file(path)
        spec = dict(priors.from_samples(table.values).spec)
        for words in filter(None, (table.omission, moved(spec))):
            say(f"{path.name}: {words}", sys.stderr)
        return spec
    return dict(priors.from_image(read_bytes(path, BYTES)).spec)


def spec_of(name: str, text: str) -> dict[str, Any]:
    """A kind by its name, JSON, or a file of JSON."""
    from sculptor.files import parse_json, read_json

    if text.lstrip().startswith("{"):
        value = parse_json(text, f"--{name}", 'Quote it as a whole, such as \'{"kind": "ring"}\'.')
    elif text.endswith(".json"):
        value = read_json(Path(text))
    else:
        value = {"kind": text}
    if not isinstance(value, dict):
        raise SculptorError(f"Expected a JSON object for --{name}, received {brief(value)}.")
    return value


def option(name: str) -> str:
    """The option of a configuration's value."""
    return f"--{name.replace('_', '-')}"
