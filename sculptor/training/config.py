"""Everything that fixes a run: the same configuration, events and device give the same run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sculptor import data, plugins, priors
from sculptor.errors import SculptorError, brief
from sculptor.files import parse_json
from sculptor.models import kinds as networks
from sculptor.names import check_name, shown
from sculptor.objectives import kinds as objectives
from sculptor.priors import known

Spec = dict[str, Any]

LIMITS: dict[str, tuple[int, int]] = {
    "latent_dim": (1, 512),
    "steps": (1, 10_000_000),
    "batch_size": (8, 65_536),
    "seed": (0, 2**31 - 1),
    "levels": (0, 256),
}
"""The least and the largest value of each whole number."""

CLOSED_FORM = ("spectral", "ica", "neighbours")
"""Starts that are computed from the images: see `sculptor.training.starts.axes`."""

STARTS = (*CLOSED_FORM, "random")
"""Starts that need no other model."""

STRENGTH = "objective.weight"
"""In the file of a warm start: where the automatic weight of MMD ended, beside the weights."""

LONGEST = 2**22
"""Characters of a specification as JSON, at most: a composition of drawings is the longest."""

_WARM = re.compile(r"(pretrained|run):([a-z0-9][a-z0-9-]{0,80})")
_DIGEST = re.compile(r"([0-9a-f]{64})?")
_DEVICE = re.compile(r"auto|cpu|mps|cuda(:(0|[1-9][0-9]{0,2}))?")

PRECISIONS = ("auto", "float32", "bfloat16")
"""Of the hidden layers while they are trained; what is measured is measured in float32."""


@dataclass(frozen=True)
class RunConfig:
    """What to train, on what, towards what.

    ``prior``, ``objective`` and ``network`` are JSON objects with a ``kind``; a kind alone may be
    given as a string.

    >>> config = RunConfig(dataset="digits", prior="ring", steps=300)
    >>> config.prior
    {'kind': 'ring'}
    >>> RunConfig.from_dict(config.to_dict()) == config
    True

    Attributes:
        dataset: A name out of `sculptor.datasets.names`, those that were added among them.
        prior: The target p(z), see `sculptor.priors.from_spec`.
        objective: What is minimised: ``{"kind": "mmd"}``, ``{"kind": "vae", "beta": 1.0}``.
        latent_dim: Dimensions of z, 1 to 512.
        network: ``{"kind": "mlp"}`` or ``{"kind": "conv"}``, with their sizes.
        steps: Optimiser updates.
        batch_size: Images an update; never more than the data set holds.
        seed: Of everything random in the run.
        learning_rate: Of Adam (Kingma & Ba 2015); it is held, and falls near the end.
        start: ``spectral`` begins with the whitened principal components of the images, ``ica``
            with these turned to independent components, ``neighbours`` with what differs least
            between images that are alike, ``random`` with the usual random network,
            ``pretrained:NAME`` and ``run:ID`` with the weights of another model of the same
            network, latent dimension and shape of images.
        device: ``auto`` takes CUDA, then MPS, then the CPU; or ``cpu``, ``mps``, ``cuda``, of which
            ``cuda:1`` names one of several.
        precision: Of the hidden layers in training: ``float32``, ``bfloat16``, or ``auto``, which
            is bfloat16 on CPUs that compute in it, where it is faster. Weights, codes, distances
            and losses stay float32.
        name: For people, up to 120 characters; it changes nothing.
        levels: To how many each latent is rounded before it is decoded, 2 to 256: a code then takes
            latent_dim · log2(levels) bits at most, see `sculptor.models.rounding`. None if 0.
        fingerprint: `sculptor.data.fingerprint` of the data, as it was when the run was made: the
            run goes on with no other. Empty where nothing is known of it.

    Raises:
        SculptorError: A value is not one of those above.
    """

    dataset: str = "sprites"
    prior: Spec = field(default_factory=lambda: {"kind": "gaussian"})
    objective: Spec = field(default_factory=lambda: {"kind": "mmd"})
    latent_dim: int = 2
    network: Spec = field(default_factory=lambda: {"kind": "mlp"})
    steps: int = 1500
    batch_size: int = 256
    seed: int = 0
    learning_rate: float = 1e-3
    start: str = "spectral"
    device: str = "auto"
    precision: str = "auto"
    name: str = ""
    levels: int = 0
    fingerprint: str = ""

    def __post_init__(self) -> None:
        for part in ("prior", "objective", "network"):
            object.__setattr__(self, part, _spec(part, getattr(self, part)))
        for name, limits in LIMITS.items():
            _check_whole(name, getattr(self, name), *limits)
        if self.levels == 1:
            raise SculptorError(
                "Expected levels of 2 or more, or 0 to round nothing, received 1, which tells of "
                "nothing."
            )
        check_learning_rate(self.learning_rate)
        self._check_dataset()
        warm_from(self.start)
        check_device(self.device)
        _check_choice("precision", self.precision, PRECISIONS)
        object.__setattr__(self, "name", check_name(self.name, empty=True))
        priors.check(self.prior)
        networks.fill(self.network)
        objectives.check(self.objective, self.prior)

    def _check_dataset(self) -> None:
        """Refuse a name that is none; of a run that was made, the data may be gone since."""
        if not isinstance(self.fingerprint, str) or not _DIGEST.fullmatch(self.fingerprint):
            raise SculptorError(
                "Expected a fingerprint of 64 hexadecimal digits, or none; received "
                f"{brief(self.fingerprint)}."
            )
        if self.fingerprint:
            check_name(self.dataset)
        else:
            _check_choice("dataset", self.dataset, data.SOURCES, plugins.hint)

    def kinds(self) -> Iterator[tuple[str, str]]:
        """The families and names of all kinds that it is made of."""
        yield "dataset", self.dataset
        yield "objective", self.objective["kind"]
        yield "network", self.network["kind"]
        parts = [self.prior]
        while parts:
            part = parts.pop()
            yield "prior", str(part.get("kind"))
            within = [*(part.get("blocks") or ()), *(part.get("parts") or {}).values()]
            parts += [each for each in [*within, part.get("rest")] if isinstance(each, dict)]

    def to_dict(self) -> dict[str, Any]:
        """The configuration as JSON; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Any) -> RunConfig:
        """Read a configuration from JSON; a name that is none any more is made one that is shown.

        Raises:
            SculptorError: It is not an object, or has names that a configuration does not have.
        """
        if not isinstance(value, dict):
            raise SculptorError(
                f"Expected a configuration as a JSON object, received {brief(value)}."
            )
        known = {item.name for item in fields(cls)}
        unknown = sorted(f"{name!s:.80}" for name in set(value) - known)
        if unknown:
            raise SculptorError(
                f"Expected a configuration of {', '.join(sorted(known))}; "
                f"received also {', '.join(unknown[:5])}. Remove or rename these."
            )
        name = value.get("name", "")
        return cls(**{**value, "name": shown(name) if isinstance(name, str) else name})


