"""Priors from their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError, brief
from sculptor.priors import labelled, ties, transform
from sculptor.priors.compose import Compose, check_blocks
from sculptor.priors.image import check_picture
from sculptor.priors.kinds import KINDS
from sculptor.priors.named import Named
from sculptor.priors.prior import MAX_DIM, Prior, Spec
from sculptor.priors.samples import check_file, check_run
from sculptor.priors.transform import Transformed
from sculptor.priors.values import MONOTONE
from sculptor.spec import Prior as Kind
from sculptor.spec import fill

DIM = 2
"""Dimensions of a prior that exists in any number of them, where nobody says how many."""

DEPTH = 4
"""Compositions within one another, at most."""


def from_spec(
    spec: Mapping[str, Any], dim: int | None = None, *, samples: Path | None = None
) -> Prior:
    """The prior of a JSON object with a ``kind``; the prior's ``spec`` gives the same JSON back.

    >>> prior = from_spec({"kind": "gaussian", "std": 2.0}, dim=3)
    >>> prior.dim, prior.spec
    (3, {'kind': 'gaussian', 'std': 2.0, 'dim': 3})
    >>> from_spec({"kind": "ring", "shift": [5, 0]}).sample(4, 0).shape
    (4, 2)

    Args:
        spec: ``kind``, what the kind takes (see `sculptor.priors.KINDS`), and for every kind
            ``scale``, ``rotation`` and ``shift``, applied in this order.
        dim: Dimensions, for a kind that exists in any number where ``spec`` does not say.
        samples: A folder with sample files, besides that of the home.

    Raises:
        SculptorError: The specification is not that of a prior.
    """
    KINDS.find(spec)
    try:
        plain = json.loads(json.dumps(dict(spec), allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise SculptorError(
            f"Expected a prior as a JSON object with finite numbers, received {brief(spec)}."
        ) from error
    return _build(plain, dim, samples, DEPTH)


def by_label(
    parts: Mapping[str, Any], rest: Any = None, labels: float = 1.0, dim: int | None = None
) -> labelled.ByLabel:
    """The prior that gives each class a place of its own.

    >>> prior = by_label({"0": "ring", "1": {"kind": "gaussian", "shift": [4, 0]}}, labels=0.1)
    >>> prior.spec["parts"]["0"], prior.labels
    ({'kind': 'ring'}, 0.1)

    Args:
        parts: By the name of the class: a prior, its specification, or its kind.
        rest: That of the classes without one, which they share; N(0, I) where left out.
        labels: How many training images' labels are known, a share up to 1 or a number from 2;
            they are drawn once, by the seed of the run.
        dim: Dimensions of parts that exist in any number of them.

    Raises:
        SculptorError: A part is none, or they have different dimensions.
    """
    spec: Spec = {
        "kind": labelled.KIND,
        "parts": {str(name): _part(part) for name, part in parts.items()},
    }
    if rest is not None:
        spec["rest"] = _part(rest)
    if labels != 1:
        spec["labels"] = labels
    found = from_spec(spec, dim)
    assert isinstance(found, labelled.ByLabel)
    return found


def compose(blocks: Sequence[Any], labels: float = 1.0) -> Compose:
    """Blocks that together fill the latent space, free or `tied` to factors of the data.

    >>> prior = compose([tied("uniform", "x"), tied("uniform", "y"), "gaussian"], labels=0.01)
    >>> prior.spec["blocks"][0]
    {'kind': 'uniform', 'factor': 'x', 'map': 'monotone'}

    Args:
        blocks: Each a prior, its specification, or its kind.
        labels: Of how many training items the factors are known, as in `by_label`.

    Raises:
        SculptorError: A block is none, or does not go with what it is tied to.
    """
    spec: Spec = {"kind": "compose", "blocks": [_part(block) for block in blocks]}
    if labels != 1:
        spec["labels"] = labels
    found = from_spec(spec)
    assert isinstance(found, Compose)
    return found


def tied(block: Any, factor: str, map: str = MONOTONE, period: float | None = None) -> Spec:
    """A block that follows a factor of the data, for `compose`.

    Args:
        block: A prior, its specification, or its kind: of one dimension for ``monotone``, of two
            for ``circular``.
        factor: By name.
        map: ``monotone`` matches quantiles of the factor to those of the block; ``circular`` the
            factor's period to the angle about its middle; ``categorical`` gives each value a part
            of its mass.
        period: Of a factor that is given on a line, such as degrees, for ``circular``: 360.
    """
    around = {} if period is None else {"period": period}
    return {**_part(block), "factor": factor, "map": map, **around}


def _part(part: Any) -> Spec:
    if isinstance(part, str):
        return {"kind": part}
    return dict(part if isinstance(part, Mapping) else part.spec)


def check(spec: Mapping[str, Any]) -> None:
    """Refuse a specification that no prior can be made of, as far as its JSON alone tells.

    Whether a sample file or a run is there, and whether a drawing is one, `from_spec` finds out.

    Raises:
        SculptorError: A kind, a parameter, a number of dimensions or a block is none that there
            could be.
    """
    _check(spec, DEPTH)


def _check(spec: Mapping[str, Any], depth: int) -> None:
    kind = KINDS.find(spec)
    _check_place(kind, depth)
    fill(kind, spec, ("dim", *transform.NAMES))
    if "dim" in spec:
        _dim(spec["dim"])
    transform.check({name: spec[name] for name in transform.NAMES if name in spec})
    if kind.name == "compose":
        if depth == 0:
            raise SculptorError(f"Expected compositions at most {DEPTH} deep. Flatten the blocks.")
        ties.check(spec, depth == DEPTH)
        for block in check_blocks(spec["blocks"]):
            _check(ties.plain(block), depth - 1)
    elif kind.name == labelled.KIND:
        for part in [*labelled.check_parts(spec).values(), spec.get("rest", labelled.REST)]:
            _check(part, depth - 1)
    elif kind.name == "samples":
        check_file(spec)
    elif kind.name == "run":
        check_run(spec["run"])
    elif kind.name == "image":
        check_picture(spec)


def _build(spec: Spec, dim: int | None, folder: Path | None, depth: int) -> Prior:
    kind = KINDS.find(spec)
    _check_place(kind, depth)
    values = fill(kind, spec, ("dim", *transform.NAMES))
    if kind.name == "compose":
        ties.check(spec, depth == DEPTH)
    if kind.any_dim and dim is not None and "dim" not in spec:
        spec = {**spec, "dim": dim}
    prior = _plain(kind, spec, dim, values, folder, depth)
    asked = spec.get("dim", prior.dim)
    if asked != prior.dim:
        raise SculptorError(
            f"Expected dim {prior.dim} for a prior of kind {kind.name}, received {asked!r:.80}. "
            "To fill more dimensions, compose it with others: "
            f'{{"kind": "compose", "blocks": [{{"kind": "{kind.name}"}}, …]}}.'
        )
    # Of the two that know of data the parts are moved.
    moved = transform.wanted(spec) and not isinstance(prior, labelled.ByLabel | ties.Tied)
    return Transformed(spec, prior) if moved else prior


def _plain(
    kind: Kind,
    spec: Spec,
    dim: int | None,
    values: dict[str, Any],
    folder: Path | None,
    depth: int,
) -> Prior:
    """The prior without its shift, scale and rotation."""

    def block(inner: Spec, size: int | None = None) -> Prior:
        if depth == 0:
            raise SculptorError(f"Expected compositions at most {DEPTH} deep. Flatten the blocks.")
        return _build(inner, size, folder, depth - 1)

    if kind.content:
        facts = {"samples": folder, "block": block, "dim": spec.get("dim", dim)}
        found: Prior = kind.build(spec, values=values, facts=facts)
        return found
    size = _dim(spec["dim"]) if "dim" in spec and kind.any_dim else kind.dim or dim or DIM
    return Named(spec, size, values)


def _check_place(kind: Kind, depth: int) -> None:
    if kind.name == labelled.KIND and depth < DEPTH:
        raise SculptorError(
            f"Expected the prior {kind.name} to be the whole, received it as a part of another. "
            "Compose the prior of each class instead."
        )


def _dim(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= MAX_DIM:
        raise SculptorError(
            f"Expected dim as a whole number from 1 to {MAX_DIM}, received {brief(value)}."
        )
    return value
