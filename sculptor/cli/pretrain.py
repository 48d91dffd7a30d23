"""``sculptor pretrain``: the models that the repository ships, listed or made from nothing."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sculptor.cli.output import Commands, Options, ProgressLine, show, table
from sculptor.errors import SculptorError
from sculptor.words import duration

if TYPE_CHECKING:
    from sculptor.training.training import Training


FEATURES = "features"
"""The name of what is no autoencoder, and so no recipe: see `sculptor.pretrained.features`."""


def add_to(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    pretrain = commands.add_parser(
        "pretrain", parents=[common], help="list the shipped models, or make them again"
    )
    pretrain.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help="the model to make; 'features' is the network that generated images are seen through",
    )
    pretrain.add_argument("--all", action="store_true", help="make every one")
    pretrain.add_argument(
        "--score", action="store_true", help="score what is there anew, without training"
    )
    pretrain.add_argument("--to", metavar="FOLDER", help="where to (default: the repository's)")
    pretrain.set_defaults(run=run_pretrain)


def run_pretrain(options: Options) -> None:
    """Make one model or all; without a name, list them."""
    from sculptor.home import pretrained_dir

    folder = Path(options.to).expanduser() if options.to else pretrained_dir()
    if options.name and options.all:
        raise SculptorError(f"Expected a name or --all, received both: {options.name} and --all.")
    if options.name == FEATURES:
        return _make_features(options)
    if options.all:
        from sculptor.pretrained import RECIPES

        return _make(options, list(RECIPES), folder)
    if options.name:
        return _make(options, [options.name], folder)
    return _list(options, folder)


def _list(options: Options, folder: Path) -> None:
    from sculptor import pretrained

    cards = [pretrained.load(name, folder).card for name in pretrained.names(folder)]
    text = "No models yet. Make them: sculptor pretrain --all"
    if cards:
        text = _table(cards)
    show(options, cards, text)


def _make(options: Options, names: list[str], folder: Path) -> None:
    from sculptor.jobs.environment import PATIENCE

    os.environ.update(PATIENCE)  # read when torch is imported
    from sculptor import pretrained

    line = ProgressLine()
    cards = []
    for name in names:

        def progress(training: Training, name: str = name) -> None:
            steps = training.config.steps
            line.show(
                f"{name}: step {training.step:,} of {steps:,}  {duration(training.seconds_left)}"
            )

        if options.score:
            line.show(f"{name}: scoring")
            cards.append(pretrained.rescore(name, folder))
        else:
            cards.append(pretrained.make(name, folder, progress))
        line.end()
    show(options, cards if options.all else cards[0], _table(cards))


def _make_features(options: Options) -> None:
    if options.score:
        raise SculptorError("Expected a model with a prior to score, received features. Make it.")
    from sculptor.jobs.environment import PATIENCE

    os.environ.update(PATIENCE)  # read when torch is imported
    from sculptor.pretrained import features

    line = ProgressLine()
    card = features.make(
        Path(options.to).expanduser() if options.to else None,
        lambda step, steps: line.show(f"features: {100 * step // steps} %"),
    )
    line.end()
    size = f"{card['weights']['bytes'] / 1e6:.2f} MB"
    show(options, card, f"{card['title']}: accuracy {card['accuracy']:.3f}, {size}")


def _table(cards: list[dict[str, Any]]) -> str:
    rows = []
    for card in cards:
        figures = {row["figure"]: row["value"] for row in reversed(card["figures"])}
        rows.append(
            [
                card["name"],
                f"{figures['squared_error']:.2f}",
                f"{figures['mmd2'] / figures['mmd2_floor']:.1f}",
                f"{figures['lps']:.3f}" if "lps" in figures else "",
                f"{card['weights']['bytes'] / 1e6:.2f} MB",
                card["title"],
            ]
        )
    head = ["name", "squared error", "MMD²/floor", "LPS", "weights", "title"]
    return table(head, rows)
