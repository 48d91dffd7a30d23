"""Priors from their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sculptor.errors import SculptorError
from sculptor.priors import image, kinds, samples, transform
from sculptor.priors.compose import Compose
from sculptor.priors.named import Named
from sculptor.priors.prior import MAX_DIM, Prior, Spec
from sculptor.priors.transform import Transformed

DIM = 2
"""Dimensions of a prior that exists in any number of them, where nobody says how many."""

DEPTH, BLOCKS = 4, 64
"""Compositions within one another, and blocks of each, at most."""


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
    kinds.find(spec)
    try:
        plain = json.loads(json.dumps(dict(spec), allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise SculptorError(
            f"Expected a prior as a JSON object with finite numbers, received {spec!r:.80}."
        ) from error
    return _build(plain, dim, samples, DEPTH)


def _build(spec: Spec, dim: int | None, folder: Path | None, depth: int) -> Prior:
    kind = kinds.find(spec)
    extra = (samples.ORIGIN,) if kind.name == "samples" else ()
    kinds.check_names(kind, spec, ("kind", "dim", *extra, *transform.NAMES))
    if kind.any_dim and dim is not None and "dim" not in spec:
        spec = {**spec, "dim": dim}
    prior = _plain(kind, spec, dim, folder, depth)
    asked = spec.get("dim", prior.dim)
    if asked != prior.dim:
        raise SculptorError(
            f"Expected dim {prior.dim} for a prior of kind {kind.name}, received {asked!r:.80}. "
            "To fill more dimensions, compose it with others: "
            f'{{"kind": "compose", "blocks": [{{"kind": "{kind.name}"}}, …]}}.'
        )
    return Transformed(spec, prior) if transform.wanted(spec) else prior


def _plain(kind: kinds.Kind, spec: Spec, dim: int | None, folder: Path | None, depth: int) -> Prior:
    """The prior without its shift, scale and rotation."""
    values = kinds.values(kind, spec)
    match kind.name:
        case "image":
            return image.from_spec(spec)
        case "samples":
            return samples.from_spec(spec, float(values["jitter"]), folder)  # type: ignore[arg-type]
        case "run":
            return samples.of_run(spec, float(values["jitter"]))  # type: ignore[arg-type]
        case "compose":
            return Compose(spec, [_build(b, None, folder, depth - 1) for b in _blocks(spec, depth)])
    size = _dim(spec["dim"]) if "dim" in spec and kind.any_dim else kind.dim or dim or DIM
    return Named(spec, size, values)


def _dim(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_DIM:
        raise SculptorError(
            f"Expected dim as a whole number from 1 to {MAX_DIM}, received {value!r:.80}."
        )
    return value


def _blocks(spec: Spec, depth: int) -> list[Spec]:
    blocks = spec["blocks"]
    if depth == 0:
        raise SculptorError(f"Expected compositions at most {DEPTH} deep. Flatten the blocks.")
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= BLOCKS:
        raise SculptorError(
            f"Expected blocks as a list of 1 to {BLOCKS} priors, received {blocks!r:.80}."
        )
    return blocks
