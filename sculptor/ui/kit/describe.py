"""What is said of a run, in the same words on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sculptor.models import kinds as networks
from sculptor.names import shown
from sculptor.objectives import kinds as objectives
from sculptor.runs import Progress
from sculptor.training.config import RunConfig
from sculptor.training.events import Event
from sculptor.words import count, duration


@dataclass(frozen=True)
class Look:
    """How a status looks: its word, the colour of its badge and its icon."""

    word: str
    colour: Any
    icon: str


LOOKS = {
    "queued": Look("Queued", "gray", ":material/hourglass_empty:"),
    "starting": Look("Starting", "blue", ":material/rocket_launch:"),
    "running": Look("Training", "blue", ":material/model_training:"),
    "paused": Look("Paused", "gray", ":material/pause:"),
    "finished": Look("Finished", "green", ":material/check:"),
    "stopped": Look("Stopped", "gray", ":material/stop:"),
    "failed": Look("Failed", "red", ":material/error:"),
    "interrupted": Look("Interrupted", "yellow", ":material/bolt:"),
    "damaged": Look("Damaged", "red", ":material/broken_image:"),
}
"""Every status; a damaged run is one whose folder cannot be read."""

NAMES = {
    "learning_rate": "learning rate",
    "lambda_od": "λ_od",
    "lambda_d": "λ_d",
}
"""What settings are called; others go by their own name."""


def pace(progress: Progress) -> str:
    """How far a run is and how fast, for its progress bar.

    >>> pace(Progress("running", 812, 1500, 28.4, 24.2))
    'Step 812 of 1,500 · 28 steps/s · 24 s left'
    """
    parts = [f"Step {progress.step:,} of {progress.steps:,}"]
    if progress.status == "running" and progress.steps_per_second > 0:
        speed = progress.steps_per_second
        parts.append(f"{speed:.0f} steps/s" if speed >= 10 else f"{speed:.2g} steps/s")
        if progress.seconds_left is not None:
            parts.append(f"{duration(progress.seconds_left)} left")
    return " · ".join(parts)


def prior(spec: dict[str, Any]) -> str:
    """A prior in a word or two.

    >>> prior({"kind": "gaussian"}), prior({"kind": "gaussian-mixture", "k": 5})
    ('N(0, I)', 'gaussian mixture')
    >>> prior({"kind": "compose", "blocks": [{"kind": "ring"}, {"kind": "uniform"}]})
    'ring + uniform'
    """
    match spec:
        case {"kind": "gaussian", **more} if not more.keys() - {"dim"}:
            return "N(0, I)"
        case {"kind": "image"}:
            return "sketch"
        case {"kind": "samples"}:
            return "samples"
        case {"kind": "run"}:
            return "copy of a run"
        case {"kind": "compose", "blocks": list(blocks)}:
            words = [prior(block) for block in blocks if isinstance(block, dict)]
            return " + ".join(words[:3]) + (" + …" if len(words) > 3 else "")
    return shown(str(spec.get("kind", ""))).replace("-", " ")


def objective(spec: dict[str, Any]) -> str:
    """An objective, and what of it is not the usual.

    >>> objective({"kind": "mmd"}), objective({"kind": "vae", "beta": 4.0})
    ('MMD', 'VAE, beta 4')
    >>> objective({"kind": "mmd", "weight": 3, "encoder": "gaussian"})
    'MMD, weight 3, gaussian encoder'
    """
    kind = objectives.KINDS.get(spec["kind"])
    if kind is None:
        return shown(str(spec["kind"]))
    unusual = [
        _setting(NAMES.get(item.name, item.name), spec[item.name])
        for item in kind.parameters
        if spec.get(item.name, item.default) != item.default
    ]
    return ", ".join([kind.title, *unusual])


def _setting(name: str, value: float | str) -> str:
    return f"{value} {name}" if isinstance(value, str) else f"{name} {value:g}"


def summary(config: RunConfig) -> str:
    """A configuration in one line: data, prior, objective, latents, network."""
    latents = count(config.latent_dim, "latent")
    network = networks.called(config.network["kind"])
    parts = (config.dataset, prior(config.prior), objective(config.objective), latents, network)
    return " · ".join(parts)


def change(event: Event) -> str:
    """What an event changed.

    >>> change(Event(3, "set", {"weight": 100.0, "prior": {"kind": "ring"}}))
    'weight → 100, prior → ring'
    """
    return changes(event.changes)


def changes(values: dict[str, Any]) -> str:
    """Changed values by name, in words."""
    return ", ".join(f"{NAMES.get(name, name)} → {_value(to)}" for name, to in values.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return prior(value)
    return f"{value:g}" if isinstance(value, int | float) else shown(str(value))
