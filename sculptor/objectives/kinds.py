"""The kinds of objectives and their parameters, for validation and for the controls of a page."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from sculptor.errors import SculptorError
from sculptor.objectives import reach

AUTO = "auto"

DETERMINISTIC, GAUSSIAN = "deterministic", "gaussian"
"""Encoders: one code for an image, or a normal distribution over codes."""

PAIRS, FEATURES = "pairs", "features"
"""Estimates of MMD²: exact, or of random features at a cost that is linear in the batch."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an objective.

    Attributes:
        name: As in the specification.
        default: Its value where it is left out; that of a whole number is one.
        low: The least number.
        high: The largest number; where it is not above ``low``, no number will do.
        step: A sensible change of it.
        description: For people.
        words: Words that may stand in place of a number.
        adjustable: Whether it may be changed while a run trains.
    """

    name: str
    default: float | str
    low: float
    high: float
    step: float
    description: str
    words: tuple[str, ...] = ()
    adjustable: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of objective.

    Attributes:
        name: Its ``kind`` in the specification.
        title: For people.
        description: What it does, in one sentence.
        parameters: What can be set, the most important first.
        needs: What it must know of the prior.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    needs: reach.Needs


_ENCODER = Parameter(
    "encoder",
    DETERMINISTIC,
    0.0,
    0.0,
    0.0,
    "Whether an image has one code, or a normal distribution over codes.",
    (DETERMINISTIC, GAUSSIAN),
)


def _weight(
    default: float, high: float, step: float, description: str, low: float = 0.0
) -> Parameter:
    return Parameter("weight", default, low, high, step, description, adjustable=True)


def _strength(name: str, default: float, step: float, description: str) -> Parameter:
    return Parameter(name, default, 0.0, 1e6, step, description, adjustable=True)


_SAMPLES_ONLY = (
    Kind(
        "mmd",
        "MMD",
        "Pulls the aggregate posterior onto any target of which there are samples.",
        (
            Parameter(
                "weight",
                AUTO,
                0.0,
                1e9,
                10.0,
                "Nats that one unit of MMD² costs; auto raises it until MMD² is at its floor.",
                (AUTO,),
                adjustable=True,
            ),
            Parameter(
                "kernel",
                AUTO,
                0.0,
                0.0,
                0.0,
                "Kernel of the MMD; auto is imq, and looks at single latents and pairs of many.",
                (AUTO, "imq", "rbf", "laplace", "energy"),
            ),
            Parameter(
                "bandwidth",
                "prior",
                1e-4,
                1e4,
                0.1,
                "Width of the kernel in latent units; prior and median fit it to the target.",
                ("prior", "median"),
            ),
            Parameter(
                "estimate",
                PAIRS,
                0.0,
                0.0,
                0.0,
                "MMD² of all pairs of a batch, or of random features, for batches of thousands.",
                (PAIRS, FEATURES),
            ),
            _ENCODER,
        ),
        needs="samples",
    ),
    Kind(
        "sliced-wasserstein",
        "Sliced Wasserstein",
        "Pulls the aggregate posterior onto any target along many lines, in sorted order.",
        (
            _weight(1_000.0, 1e9, 50.0, "Nats that one squared latent unit costs."),
            Parameter("slices", 50, 1, 10_000, 10, "Random directions of a step."),
            _ENCODER,
        ),
        needs="samples",
    ),
    Kind(
        "wae-gan",
        "WAE-GAN",
        "Pulls the aggregate posterior onto any target until a discriminator sees no difference.",
        (_weight(10.0, 1e6, 1.0, "Weight of what the discriminator thinks."), _ENCODER),
        needs="samples",
    ),
    Kind("ae", "Plain autoencoder", "Reconstructs, whatever the prior.", (), needs="samples"),
)

_KL_FAMILY = (
    Kind(
        "vae",
        "VAE",
        "Pulls the posterior of each image onto a density by the KL divergence.",
        (_strength("beta", 1.0, 0.5, "Weight of the KL divergence; 1 is the VAE."),),
        needs="density",
    ),
    Kind(
        "beta-vae",
        "β-VAE",
        "A VAE with more weight on the KL divergence, or with a capacity that it is held at.",
        (
            _strength("beta", 4.0, 0.5, "Weight of the KL divergence; with a capacity, try 1000."),
            Parameter(
                "capacity", 0.0, 0.0, 1e4, 1.0, "Nats that the KL divergence is held at; 0: none."
            ),
            Parameter(
                "annealing", 0.5, 0.01, 1.0, 0.05, "Share of the steps in which the capacity grows."
            ),
        ),
        needs="density",
    ),
    Kind(
        "beta-tcvae",
        "β-TCVAE",
        "A VAE with more weight on the total correlation, which is estimated from the batch.",
        (
            _strength("beta", 6.0, 0.5, "Weight of the total correlation; 1 is the VAE."),
            Parameter(
                "estimate",
                "stratified",
                0.0,
                0.0,
                0.0,
                "How q(z) is estimated from a batch: without bias, or as a lower bound.",
                ("stratified", "weighted"),
            ),
        ),
        needs="independence",
    ),
    Kind(
        "factor-vae",
        "FactorVAE",
        "A VAE with the total correlation, which a discriminator estimates.",
        (
            _strength("gamma", 10.0, 1.0, "Weight of the total correlation; 0 is the VAE."),
            Parameter(
                "discriminator_width",
                256,
                8,
                4_096,
                8,
                "Units of the discriminator's layers; the paper has 1000.",
            ),
        ),
        needs="independence",
    ),
    Kind(
        "dip-vae-i",
        "DIP-VAE-I",
        "A VAE that makes the covariance of the encoder's means diagonal.",
        (
            _strength("lambda_od", 10.0, 1.0, "Weight off the diagonal of the covariance."),
            _strength("lambda_d", 100.0, 5.0, "Weight on the diagonal of the covariance."),
        ),
        needs="independence",
    ),
    Kind(
        "dip-vae-ii",
        "DIP-VAE-II",
        "A VAE that makes the covariance of the aggregate posterior diagonal.",
        (
            _strength("lambda_od", 10.0, 1.0, "Weight off the diagonal of the covariance."),
            _strength("lambda_d", 10.0, 1.0, "Weight on the diagonal of the covariance."),
        ),
        needs="independence",
    ),
    Kind(
        "info-vae",
        "InfoVAE",
        "MMD on the aggregate posterior together with the KL divergence on each image's.",
        (
            # With 2 and more the factor of MMD², alpha + lambda - 1, is never negative.
            _weight(
                1_000.0, 1e9, 50.0, "How much q(z) must match the prior, the paper's lambda.", 2.0
            ),
            Parameter(
                "alpha", 0.0, -1.0, 1.0, 0.1, "Preference for information; 1 is MMD without KL."
            ),
        ),
        needs="density",
    ),
)

KINDS = {kind.name: kind for kind in (*_SAMPLES_ONLY, *_KL_FAMILY)}
"""Every kind of objective, by its name: first those that need samples of the prior only."""

ADJUSTABLE = tuple(
    dict.fromkeys(
        parameter.name
        for kind in KINDS.values()
        for parameter in kind.parameters
        if parameter.adjustable
    )
)
"""The names of all parameters that may be changed while a run trains."""


def check(objective: dict[str, Any], prior: dict[str, Any] | None = None) -> None:
    """Refuse an objective that cannot be built, or that cannot reach the prior.

    Raises:
        SculptorError: The kind or a parameter is not one of `KINDS`, or the objective needs more
            of the prior than is known.
    """
    why = obstacle(objective, prior) if prior is not None else ""
    title = KINDS[fill(objective)["kind"]].title
    if why:
        names = ", ".join(kind.name for kind in _SAMPLES_ONLY[:-1])
        raise SculptorError(
            f"Expected a prior that the {title} can take, but {why}. Choose an objective that "
            f"needs samples only ({names}), or the prior gaussian."
        )


def obstacle(objective: dict[str, Any], prior: dict[str, Any]) -> str:
    """Why an objective cannot be held to a prior; empty where it can.

    Raises:
        SculptorError: The kind or a parameter of the objective is not one of `KINDS`.
    """
    full = fill(objective)
    # With alpha = 1 the InfoVAE has no KL divergence.
    needs = "samples" if full.get("alpha") == 1 else KINDS[full["kind"]].needs
    return reach.obstacle(needs, prior)


def fill(objective: dict[str, Any]) -> dict[str, Any]:
    """The objective with every parameter that was left out at its default.

    >>> fill({"kind": "vae"})
    {'kind': 'vae', 'beta': 1.0}

    Raises:
        SculptorError: The kind or a parameter is not one of `KINDS`.
    """
    kind = KINDS.get(str(objective.get("kind")))
    if kind is None:
        near = difflib.get_close_matches(str(objective.get("kind")), KINDS, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise SculptorError(
            f"Expected an objective out of {', '.join(KINDS)}; "
            f"received {objective.get('kind')!r}.{hint}"
        )
    parameters = {parameter.name: parameter for parameter in kind.parameters}
    unknown = sorted(set(objective) - set(parameters) - {"kind"})
    if unknown:
        raise SculptorError(
            f"Expected {', '.join(parameters)} as parameters of {kind.name!r}; "
            f"received also {', '.join(unknown)}."
        )
    full: dict[str, Any] = {"kind": kind.name}
    for parameter in parameters.values():
        full[parameter.name] = checked(parameter, objective.get(parameter.name, parameter.default))
    if full.get("estimate") == FEATURES and full["kernel"] == "energy":
        raise SculptorError(
            "Expected a kernel with random features, received energy, whose spectrum is infinite. "
            f"Choose another kernel, or the estimate {PAIRS}."
        )
    return full


def checked(parameter: Parameter, value: Any) -> float | str:
    """A value of a parameter, if it is one.

    Raises:
        SculptorError: It is neither a number of the range nor one of the words.
    """
    if isinstance(value, str) and value in parameter.words:
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    whole = isinstance(parameter.default, int)
    if number and parameter.high > parameter.low and parameter.low <= value <= parameter.high:
        if not whole:
            return float(value)
        if value == int(value):
            return int(value)
    words = [repr(word) for word in parameter.words]
    if parameter.high > parameter.low:
        name = "a whole number" if whole else "a number"
        words.append(f"{name} from {parameter.low:g} to {parameter.high:g}")
    raise SculptorError(
        f"Expected {parameter.name} as {' or '.join(words)}; received {value!r:.80}."
    )
