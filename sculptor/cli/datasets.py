"""``sculptor datasets add`` and ``remove``, and a path in place of a data set's name."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from sculptor.cli.output import Options, ProgressLine, say, show
from sculptor.errors import SculptorError

if TYPE_CHECKING:
    from sculptor.data.own.manifest import Manifest

OPTIONS: dict[str, tuple[type, str]] = {
    "kind": (str, "images or rows; found out by the content"),
    "size": (str, "images: 64, or 32x48 for a height of 32; 8 to 256 pixels"),
    "fit": (str, "images: crop, pad or stretch"),
    "channels": (int, "images: 1, 3 or 4"),
    "background": (
        str,
        "images: white or black, under what is transparent and in what is padded",
    ),
    "labels": (str, "folders, none, or the column of the classes"),
    "known": (str, "a second file of what is known: CSV, JSON Lines, Parquet"),
    "validation": (float, "share that is held out to look at (0.1)"),
    "test": (float, "share that is held out for studies (0.1)"),
    "layout": (str, "arrays of images: channels last or first"),
    "columns": (
        str,
        "tables: what columns are used for, name=use,… of number, category, label, known, split, "
        "out",
    ),
    "variance": (str, "tables: of p(x|z), learned or a number"),
    "encoding": (str, "tables: utf-8, utf-16, windows-1252 or latin-1"),
    "delimiter": (str, "tables: comma, semicolon, tab, bar or space"),
    "decimal": (str, "tables: point or comma"),
    "header": (str, "tables: whether the first line has names, yes or no"),
    "part": (str, "tables: the sheet of a workbook, or the array of an archive"),
}
"""What can be said of data that is added."""

LISTED = 10
"""Items left out that are told; all of them with --json."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let ``sculptor datasets`` take what adding needs."""
    parser.add_argument("path", nargs="?", metavar="PATH", help="of what is added")
    parser.add_argument("--replace", action="store_true", help="add: in place of one of that name")
    for name, (kind, text) in OPTIONS.items():
        parser.add_argument(f"--{name}", type=kind, metavar=name.upper(), help=f"add: {text}")


def run_add(options: Options) -> None:
    """Add data of one's own."""
    from sculptor.data.own import store

    if not (options.name and options.path):
        raise SculptorError("Expected a name and a path: sculptor datasets add NAME PATH.")
    given = {name: getattr(options, name) for name in OPTIONS}
    chosen = {name: value for name, value in given.items() if value is not None}
    manifest = added(options.name, options.path, replace=options.replace, **chosen)
    value = {**manifest.to_dict(), "left_out": [list(item) for item in store.skipped(manifest)]}
    show(options, value, told(manifest))


def run_remove(options: Options) -> None:
    """Remove data that was added."""
    from sculptor import data

    if not options.name:
        raise SculptorError("Expected a name: sculptor datasets remove NAME.")
    data.remove(options.name)
    show(options, {"name": options.name, "removed": True}, f"{options.name} is removed.")


def added(name: str, path: str, *, replace: bool, **chosen: Any) -> Manifest:
    """Add what lies at a path, and show how far it is."""
    from sculptor import data

    line = ProgressLine()

    def progress(done: int, total: int) -> None:
        line.show(f"{name}: {done:,} of {total:,}")

    manifest = data.add(name, path, replace=replace, progress=progress, **chosen)
    line.end()
    return manifest


def told(manifest: Manifest) -> str:
    """What became of data that was added."""
    from itertools import islice

    from sculptor.data.own import store

    size = " x ".join(map(str, manifest.shape))
    lines = [
        f"{manifest.name}: {len(manifest):,} {manifest.kind} of {size}; {manifest.n_train:,} to "
        f"train, {manifest.n_validation:,} to validate, {manifest.n_test:,} to test.",
    ]
    if manifest.label_names:
        lines.append(f"{len(manifest.label_names):,} classes.")
    if manifest.factor_names:
        lines.append(f"Factors: {', '.join(manifest.factor_names)}.")
    lines += manifest.notes
    if manifest.skipped:
        lines.append(f"{manifest.skipped:,} left out:")
        lines += [f"  {item}: {why}" for item, why in islice(store.skipped(manifest), LISTED)]
        if manifest.skipped > LISTED:
            lines.append(f"  and {manifest.skipped - LISTED:,} more, in {store.listed(manifest)}")
    return "\n".join(lines)


def dataset_of(text: str) -> str:
    """The name of a data set; where a path is given, what lies there is added first.

    Raises:
        SculptorError: Nothing can be read there.
    """
    from sculptor import data
    from sculptor.data import adding
    from sculptor.data.own.stamp import stamp

    if text in data.SOURCES:
        return text
    if not (os.path.exists(text) or "/" in text or os.sep in text):  # noqa: PTH110
        return text  # no name either, as the configuration will say
    name, before = adding.known_as(text)
    if before is not None and before.about.get("stamp") == stamp(text):
        return name
    options = {} if before is None else before.options
    say(told(added(name, text, replace=True, **options)), sys.stderr)
    return name
