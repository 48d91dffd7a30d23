"""``sculptor datasets``, ``priors``, ``plugins``, ``lps`` and ``dependence``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sculptor.cli import datasets, predictability
from sculptor.cli.output import Commands, Options, ProgressLine, say, show, table
from sculptor.errors import SculptorError
from sculptor.words import count, size

if TYPE_CHECKING:
    from sculptor.data.dataset import DatasetInfo


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the commands."""
    listing = commands.add_parser(
        "datasets", parents=[common], help="list data sets, get one, or add your own"
    )
    listing.add_argument(
        "action",
        nargs="?",
        choices=["get", "add", "remove"],
        help="download one, add what lies at PATH, or remove what was added",
    )
    listing.add_argument("name", nargs="?", metavar="NAME")
    datasets.add_arguments(listing)
    listing.set_defaults(run=run_datasets)
    priors = commands.add_parser("priors", parents=[common], help="list kinds and saved priors")
    priors.set_defaults(run=run_priors)
    plugins = commands.add_parser("plugins", parents=[common], help="list kinds of others")
    plugins.set_defaults(run=run_plugins)
    lps = commands.add_parser("lps", parents=[common], help="Latent Predictability Score of a file")
    lps.add_argument("file", metavar="FILE", help="latents (n, d): .npy, or .csv with a header")
    lps.add_argument("--fit", metavar="FILE", help="further latents to fit predictors on only")
    lps.add_argument(
        "--groups", metavar="FILE", help="which rows belong together: one column of numbers"
    )
    lps.add_argument("--seed", type=int, default=0, help="of the cross-validation")
    lps.set_defaults(run=run_lps)
    dependence = commands.add_parser(
        "dependence", parents=[common], help="how far the latents of a file are from independent"
    )
    dependence.add_argument("file", metavar="FILE", help="latents (n, d), as for lps")
    dependence.add_argument("--seed", type=int, default=0, help="of all that is drawn")
    dependence.set_defaults(run=run_dependence)


def run_datasets(options: Options) -> None:
    """List the data sets, get one, or add and remove one's own."""
    from sculptor import data

    if options.action in ("add", "remove"):
        return (
            datasets.run_add(options) if options.action == "add" else datasets.run_remove(options)
        )
    if options.action == "get":
        if not options.name:
            raise SculptorError(f"Expected a name after 'get' out of {', '.join(data.names())}.")
        return _get(options)
    infos = [data.describe(name) for name in data.names()]
    values = [
        {
            "name": info.name,
            "title": info.title,
            "shape": list(info.shape),
            "train": info.n_train,
            "validation": info.n_validation,
            "test": info.n_test,
            "yours": info.yours,
            "factors": list(info.factor_names),
            "factor_kinds": list(info.factor_kinds),
            "classes": list(info.label_names),
            "size": info.size_bytes,
            "available": info.available,
            "licence": info.licence,
            "source": info.source,
        }
        for info in infos
    ]
    show(options, values, _listed(infos))


def _listed(infos: list[DatasetInfo]) -> str:
    """What is here, then what can be got, each as a table."""
    here = [info for info in infos if info.available]
    parts = [table(["here", *_HEAD], [_row(info) for info in here])]
    if elsewhere := [info for info in infos if not info.available]:
        rows = [[*_row(info), size(info.size_bytes)] for info in elsewhere]
        parts += [table(["to get", *_HEAD, "download"], rows)]
        parts += ["Get one with: sculptor datasets get NAME"]
    return "\n\n".join(parts)


_HEAD = ["shape", "train", "test", "known", "title"]


def _row(info: DatasetInfo) -> list[str]:
    """What the lists say of a data set."""
    factors, classes = len(info.factor_names), len(info.label_names)
    known = count(factors, "factor") if factors else f"{classes:,} classes" if classes else ""
    shape = "x".join(map(str, info.shape))
    return [info.name, shape, f"{info.n_train:,}", f"{info.n_test:,}", known, info.title]


