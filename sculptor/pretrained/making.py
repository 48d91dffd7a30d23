"""Making a pretrained model from nothing: train it, round it, score what is left, write its card.

The card is JSON:

===========  =======================================================================================
entry        holds
===========  =======================================================================================
``format``   the version of the card
``name``     of the model, and ``title`` for people
``config``   what it was trained with, and ``target``, the prior that its figures are held to
``note``     why the two differ, where they do
``figures``  a row a figure: ``figure``, ``value``, ``split``, ``n``, ``representation``, ``seed``;
             `sculptor.measure.live` defines them, `sculptor.measure.classes` those of classes, and
             `sculptor.measure.generation` those of generated images, which have an ``n`` of their
             own
``weights``  ``file``, ``sha256`` and ``bytes`` of the model, in half precision
``view``     the same of the arrays that a page shows, and ``data`` of the images and factors
``strength`` where the automatic weight of MMD ended, from which a warm start goes on
``made``     the command, the machine, the versions, the day, and the seconds of training
===========  =======================================================================================
"""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sculptor import data, models
from sculptor.errors import SculptorError, trying
from sculptor.files import read_arrays, write_arrays
from sculptor.home import pretrained_dir
from sculptor.measure import generation, held_out, live
from sculptor.measure.classes import LabelledTarget
from sculptor.measure.encoding import encode
from sculptor.measure.held_out import live_rows
from sculptor.measure.pictures import principal_plane, traversal
from sculptor.measure.real import LiveReal, Real
from sculptor.measure.target import Target
from sculptor.models import Autoencoder
from sculptor.pretrained import card as cards
from sculptor.pretrained import view as views
from sculptor.pretrained.card import Card
from sculptor.pretrained.recipes import RECIPES, Recipe
from sculptor.seeds import stream
from sculptor.training import loop
from sculptor.training.aim import Aim
from sculptor.training.assemble import assemble
from sculptor.training.snapshot import Floats
from sculptor.training.training import Training
from sculptor.version import __version__

Spectator = Callable[[Training], None]
Row = dict[str, Any]
Trained = tuple[str, float | None, dict[str, Any]]
"""The file of the weights, where the automatic weight ended, and what made them."""

ON_SAMPLES = ("mmd2", "mmd2_floor", "class_accuracy", "class_match")
"""Figures of the encoder's samples; all others are of its means."""

DECIMALS = 6
"""Significant digits of a figure on a card."""


def make(name: str, folder: Path | None = None, progress: Spectator | None = None) -> Card:
    """Make a model from nothing, write its files, and return its card.

    A model that shares the weights of another one is that one, held to a target of its own: it is
    made from it, and the other is made first where it is not there.

    Args:
        name: Out of `sculptor.pretrained.RECIPES`.
        folder: Where to; the repository's own where None.
        progress: Called with the training whenever it has something to show.

    Raises:
        SculptorError: There is no such recipe, or the folder cannot be written.
    """
    recipe = find(name)
    return make_recipe(recipe, folder or pretrained_dir(), progress)


def find(name: str) -> Recipe:
    """The recipe of a name.

    Raises:
        SculptorError: There is none.
    """
    if name not in RECIPES:
        raise SculptorError(f"Expected a model out of {', '.join(RECIPES)}; received {name!r:.80}.")
    return RECIPES[name]


def make_recipe(recipe: Recipe, folder: Path, progress: Spectator | None = None) -> Card:
    """Make the model of a recipe, and anew the cards of those that share its weights."""
    with trying(f"write in {folder}", "Choose another folder."):
        folder.mkdir(parents=True, exist_ok=True)
    if recipe.shares:
        weights, strength, made = _shared(recipe.shares, folder, progress)
    else:
        weights, strength, made = _trained(recipe, folder, progress)
    card = _described(recipe, folder, weights, strength, made)
    for other in RECIPES.values():
        if other.shares == recipe.name and other.name in cards.names(folder):
            make_recipe(other, folder)
    return card


def rescore(name: str, folder: Path | None = None) -> Card:
    """Score a model that is there anew, as after a change of a figure, and return its new card.

    Raises:
        SculptorError: There is no such recipe, or no such model in the folder.
    """
    folder = folder or pretrained_dir()
    card = cards.read(find(name).name, folder)
    return _described(find(name), folder, card["weights"]["file"], card["strength"], card["made"])


def _described(
    recipe: Recipe, folder: Path, weights: str, strength: float | None, made: dict[str, Any]
) -> Card:
    """Score a model whose weights are there, and write the rest of its files and its card."""
    model = models.load(folder / weights)
    rows, arrays = score(recipe, model)
    note = ""
    if recipe.held_to != recipe.config.prior:
        note = "Trained on N(0, I): no KL divergence can be taken to the target of the figures."
    card = {
        "format": cards.FORMAT,
        "name": recipe.name,
        "title": recipe.title,
        "note": note,
        "config": recipe.config.to_dict(),
        "target": recipe.held_to,
        "figures": rows,
        "weights": _entry(folder, weights),
        "view": _written(folder, f"{recipe.name}.npz", arrays),
        "data": _written(folder, f"data-{recipe.config.dataset}.npz", _data(recipe)),
        "strength": strength,
        "made": {**made, "command": f"sculptor pretrain {recipe.name}"},
    }
    cards.write(card, folder)
    return card


