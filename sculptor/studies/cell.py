"""The cells of a study: everything equal but the coordinates that tell them apart."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from sculptor import priors
from sculptor.errors import SculptorError, brief
from sculptor.names import check_name, shown
from sculptor.objectives import kinds
from sculptor.parameter import Parameter, checked, is_number
from sculptor.priors.known import is_joint
from sculptor.training.config import RunConfig, Spec

Specs: TypeAlias = Mapping[str, Spec] | Sequence[str | Spec]
"""Specifications under names of their own, or in a row: kinds, or objects with a kind."""

Weights: TypeAlias = Mapping[str, Sequence[float | str]] | Sequence[float | str] | Literal["front"]
"""Weights for each objective by its kind or name, or the same for every one that has a weight, or
``front``: those of `FRONTS`."""

GROUP = ("dataset", "prior", "latent_dim", "start", "levels", "labels")
"""What stands apart in tables and charts: objectives are compared within."""

COORDINATES = (*GROUP, "objective", "weight", "seed")
"""What the cells of a study may differ in."""

BEFORE = {"levels": 0, "labels": 0.0}
"""Coordinates that older studies do not tell, and what they are there."""

LONGEST_REASON = 2_000
"""Characters of an obstacle, at most."""

FRONTS = {name: kinds.KINDS[name].front for name in kinds.KINDS.own if kinds.KINDS[name].front}
"""Weights of each objective from one end of its front of reconstruction against LPS to the other,
as they are declared."""

SEEDS = 1_000
"""Seeds of a study that are counted from 0, at most."""


@dataclass(frozen=True)
class Cell:
    """One place of a study.

    Attributes:
        coordinates: A value for each of `COORDINATES`; the weight is None where there is none.
        config: What to train; None where there is an obstacle.
        obstacle: Why this combination cannot be trained; empty where it can.
        run: The id of its run, empty before it is launched.
    """

    coordinates: dict[str, Any]
    config: RunConfig | None
    obstacle: str = ""
    run: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The cell as JSON; `from_dict` reads it back."""
        return {
            "coordinates": self.coordinates,
            "config": self.config and self.config.to_dict(),
            "obstacle": self.obstacle,
            "run": self.run,
        }

    @classmethod
    def from_dict(cls, value: Any) -> Cell:
        """Read a cell from JSON.

        Raises:
            SculptorError: It is something else.
        """
        match value:
            case {
                "coordinates": dict(told),
                "config": config,
                "obstacle": str(why),
                "run": str(run),
            }:
                place = {**BEFORE, **told}
                if set(place) == set(COORDINATES) and all(map(_is_coordinate, place.values())):
                    safe = {
                        name: shown(part) if isinstance(part, str) else part
                        for name, part in place.items()
                    }
                    trained = None if config is None else RunConfig.from_dict(config)
                    return cls(safe, trained, shown(why, LONGEST_REASON), run)
        raise SculptorError(
            f"Expected the cell of a study as JSON, received {brief(value)}. It has "
            f"coordinates of {', '.join(COORDINATES)}, a config, an obstacle and a run."
        )


def _is_coordinate(value: Any) -> bool:
    """Whether a coordinate can have this value of JSON: a text, a number, or none."""
    return value is None or isinstance(value, str) or is_number(value, -1e12, 1e12)