def fit_prior(spec: Spec, latent_dim: int, dataset: str = "", **places: Any) -> priors.Prior:
    """The prior of a specification, if it fills ``latent_dim`` dimensions.

    Args:
        spec: Of the prior.
        latent_dim: Of the run.
        dataset: Whose classes and factors a prior of them must be of; any where left out.
        **places: Where sample files may lie, as in `sculptor.priors.from_spec`.

    Raises:
        SculptorError: It has another number of dimensions, or says something of what is no class
            or factor.
    """
    prior = priors.from_spec(spec, dim=latent_dim, **places)
    if prior.dim != latent_dim:
        raise SculptorError(
            f"Expected a prior of {latent_dim} dimensions, received one of {prior.dim}. "
            f"Set the latent dimension to {prior.dim}, or compose the prior of blocks that "
            f"together have {latent_dim}."
        )
    if dataset and known.is_joint(prior.spec):
        known.check(prior, data.describe(dataset))
    return prior


def warm_from(start: Any) -> tuple[str, str] | None:
    """The model whose weights a run starts with: its kind and its name; None if there is none.

    >>> warm_from("pretrained:sprites-ring-mmd"), warm_from("spectral")
    (('pretrained', 'sprites-ring-mmd'), None)

    Raises:
        SculptorError: It is not a start.
    """
    if isinstance(start, str) and start in STARTS:
        return None
    match = _WARM.fullmatch(start) if isinstance(start, str) else None
    if match is None:
        raise SculptorError(
            f"Expected a start out of {', '.join(STARTS)}, pretrained:NAME and run:ID; "
            f"received {brief(start)}."
        )
    return match[1], match[2]


def check_device(value: Any) -> str:
    """The name of a device, if it is one that there could be.

    >>> check_device("cuda:1")
    'cuda:1'

    Raises:
        SculptorError: It is none.
    """
    if not isinstance(value, str) or not _DEVICE.fullmatch(value):
        raise SculptorError(
            "Expected a device out of auto, cpu, mps, cuda, and cuda:0 to cuda:999; "
            f"received {brief(value)}."
        )
    return value


def check_learning_rate(value: Any) -> None:
    """Refuse a learning rate with which no training succeeds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise SculptorError(
            f"Expected a learning rate above 0 and at most 1, received {brief(value)}. Try 0.001."
        )


def _spec(part: str, value: Any) -> Spec:
    if isinstance(value, str):
        value = {"kind": value}
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        raise SculptorError(
            f'Expected the {part} as a JSON object with a kind, such as {{"kind": "…"}}, '
            f"received {brief(value, 200)}."
        )
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise SculptorError(
            f"Expected the {part} as JSON with finite numbers, but: {error!s:.200}."
        ) from error
    if len(text) > LONGEST:
        raise SculptorError(
            f"Expected the {part} in up to {LONGEST:,} characters of JSON, received {len(text):,}. "
            "Make its drawings smaller, or give it as samples in a file."
        )
    copy: Spec = parse_json(text, f"the {part}")
    return copy


def _check_whole(name: str, value: Any, low: int, high: int) -> None:
    if type(value) is not int or not low <= value <= high:
        raise SculptorError(
            f"Expected {name} as a whole number from {low:,} to {high:,}, received {brief(value)}."
        )


def _check_choice(
    name: str, value: Any, choices: Collection[str], hint: Callable[[], str] = str
) -> None:
    if not isinstance(value, str) or value not in choices:
        raise SculptorError(
            f"Expected {name} out of {', '.join(choices)}; received {brief(value)}.{hint()}"
        )
