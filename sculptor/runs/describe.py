"""A configuration in words, the same on every page and in every list of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sculptor.names import shown
from sculptor.priors import ties
from sculptor.words import count, duration, labels

if TYPE_CHECKING:
    from sculptor.runs.status import Progress
    from sculptor.training.config import RunConfig

NAMES = {
    "learning_rate": "learning rate",
    "lambda_od": "λ_od",
    "lambda_d": "λ_d",
}
"""What settings are called; others go by their own name."""


def prior(spec: dict[str, Any]) -> str:
    """A prior in a word or two.

    >>> prior({"kind": "gaussian"}), prior({"kind": "gaussian-mixture", "k": 5})
    ('N(0, I)', 'gaussian mixture')
    >>> prior({"kind": "compose", "blocks": [{"kind": "ring"}, {"kind": "uniform"}]})
    'ring + uniform'
    >>> prior({"kind": "compose", "blocks": [{"kind": "uniform", "factor": "x"}], "labels": 0.01})
    'uniform for x, 1 % of labels known'
    >>> prior({"kind": "by-label", "parts": {"0": {"kind": "ring"}}, "labels": 4000})
    '1 class by label, 4,000 labels known'
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
        case {"kind": "by-label", "parts": dict(parts), **more}:
            classes = f"{len(parts)} class" + ("" if len(parts) == 1 else "es")
            return f"{classes} by label{_known(more)}"
        case {"kind": "compose", "blocks": list(blocks), **more}:
            words = [_block(block) for block in blocks if isinstance(block, dict)]
            return " + ".join(words[:3]) + (" + …" if len(words) > 3 else "") + _known(more)
    return shown(str(spec.get("kind", ""))).replace("-", " ")


def _block(block: dict[str, Any]) -> str:
    """A block of a composition, and the factor that it is tied to."""
    if "factor" not in block:
        return prior(block)
    return f"{prior(ties.plain(block))} for {shown(str(block['factor']))}"


def _known(spec: dict[str, Any]) -> str:
    """Of how many items something is known, where it is not of all."""
    known = spec.get("labels", 1)
    return "" if known == 1 else f", {labels(known)} known"


def objective(spec: dict[str, Any]) -> str:
    """An objective, and what of it is not the usual.

    >>> objective({"kind": "mmd"}), objective({"kind": "vae", "beta": 4.0})
    ('MMD', 'VAE, beta 4')
    >>> objective({"kind": "mmd", "weight": 3, "encoder": "gaussian"})
    'MMD, weight 3, gaussian encoder'
    """
    from sculptor.objectives import kinds

    kind = kinds.KINDS.get(spec["kind"])
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


def network(spec: dict[str, Any], levels: int = 0) -> str:
    """What the kind of a network is called, and how its codes are rounded.

    >>> network({"kind": "mlp", "width": 64}), network({"kind": "mlp"}, 4)
    ('fully connected', 'fully connected, 4 levels')
    """
    from sculptor.models import kinds

    return kinds.called(spec["kind"]) + (f", {levels} levels" if levels else "")


def summary(config: RunConfig) -> str:
    """A configuration in one line: data, prior, objective, latents, network."""
    return line(
        config.dataset,
        prior(config.prior),
        objective(config.objective),
        config.latent_dim,
        network(config.network, config.levels),
    )


def line(dataset: str, prior: str, objective: str, latent_dim: int, network: str) -> str:
    """The line of a configuration whose parts are in words already.

    >>> line("digits", "ring", "MMD", 2, "fully connected")
    'digits · ring · MMD · 2 latents · fully connected'
    """
    return " · ".join((dataset, prior, objective, count(latent_dim, "latent"), network))


def pace(progress: Progress) -> str:
    """How far a run is and how fast, for its progress bar.

    >>> from sculptor.runs import Progress
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