def grid(
    base: RunConfig | None = None,
    *,
    datasets: Sequence[str] = (),
    objectives: Specs = (),
    priors: Specs = (),
    weights: Weights = (),
    latent_dims: Sequence[int] = (),
    starts: Sequence[str] = (),
    levels: Sequence[int] = (),
    labels: Sequence[float] = (),
    seeds: int | Sequence[int] = 1,
) -> list[Cell]:
    """Every combination of some values, all else as in one configuration.

    What is left empty is that of ``base``. Seeds come last, so that a study that is not finished
    has few seeds of everything before it has many of anything.

    >>> cells = grid(RunConfig(dataset="digits"), objectives=["mmd", "vae"], priors=["ring"])
    >>> [(cell.coordinates["objective"], bool(cell.config)) for cell in cells]
    [('mmd', True), ('vae', False)]

    Args:
        base: What all have in common; the defaults of `RunConfig` where left out, but for a
            ``precision`` of ``float32`` in place of ``auto``.
        datasets: Names out of `sculptor.datasets.names`.
        objectives: Kinds or specifications.
        priors: Kinds or specifications.
        weights: Of the objectives, such as ``{"beta-vae": [1, 4], "mmd": ["auto", 1000]}``, or
            ``front``, see `FRONTS`. What a weight is, see `weight_name`.
        latent_dims: Dimensions of z.
        starts: Out of `sculptor.training.config.STARTS`.
        levels: To which each latent is rounded; 0 for none.
        labels: How many labels or factors are known of priors of these: shares up to 1, or
            numbers.
        seeds: How many, from 0, or which.

    Returns:
        A cell a combination. One that cannot be trained, such as a VAE towards a drawing, has an
        obstacle in place of a configuration.

    Raises:
        SculptorError: A value is not one that a run could have, two have the same name, or there
            is no combination that could be trained.
    """
    if isinstance(seeds, int) and not 0 <= seeds <= SEEDS:
        raise SculptorError(f"Expected 0 to {SEEDS:,} seeds, received {brief(seeds)}.")
    base = base or RunConfig()
    if base.precision == "auto":  # what it stands for differs between machines; tables should not
        base = replace(base, precision="float32")
    places = itertools.product(
        range(seeds) if isinstance(seeds, int) else seeds,
        datasets or [base.dataset],
        latent_dims or [base.latent_dim],
        _told(_named(priors or [base.prior]), labels),
        starts or [base.start],
        levels or [base.levels],
        _weighted(_named(objectives or [base.objective]), weights),
    )
    cells = [
        _cell(base, dataset, prior, dim, start, rounded, objective, seed)
        for seed, dataset, dim, prior, start, rounded, objective in places
    ]
    check_distinct(cells)
    if not any(cell.config for cell in cells):
        reasons = "; ".join(dict.fromkeys(cell.obstacle for cell in cells)) or "there are no seeds"
        raise SculptorError(f"Expected a study with something to train, but {reasons}.")
    return cells


def check_distinct(cells: Sequence[Cell]) -> None:
    """Refuse cells that have the same coordinates.

    Raises:
        SculptorError: Two have.
    """
    seen: set[tuple[Any, ...]] = set()
    for cell in cells:
        place = tuple(cell.coordinates[name] for name in COORDINATES)
        if place in seen:
            raise SculptorError(
                f"Expected each combination once, received {run_name(cell.coordinates)} twice. "
                "Remove what is listed twice, or give the two names of their own."
            )
        seen.add(place)


def _told(named: Sequence[tuple[str, Spec]], labels: Sequence[float]) -> list[tuple[str, Spec]]:
    """Priors of labels or factors with each of these numbers of them; the others are told none."""
    if labels and not any(is_joint(spec) for _, spec in named):
        raise SculptorError(
            "Expected a prior of kind by-label, or with blocks tied to factors, beside labels, "
            f"received {', '.join(name for name, _ in named)}. Only such a prior is told of labels."
        )
    return [
        (name, spec if known is None else {**spec, "labels": known})
        for name, spec in named
        for known in (labels if labels and is_joint(spec) else [None])
    ]


def _cell(
    base: RunConfig,
    dataset: str,
    prior: tuple[str, Spec],
    latent_dim: int,
    start: str,
    levels: int,
    objective: tuple[str, Spec],
    seed: int,
) -> Cell:
    weight = weight_name(objective[1])
    coordinates = {
        "dataset": dataset,
        "prior": prior[0],
        "latent_dim": latent_dim,
        "start": start,
        "levels": levels,
        "labels": labels_of(prior[1]),
        "objective": objective[0],
        "weight": objective[1][weight] if weight else None,
        "seed": seed,
    }
    why = _obstacle(prior[1], latent_dim, objective[1])
    if why:
        return Cell(coordinates, None, why)
    config = replace(
        base,
        dataset=dataset,
        prior=prior[1],
        latent_dim=latent_dim,
        start=start,
        levels=levels,
        objective=objective[1],
        seed=seed,
        name=run_name(coordinates),
    )
    return Cell(coordinates, config)


def labels_of(prior: Spec) -> float:
    """How many labels or factors a prior is told of, a share or a number; 0 where of none.

    >>> labels_of({"kind": "ring"}), labels_of({"kind": "by-label", "parts": {}})
    (0.0, 1.0)
    """
    return float(prior.get("labels", 1.0)) if is_joint(prior) else 0.0


def _obstacle(prior: Spec, latent_dim: int, objective: Spec) -> str:
    filled = priors.from_spec(prior, dim=latent_dim).dim
    if filled != latent_dim:
        return f"the prior fills {filled} dimensions, and the latent space has {latent_dim}"
    return kinds.obstacle(objective, prior)


def run_name(coordinates: Mapping[str, Any]) -> str:
    """The name of a cell's run for people.

    >>> run_name({"objective": "beta-vae", "weight": 4.0, "prior": "gaussian", "seed": 1})
    'beta-vae 4 → gaussian, seed 1'
    """
    name = objective_name(coordinates)
    return shown(f"{name} → {coordinates['prior']}, seed {coordinates['seed']}")


