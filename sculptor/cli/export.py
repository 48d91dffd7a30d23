"""``sculptor export``: a run, a model, a study or several runs as files that others read."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from sculptor.cli.output import Commands, Options, ProgressLine, show
from sculptor.errors import SculptorError
from sculptor.exports.formats import FOLDER, FORMATS


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    listed = "; ".join(f"{each.name}: {each.help}" for each in FORMATS.values())
    export = commands.add_parser(
        "export", parents=[common], help="write a run, a model, a study, or several runs as files"
    )
    export.add_argument(
        "ids",
        nargs="+",
        metavar="ID",
        help="of a run, a shipped model or a study; or of runs to report on together",
    )
    export.add_argument("--to", metavar="FOLDER", help="new or empty")
    export.add_argument(
        "--format", choices=list(FORMATS), default=FOLDER, help=f"of a run or a model. {listed}"
    )
    export.add_argument(
        "--push", metavar="OWNER/NAME", help="put a model on the Hugging Face Hub, in its format"
    )
    export.add_argument("--private", action="store_true", help="where nobody else sees it")
    export.set_defaults(run=run_export)


def run_export(options: Options) -> None:
    """Export a run or a model; or a study or several runs with their report and notebook."""
    identities = list(dict.fromkeys(options.ids))
    if options.push:
        return _push(options, identities)
    if not options.to:
        raise SculptorError("Expected a folder to write into. Name it: --to FOLDER")
    to = Path(options.to)
    if len(identities) > 1 or options.format == FOLDER:
        folder = _export_folder(options, identities, to)
    else:
        from sculptor import exports
        from sculptor.exports import asked

        folder = exports.export(asked.space(identities[0]), to, options.format)
    verb = "are" if len(identities) > 1 else "is"
    value = {"ids": identities, "format": options.format, "folder": str(folder)}
    show(options, value, f"{', '.join(identities)} {verb} in {folder}.")


def _push(options: Options, identities: Sequence[str]) -> None:
    from sculptor import exports
    from sculptor.exports import asked

    if len(identities) > 1:
        raise SculptorError(
            f"Expected one run or model to put on the Hub, received {len(identities)}."
        )
    address = exports.push(asked.space(identities[0]), options.push, private=options.private)
    show(options, {"ids": identities, "address": address}, f"{identities[0]} is on {address}")


def _export_folder(options: Options, identities: Sequence[str], to: Path) -> Path:
    """A run, a study, or runs together, with all that was found."""
    from sculptor import exports, studies
    from sculptor.exports import asked

    if len(identities) > 1:
        if options.format != FOLDER:
            raise SculptorError(
                f"Expected one run for the format {options.format}, received {len(identities)}. "
                "Export them one by one."
            )
        return _export_together(identities, to)
    found = (study for study in studies.list_studies() if study.id == identities[0])
    if study := next(found, None):
        return study.export(to)
    return exports.export(asked.space(identities[0]), to, FOLDER)


def _export_together(identities: Sequence[str], to: Path) -> Path:
    """Export runs as one report, measured first where they have not been."""
    from sculptor import jobs, studies
    from sculptor.runs.exporting import check_new

    check_new(to)
    runs = [jobs.open_run(identity) for identity in identities]
    if all(run.status == "finished" for run in runs):
        line = ProgressLine()
        for i, run in enumerate(runs, 1):
            scores = studies.read_scores(run)
            if scores is None or scores.error:
                line.show(f"measuring: {i} of {len(runs)}")
                studies.compute_scores(run)
        line.end()
    with studies.picked(identities) as study:
        return study.export(to)
