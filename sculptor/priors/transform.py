"""Scale, rotation and shift of a prior."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sculptor.errors import SculptorError, brief
from sculptor.parameter import is_number
from sculptor.priors import density
from sculptor.priors.prior import MAX_DIM, Density, Floats, Prior, Samples, Spec
from sculptor.priors.shown import Shown

if TYPE_CHECKING:
    import torch
    from torch import Tensor

NAMES = ("shift", "scale", "rotation")
"""What every kind of prior takes besides its own parameters."""

LARGEST = 1e4
"""The largest shift and scale."""


def add(spec: Spec, move: Spec) -> Spec:
    """A specification with shift, scale and rotation on top of those that it has.

    One that has some already becomes a composition of one block, so that both apply.

    >>> add({"kind": "ring"}, {"rotation": 30.0})
    {'kind': 'ring', 'rotation': 30.0}
    >>> add({"kind": "ring", "shift": 1.0}, {"scale": 2.0})
    {'kind': 'compose', 'blocks': [{'kind': 'ring', 'shift': 1.0}], 'scale': 2.0}
    """
    if not move:
        return spec
    if spec.keys() & {*NAMES}:
        spec = {"kind": "compose", "blocks": [spec]}
    return {**spec, **move}


def split(spec: Spec) -> tuple[Spec, Spec]:
    """A specification without its shift, scale and rotation, and these by themselves."""
    move = {name: spec[name] for name in NAMES if name in spec}
    return {name: value for name, value in spec.items() if name not in move}, move


class Transformed(Shown):
    """z = R (scale · z₀) + shift, for samples z₀ of another prior.

    Args:
        spec: Its specification, with ``shift``, ``scale`` (a number, or one a dimension) and
            ``rotation``: degrees, counter-clockwise from the first axis to the second, or a list
            of ``{"plane": [i, j], "degrees": a}``, done one after the other.
        prior: What is moved.

    Raises:
        SculptorError: A part does not fit the number of dimensions.
    """

    def __init__(self, spec: Spec, prior: Prior) -> None:
        self.spec = spec
        self.dim = prior.dim
        self._prior = prior
        self._scale = spread("scale", spec.get("scale", 1.0), prior.dim)
        self._turn = _rotation(spec.get("rotation", 0.0), prior.dim)
        self._matrix = self._turn * self._scale
        self._shift = spread("shift", spec.get("shift", 0.0), prior.dim)
        self._there: dict[tuple[torch.device, torch.dtype], tuple[Tensor, Tensor, Tensor]] = {}

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples; see `sculptor.priors.Prior`."""
        points = self._prior.sample(n, generator)
        return (points @ self._matrix.T + self._shift).astype(np.float32)

    def log_prob(self, z: Tensor) -> Tensor:
        """The log density log p₀(z₀) - Σ log |scale|, ``(n,)``; see `sculptor.priors.Density`."""
        if not isinstance(self._prior, Density):
            raise density.missing(self._prior.spec)
        # Copied to a device once: each copy makes it wait.
        where = z.device, z.dtype
        if where not in self._there:
            parts = z.new_tensor(self._shift), z.new_tensor(self._turn), z.new_tensor(self._scale)
            self._there[where] = parts
        shift, turn, scale = self._there[where]
        before = (z - shift) @ turn / scale
        return self._prior.log_prob(before) - float(np.log(np.abs(self._scale)).sum())


def spread(name: str, value: Any, dim: int) -> Floats:
    """A shift or scale as one number a dimension.

    Raises:
        SculptorError: It is neither one number nor as many as there are dimensions.
    """
    parts = value if isinstance(value, list | tuple) else [value]
    fits = parts is not value or len(parts) == dim
    fits = fits and all(is_number(x) and abs(x) <= LARGEST for x in parts)
    if not fits or (name == "scale" and 0 in parts):
        other = " other than 0" if name == "scale" else ""
        raise SculptorError(
            f"Expected {name} as a number{other} from {-LARGEST:g} to {LARGEST:g}, or a list of "
            f"{dim}, one a dimension; received {brief(value)}."
        )
    return np.full(dim, parts, np.float64)


def _rotation(value: Any, dim: int) -> Floats:
    matrix = np.eye(dim)
    for turn in value if isinstance(value, list | tuple) else [{"plane": [0, 1], "degrees": value}]:
        match turn:
            case {"plane": [int(i), int(j)], "degrees": angle} if is_number(angle) and (
                angle == 0 or (i != j and min(i, j) >= 0 and max(i, j) < dim)
            ):
                if angle:
                    _turn(matrix, i, j, np.deg2rad(float(angle)))
            case _:
                raise SculptorError(
                    "Expected rotation as degrees in the plane of the first two dimensions, or as "
                    'a list of {"plane": [i, j], "degrees": a} with dimensions from 0 to '
                    f"{dim - 1}; received {brief(turn)}."
                )
    return matrix


def _turn(matrix: Floats, i: int, j: int, angle: float) -> None:
    """Turn further, from axis i to axis j; only these two rows change."""
    cos, sin = np.cos(angle), np.sin(angle)
    matrix[[i, j]] = np.array([[cos, -sin], [sin, cos]]) @ matrix[[i, j]]


def check(move: Mapping[str, Any]) -> None:
    """Refuse a move that no prior of any number of dimensions can be given.

    Raises:
        SculptorError: A number is none, too large, or there are more than there are dimensions.
    """
    lists = [part for part in (move.get("shift"), move.get("scale")) if isinstance(part, list)]
    dim = min(len(lists[0]), MAX_DIM) if lists else MAX_DIM
    for name, still in (("scale", 1.0), ("shift", 0.0)):
        spread(name, move.get(name, still), dim)
    _rotation(move.get("rotation", 0.0), dim)


def fits(move: Spec) -> bool:
    """Whether a prior of some number of dimensions can be moved so.

    >>> fits({"scale": [2.0, 0.5]}), fits({"scale": 0}), fits({"shift": 1e9}), fits({"shift": "a"})
    (True, False, False, False)
    """
    try:
        check(move)
    except SculptorError:
        return False
    return True


def wanted(spec: Mapping[str, Any]) -> bool:
    """Whether a specification moves its prior."""
    return any(name in spec for name in NAMES)
