"""The kinds of objectives and their parameters, for validation and for the controls of a page."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from sculptor.errors import SculptorError

AUTO = "auto"


@dataclass(frozen=True)
class Parameter:
    """One parameter of an objective.

    Attributes:
        name: As in the specification.
        default: Its value where it is left out.
        low: The least number.
        high: The largest number; where it is not above ``low``, no number will do.
        step: A sensible change of it.
        description: For people.
        words: Words that may stand in place of a number.
    """

    name: str
    default: float | str
    low: float
    high: float
    step: float
    description: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of objective."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    needs_density: bool


KINDS = {
    kind.name: kind
    for kind in (
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
                ),
                Parameter(
                    "kernel",
                    "imq",
                    0.0,
                    0.0,
                    0.0,
                    "Kernel of the MMD; imq also reaches points far away.",
                    ("imq", "rbf", "laplace", "energy"),
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
            ),
            needs_density=False,
        ),
        Kind(
            "vae",
            "VAE",
            "Pulls the posterior of each image onto a standard Gaussian by the KL divergence.",
            (Parameter("beta", 1.0, 0.0, 1e6, 0.5, "Weight of the KL divergence; 1 is the VAE."),),
            needs_density=True,
        ),
    )
}


def check(objective: dict[str, Any], prior: dict[str, Any] | None = None) -> None:
    """Refuse an objective that cannot be built, or that cannot reach the prior.

    Raises:
        SculptorError: The kind or a parameter is not one of `KINDS`, or the KL divergence is asked
            for a target of which only samples are known.
    """
    fill(objective)
    kind = KINDS[objective["kind"]]
    if prior is not None and kind.needs_density and not _standard(prior):
        raise SculptorError(
            f"Expected a standard Gaussian prior for the {kind.title}, received "
            f"{prior.get('kind')!r}: the KL divergence needs a density in closed form, while MMD "
            "needs samples only. Choose the objective mmd, or the prior gaussian."
        )


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
    return full


def checked(parameter: Parameter, value: Any) -> float | str:
    """A value of a parameter, if it is one.

    Raises:
        SculptorError: It is neither a number of the range nor one of the words.
    """
    if isinstance(value, str) and value in parameter.words:
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and parameter.high > parameter.low and parameter.low <= value <= parameter.high:
        return float(value)
    words = [repr(word) for word in parameter.words]
    if parameter.high > parameter.low:
        words.append(f"a number from {parameter.low:g} to {parameter.high:g}")
    raise SculptorError(
        f"Expected {parameter.name} as {' or '.join(words)}; received {value!r:.80}."
    )


def _standard(prior: dict[str, Any]) -> bool:
    """Whether a prior is N(0, I)."""
    plain = {"kind": "gaussian", "std": 1.0}
    return {name: value for name, value in prior.items() if name != "dim"} in (
        plain,
        {"kind": "gaussian"},
    )