def objective_name(coordinates: Mapping[str, Any]) -> str:
    """The objective with its weight, as tables and figures call it.

    >>> objective_name({"objective": "beta-vae", "weight": 4.0})
    'beta-vae 4'
    """
    return f"{coordinates['objective']} {weight_text(coordinates['weight'])}".strip()


def weight_text(weight: float | str | None) -> str:
    """A weight as text; nothing where there is none.

    >>> weight_text(1000.0), weight_text("auto"), weight_text(None)
    ('1000', 'auto', '')
    """
    return f"{weight:g}" if isinstance(weight, int | float) else weight or ""


# Weights ------------------------------------------------------------------------------------------


def weight_name(objective: Spec) -> str:
    """The parameter that trades an objective's reconstruction for its match to the prior.

    It is the first that may be changed while a run trains; empty where there is none.

    >>> [weight_name({"kind": kind}) for kind in ("mmd", "beta-vae", "dip-vae-i", "ae")]
    ['weight', 'beta', 'lambda_od', '']
    """
    adjustable = _adjustable(objective)
    return adjustable[0].name if adjustable else ""


def with_weight(objective: Spec, weight: float | str) -> Spec:
    """An objective at another weight.

    Where more parameters than one do the same work, as DIP-VAE's two, they keep their ratio.

    >>> with_weight({"kind": "dip-vae-i"}, 1.0)
    {'kind': 'dip-vae-i', 'lambda_od': 1.0, 'lambda_d': 10.0}

    Raises:
        SculptorError: The objective has no weight, or not this one.
    """
    full = kinds.fill(objective)
    adjustable = _adjustable(objective)
    if not adjustable:
        raise SculptorError(f"Expected an objective with a weight, received {objective['kind']}.")
    first, *others = adjustable
    changed = {**full, first.name: checked(first, weight)}
    if others and full[first.name] == 0:
        raise SculptorError(
            f"Expected {first.name} above 0, received 0: {others[0].name} keeps its ratio to it as "
            "the weight changes. Give both in each objective, and no weights."
        )
    for other in others:
        changed[other.name] = changed[first.name] * full[other.name] / full[first.name]
    return kinds.fill(changed)


def _adjustable(objective: Spec) -> tuple[Parameter, ...]:
    return kinds.KINDS[kinds.fill(objective)["kind"]].adjustable


def _weighted(objectives: list[tuple[str, Spec]], weights: Weights) -> list[tuple[str, Spec]]:
    """Each objective with each of its weights, all parameters stated."""
    if weights == "front":
        weights = {spec["kind"]: kinds.KINDS.find(spec).front for _, spec in objectives}
    if isinstance(weights, Mapping):
        names = {word for name, spec in objectives for word in (name, spec["kind"])}
        unknown = [name for name in weights if name not in names]
        if unknown:
            raise SculptorError(
                f"Expected weights for objectives out of {', '.join(sorted(names))}; "
                f"received also some for {', '.join(unknown)}."
            )
    pairs = []
    for name, spec in objectives:
        if isinstance(weights, Mapping):
            values: Sequence[float | str] = weights.get(name, weights.get(spec["kind"], ()))
        else:
            values = weights if weight_name(spec) else ()
        variants = [with_weight(spec, value) for value in values] or [kinds.fill(spec)]
        pairs += [(name, variant) for variant in variants]
    return pairs


# Names --------------------------------------------------------------------------------------------


def _named(specs: Specs) -> list[tuple[str, Spec]]:
    """Specifications with the names that tables call them by."""
    if isinstance(specs, Mapping):
        return [(check_name(name), dict(spec)) for name, spec in specs.items()]
    plain = [{"kind": item} if isinstance(item, str) else item for item in specs]
    for spec in plain:
        if not isinstance(spec, Mapping) or not isinstance(spec.get("kind"), str):
            raise SculptorError(
                f"Expected a kind, or a JSON object with one, received {spec!r:.80}."
            )
    return [(short_name(spec), dict(spec)) for spec in plain]


def short_name(spec: Spec) -> str:
    """A specification in a few words: its kind, and what is said besides.

    The weight of an objective and the labels of a prior, coordinates of their own, are left out.

    >>> short_name({"kind": "mmd", "encoder": "gaussian", "weight": 100})
    'mmd (encoder gaussian)'
    """
    weight = weight_name(spec) if spec.get("kind") in kinds.KINDS else ""
    rest = {name: value for name, value in spec.items() if name not in ("kind", "labels", weight)}
    if not rest:
        return str(spec.get("kind"))
    words = ", ".join(f"{name} {value}" for name, value in rest.items())
    if len(words) > 60:  # a drawing, samples or blocks
        words = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:6]
    return f"{spec.get('kind')} ({words})"
