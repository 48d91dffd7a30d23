"""The models that a run can start from: a pretrained one, or that of another run.

Their weights are copied into the run's folder when it is made, so that it depends on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sculptor import data, pretrained
from sculptor.errors import SculptorError
from sculptor.files import write_atomic
from sculptor.models import kinds as networks
from sculptor.runs.folder import MODEL, START, find, read_config
from sculptor.runs.status import read_progress
from sculptor.training.config import RunConfig, warm_from

OTHERWISE = "Choose another start, or the start spectral."


@dataclass(frozen=True)
class Source:
    """A model to start from.

    Attributes:
        config: What it was trained with.
        weights: The file of its weights.
    """

    config: RunConfig
    weights: Path


def find_source(start: str) -> Source | None:
    """The model that a start names, None where it names none.

    Raises:
        SculptorError: There is no such model, or it is still being trained.
    """
    match warm_from(start):
        case ("pretrained", name):
            model = pretrained.load(name)
            return Source(model.config, model.weights)
        case ("run", identity):
            return _of_run(identity)
    return None


def check(config: RunConfig) -> Source | None:
    """The model that a configuration starts from, if it fits; None where it starts from none.

    Raises:
        SculptorError: There is no such model, or its images, latents or network are others.
    """
    source = find_source(config.start)
    if source is None:
        return None
    wanted, found = _facts(config), _facts(source.config)
    differing = [name for name in wanted if wanted[name] != found[name]]
    if differing:
        raise SculptorError(
            f"Expected to start from a model with {_words(wanted, differing)}, but {config.start} "
            f"has {_words(found, differing)}. {OTHERWISE}"
        )
    return source


def gather(config: RunConfig, into: Path) -> None:
    """Copy the weights that a run starts from into its folder; nothing where it starts from none.

    Raises:
        SculptorError: See `check`.
    """
    source = check(config)
    if source is not None:
        write_atomic(into / START, source.weights.read_bytes())


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
    return Source(read_config(folder), folder / MODEL)


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