def _get(options: Options) -> None:
    from sculptor import data
    from sculptor.data.progress import watching

    line = ProgressLine()

    def progress(done: int, total: int) -> None:
        line.show(f"{options.name}: {done / 1e6:,.1f} of {total / 1e6:,.1f} MB")

    def made(done: int, total: int) -> None:
        line.show(f"{options.name}: {done:,} of {total:,} images made")

    if not data.describe(options.name).available:
        data.download(options.name, progress)
    line.end()
    with watching(made):
        data.load(options.name)
    line.end()
    show(options, {"name": options.name, "available": True}, f"{options.name} is here.")


def run_priors(options: Options) -> None:
    """List the kinds of priors and the saved ones."""
    from sculptor import priors
    from sculptor.runs import library

    kinds = [{"kind": name, "description": kind.description} for name, kind in priors.KINDS.items()]
    saved = [
        {"id": prior.id, "name": prior.name, "spec": prior.spec} for prior in library.list_priors()
    ]
    text = table(["kind", ""], [[item["kind"], item["description"]] for item in kinds])
    if saved:
        rows = [[str(item["id"]), str(item["name"])] for item in saved]
        text += "\n\n" + table(["saved prior", "name"], rows)
    show(options, {"kinds": kinds, "saved": saved}, text)


def run_plugins(options: Options) -> None:
    """List where kinds come from that are not ours, and what could not be read."""
    from sculptor import plugins

    found = plugins.plugins()
    value = [
        {"source": each.source, "kinds": list(each.kinds), "problem": each.problem}
        for each in found
    ]
    rows = [[each.source, ", ".join(each.kinds) or f"left out: {each.problem}"] for each in found]
    nothing = (
        "No plug-ins. Install a package that brings one, or name modules and files in "
        f"{plugins.VARIABLE}."
    )
    show(options, value, table(["source", "kinds"], rows) if rows else nothing)


def run_lps(options: Options) -> None:
    """Score the latents in a file."""
    import sculptor

    seed = _seed(options)
    groups = _table(Path(options.groups), "groups") if options.groups else None
    if groups is not None and groups.shape[1] != 1:
        raise SculptorError(
            f"Expected one column of groups in {options.groups}, received {groups.shape[1]}."
        )
    result = sculptor.lps(
        _table(Path(options.file), "latents"),
        fit=_table(Path(options.fit), "latents") if options.fit else None,
        groups=None if groups is None else groups[:, 0],
        seed=seed,
    )
    show(options, predictability.values(result), predictability.text(result))


def run_dependence(options: Options) -> None:
    """Tell how far the latents in a file are from independent."""
    from sculptor.measure.catalogue import METRICS
    from sculptor.metrics.dependence.independence import independence

    seed = _seed(options)
    z = _table(Path(options.file), "latents")
    found = independence(z, seed)
    rows = [[METRICS[name].title, f"{value:.4g}"] for name, value in found.items()]
    nothing = "Fewer than two latents vary: there is nothing that could depend on each other."
    text = table(["figure", ""], rows) if rows else nothing
    show(options, {"n": len(z), "figures": found}, f"{text}\n\n{len(z):,} points")


def _seed(options: Options) -> int:
    """The seed that was given.

    Raises:
        SculptorError: It is not one.
    """
    from sculptor.training.config import LIMITS

    low, high = LIMITS["seed"]
    seed: int = options.seed
    if not low <= seed <= high:
        raise SculptorError(f"Expected --seed from {low} to {high:,}; received {seed}.")
    return seed


def _table(path: Path, name: str) -> Any:
    from sculptor.files import read_array
    from sculptor.tables.reader import read_file

    if path.suffix.lower() == ".npy":
        z = read_array(path)
    else:
        read = read_file(path)
        if read.omission:
            say(f"{path.name}: {read.omission}", sys.stderr)
        z = read.values
    if z.ndim != 2 or z.dtype.kind not in "fiu":
        raise SculptorError(
            f"Expected {name} as numbers of shape (n, d) in {path}, "
            f"received {z.dtype} of shape {z.shape}."
        )
    return z
