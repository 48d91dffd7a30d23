"""The models that a run can start from: a pretrained one, or that of another run.

Their weights are copied into the run's folder when it is made, so that it depends on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from sculptor import data, pretrained
from sculptor.discrepancy.names import AUTO
from sculptor.errors import SculptorError
from sculptor.files import write_atomic
from sculptor.models import kinds as networks
from sculptor.models import weights
from sculptor.objectives import kinds as objectives
from sculptor.parameter import is_number
from sculptor.runs.folder import METRICS, MODEL, START, WEIGHTS, find, read_config
from sculptor.runs.status import read_progress
from sculptor.runs.tail import by_step
from sculptor.training.config import STRENGTH, RunConfig, warm_from

STEPS = 300
"""Updates of a run that starts warm: enough to copy a changed target, see the benchmark."""

OTHERWISE = "Choose another start, or the start spectral."


@dataclass(frozen=True)
class Source:
    """A model to start from.

    Attributes:
        config: What it was trained with.
        weights: The file of its weights.
        strength: Where its automatic weight of MMD ended; None if it had none.
    """

    config: RunConfig
    weights: Path
    strength: float | None

    def content(self) -> bytes:
        """The file that a run starts with, see `sculptor.training.starts.warm`.

        Raises:
            SculptorError: The weights cannot be read, or are no finite numbers of half or single
                precision.
        """
        with weights.expected(f"the weights to start from in {self.weights}", OTHERWISE):
            arrays = weights.read(self.weights, WEIGHTS, load)
            for name, values in arrays.items():
                weights.check_numbers(name, values, (weights.SINGLE, *weights.HALF))
        if self.strength is not None:
            arrays[STRENGTH] = np.array(self.strength)
        return save(arrays)


def find_source(start: str) -> Source | None:
    """The model that a start names, None where it names none.

    Raises:
        SculptorError: There is no such model, or it is still being trained.
    """
    match warm_from(start):
        case ("pretrained", name):
            model = pretrained.load(name)
            strength = model.card.get("strength")
            return Source(model.config, model.weights, strength if is_number(strength) else None)
        case ("run", identity):
            return _of_run(identity)
    return None


def check(config: RunConfig) -> Source | None:
    """The model that a configuration starts from, if it fits; None where it starts from none.

    Raises:
        SculptorError: There is no such model, its images, latents or network are others, or the
            network makes no sense for the data.
    """
    check_network(config)
    source = find_source(config.start)
    if source is None:
        return None
    wanted, held = _facts(config), _facts(source.config)
    differing = [name for name in wanted if wanted[name] != held[name]]
    if differing:
        raise SculptorError(
            f"Expected to start from a model with {_words(wanted, differing)}, but {config.start} "
            f"has {_words(held, differing)}. {OTHERWISE}"
        )
    return source


def check_network(config: RunConfig) -> None:
    """Refuse a network that looks at neighbouring pixels for rows of a table, which have none.

    Raises:
        SculptorError: It is one.
    """
    kind = networks.KINDS.find(config.network)
    if kind.images_only and data.describe(config.dataset).layout is not None:
        raise SculptorError(
            f"Expected the fully connected network (mlp) for {config.dataset}, whose rows have no "
            f"neighbouring pixels; received {kind.name}. Choose mlp."
        )


def gather(config: RunConfig, into: Path) -> None:
    """Copy the weights that a run starts from into its folder; nothing where it starts from none.

    Raises:
        SculptorError: See `check`.
    """
    source = check(config)
    if source is not None:
        write_atomic(into / START, source.content())


def _of_run(identity: str) -> Source:
    folder = find(identity)
    if read_progress(folder).live:
        raise SculptorError(
            f"Expected a run that is at rest to start from, but {identity} is still training. "
            "Wait for its end, or pause it."
        )
    if not (folder / MODEL).exists():
        raise SculptorError(
            f"Expected the weights of {identity} to start from, but it has none yet. {OTHERWISE}"
        )
    config = read_config(folder)
    automatic = objectives.fill(config.objective).get("weight") == AUTO
    told: list[Any] = [row.get("train_weight") for row in by_step(folder / METRICS)]
    ended = [float(weight) for weight in told if is_number(weight)]
    return Source(config, folder / MODEL, ended[-1] if automatic and ended else None)


def _facts(config: RunConfig) -> dict[str, str]:
    """What must be alike for weights to fit, in words."""
    network = networks.fill(config.network)
    sizes = ", ".join(f"{name} {size}" for name, size in network.items() if name != "kind")
    shape = data.describe(config.dataset).shape
    return {
        "images": f"images of {'x'.join(map(str, shape))}",
        "latent_dim": f"{config.latent_dim} latents",
        "network": f"a network {network['kind']} of {sizes}",
    }


def _words(facts: dict[str, str], names: list[str]) -> str:
    return " and ".join(facts[name] for name in names)