def _trained(recipe: Recipe, folder: Path, progress: Spectator | None) -> Trained:
    """Train the model of a recipe and write its weights."""
    assembly = assemble(recipe.config)
    training = assembly.training
    for _ in loop.train(assembly):
        if progress is not None:
            progress(training)
    weights = f"{recipe.name}.safetensors"
    models.save(training.model, folder / weights, torch.float16)
    ended = training.objective.state_dict()
    strength = significant(float(ended["weight"])) if ended.get("automatic") else None
    return (
        weights,
        strength,
        {
            **machine(),
            "device": str(training.device),
            "seconds": round(training.pace.seconds, 1),
        },
    )


def machine() -> dict[str, Any]:
    """What makes a model here and now, as a card says it."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "device": "cpu",
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "sculptor": __version__,
        "day": time.strftime("%Y-%m-%d", time.gmtime()),
    }


def _shared(name: str, folder: Path, progress: Spectator | None) -> Trained:
    """The weights of another recipe, which is made first where it is not there."""
    shipped = name in cards.names(folder)
    card = cards.read(name, folder) if shipped else make(name, folder, progress)
    return (
        str(card["weights"]["file"]),
        card["strength"],
        {**card["made"], "with": card["made"]["command"]},
    )


def score(recipe: Recipe, model: Autoencoder) -> tuple[list[Row], dict[str, Any]]:
    """The figures of a model on the images that snapshots look at, and the arrays of its view.

    All random numbers are those of the last snapshot of a run with this configuration.
    """
    config = recipe.config
    test = data.load(config.dataset).split("test")
    indices = live_rows(len(test))
    shown = test.take(indices)
    images = torch.from_numpy(np.array(shown.images))
    noise = torch.Generator().manual_seed(stream(config.seed, "snapshot", config.steps))
    encoded = encode(model, images, noise)
    aim = aim_of(recipe)
    target = Target(aim.prior, len(indices), aim.seed, aim.discrepancy, images.device)
    figures, _ = live.figures(model, images, encoded, target, config.seed)
    if classes := LabelledTarget.of(aim.prior, shown, aim.discrepancy, aim.seed):
        figures |= classes.figures(encoded.get("sample", encoded["mean"]))[0]
    common = {"split": "test", "n": len(indices), "seed": config.seed}
    rows = [
        {
            "figure": name,
            "value": significant(value),
            "representation": "sample" if name in ON_SAMPLES else "mean",
            **common,
        }
        for name, value in figures.items()
    ]
    if model.stochastic:
        value = significant(target.mmd2(encoded["mean"]))
        figure = {"figure": "mmd2", "value": value, "representation": "mean"}
        rows.append({**figure, **common})
    rows += _generation(recipe, model, target, len(indices))
    return rows, _arrays(model, encoded, target.samples)


def _generation(recipe: Recipe, model: Autoencoder, target: Target, n: int) -> list[Row]:
    """How the model generates: as a snapshot says it, and by all that a trained one is told by."""
    both = data.load(recipe.config.dataset)
    common = {"representation": "mean", "split": "test", "seed": recipe.config.seed}
    real = LiveReal(both, n, torch.device("cpu"), "test")
    shown = generation.live(model, target.draws, real)
    rows = [
        {"figure": name, "value": significant(value), "n": real.n, **common}
        for name, value in shown.items()
    ]
    codes, training = (
        {"mean": encode(model, torch.from_numpy(np.array(images)), torch.Generator())["mean"]}
        for images in (held_out.whole(both).images, held_out.training(both))
    )
    found = generation.figures(model, target.draws, codes, training, Real.of(both))
    return rows + [
        {"figure": each.metric, "value": significant(each.value), "n": each.n, **common}
        for each in found
        if each.metric not in shown and math.isfinite(each.value)
    ]


def aim_of(recipe: Recipe) -> Aim:
    """What the figures of a recipe are held to."""
    config = recipe.config
    images = data.load(config.dataset).split("train")
    device = torch.device("cpu")
    return Aim(
        recipe.held_to, config.latent_dim, seed=config.seed, number=0, device=device, images=images
    )


def _arrays(model: Autoencoder, encoded: dict[str, Floats], target: Floats) -> dict[str, Any]:
    plane = principal_plane(encoded["mean"], target, None)
    grid = traversal(model, target, encoded["mean"][0])
    return views.pack(encoded, target, grid, plane if target.shape[1] > 2 else None)


def _data(recipe: Recipe) -> dict[str, Any]:
    """The held-out images that snapshots look at, and what is known of them."""
    test = data.load(recipe.config.dataset).split("test")
    shown = test.take(live_rows(len(test)))
    arrays: dict[str, Any] = {"images": shown.images}
    if shown.factors is not None:
        arrays["factors"] = shown.factors
        arrays["factor_names"] = np.array(shown.factor_names)
    if shown.labels is not None:
        arrays["labels"] = shown.labels.astype(np.uint8)
        arrays["label_names"] = np.array(shown.label_names)
    return arrays


def significant(value: float) -> float:
    """A number as it stands on a card.

    >>> significant(0.123456789), significant(-12345678.0), significant(0.0)
    (0.123457, -12345700.0, 0.0)
    """
    if not value:
        return 0.0
    return round(value, DECIMALS - 1 - math.floor(math.log10(abs(value))))


def _written(folder: Path, name: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """A file of arrays; one that holds the same stays as it is, since other cards name its hash."""
    if not _holds(folder / name, arrays):
        write_arrays(folder / name, arrays, compressed=True)
    return _entry(folder, name)


def _holds(path: Path, arrays: dict[str, Any]) -> bool:
    try:
        kept = read_arrays(path)
    except SculptorError:
        return False
    same = (np.array_equal(kept[name], arrays[name]) for name in kept if name in arrays)
    return kept.keys() == arrays.keys() and all(same)


def _entry(folder: Path, name: str) -> dict[str, Any]:
    return cards.file(name, (folder / name).read_bytes())
