"""The command line: the same work without a browser, and nothing heavy imported early."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sculptor.cli import analyse, app, export, manage, pretrain, study, suggest, train, worker
from sculptor.cli.output import Parser, say
from sculptor.errors import SculptorError
from sculptor.version import __version__


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    root = Parser(
        prog="sculptor",
        description="Shape the latent space of an autoencoder: train onto a prior with MMD.",
    )
    root.add_argument("--version", action="version", version=f"sculptor {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", metavar="FOLDER", help="where the runs live (default: ./runs)")
    common.add_argument("--json", action="store_true", help="print JSON")
    commands = root.add_subparsers(metavar="COMMAND", required=True)
    for group in (app, train, study, suggest, worker, pretrain, manage, export, analyse):
        group.add_to(commands, common)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 if it succeeded, else 1 and one line on the standard error."""
    options = parser().parse_args(arguments)
    if options.home:
        os.environ["SCULPTOR_HOME"] = options.home
    try:
        return options.run(options) or 0
    except SculptorError as error:
        say(f"sculptor: {error}", sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("sculptor: interrupted", sys.stderr)
        return 130
    except BrokenPipeError:
        # Who read the output has gone, as `head` does; the rest is of no use to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
