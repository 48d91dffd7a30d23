"""Densities in closed form, log p(z) in nats, of the kinds that `sculptor.priors.smooth` draws.

Each function takes points ``(n, dim)`` as a tensor and returns ``(n,)``, differentiable in them;
all other arguments are the parameters of `sculptor.priors.KINDS`. They call methods of the tensor
only, so that this file, as all of the room, needs no torch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sculptor.errors import SculptorError
from sculptor.priors import smooth
from sculptor.priors.kinds import KINDS
from sculptor.priors.prior import Spec

if TYPE_CHECKING:
    import torch
    from torch import Tensor


def gaussian(z: Tensor, *, std: float) -> Tensor:
    """The normal density: -|z|² / 2 std² - dim / 2 · log 2π std²."""
    constant = z.shape[1] * (math.log(2 * math.pi) / 2 + math.log(std))
    return z.square().sum(1) / (-2 * std**2) - constant


def uniform(z: Tensor, *, shape: str, radius: float) -> Tensor:
    """-log of the volume inside, minus infinity outside.

    The volume is (2 radius)^dim for the square, π^(dim/2) radius^dim / Γ(dim/2 + 1) for the disc.
    """
    dim = z.shape[1]
    if shape == "square":
        inside, volume = (z.abs() <= radius).all(1), dim * math.log(2 * radius)
    else:
        inside = z.square().sum(1) <= radius**2
        volume = dim * (math.log(math.pi) / 2 + math.log(radius)) - math.lgamma(dim / 2 + 1)
    return z.new_full((len(z),), -volume).masked_fill(~inside, -math.inf)


def laplace(z: Tensor, *, std: float) -> Tensor:
    """The sum over coordinates of -|z| / b - log 2b, with b = std / √2."""
    b = std / math.sqrt(2)
    return z.abs().sum(1) / -b - z.shape[1] * math.log(2 * b)


def student_t(z: Tensor, *, df: float, width: float) -> Tensor:
    """The sum over coordinates of the log density of width · t(df).

    log Γ((df + 1)/2) - log Γ(df/2) - log(π df)/2 - log width - (df + 1)/2 · log(1 + t²/df), with
    t = z / width.
    """
    constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2)
    constant -= math.log(math.pi * df) / 2 + math.log(width)
    tails = (z / width).square().div(df).log1p().sum(1)
    return z.shape[1] * constant - (df + 1) / 2 * tails


def gaussian_mixture(
    z: Tensor, *, k: int, spread: float, std: float, weights: tuple[float, ...]
) -> Tensor:
    """The mixture log Σᵢ wᵢ N(z; spread · uᵢ, std² I), with the uᵢ of `smooth.directions`."""
    directions, log_shares = _components(k, weights, z.shape[1], z.device, z.dtype)
    near = (z[:, None] - spread * directions).square().sum(2) / (-2 * std**2)
    constant = z.shape[1] * (math.log(2 * math.pi) / 2 + math.log(std))
    return (near + log_shares).logsumexp(1) - constant


@lru_cache(16)
def _components(
    k: int, weights: tuple[float, ...], dim: int, device: torch.device, dtype: torch.dtype
) -> tuple[Tensor, Tensor]:
    """Directions and log weights of a mixture, copied to a device once: each copy makes it wait."""
    import torch

    share = smooth.shares(k, weights)
    used = share > 0
    parts = smooth.directions(k, dim)[used], np.log(share[used])
    directions, log_shares = (torch.tensor(part, device=device, dtype=dtype) for part in parts)
    return directions, log_shares


def known(spec: Mapping[str, Any]) -> bool:
    """Whether a prior that is not composed has a density in closed form.

    >>> known({"kind": "laplace"}), known({"kind": "ring"})
    (True, False)
    >>> known({"kind": "student-t", "width": 0})  # a point
    False
    """
    kind = KINDS.get(str(spec.get("kind")))
    return kind is not None and bool(kind.density) and spec.get("width") != 0


def missing(spec: Spec) -> SculptorError:
    """The error of a prior that is asked for a density and has none in closed form."""
    names = ", ".join(name for name, kind in KINDS.items() if kind.density)
    return SculptorError(
        f"Expected a prior with a density in closed form ({names}, or composed of "
        f"these), received one of kind {spec.get('kind')!r}, which is known by its samples only."
    )


def standard(spec: Mapping[str, Any]) -> bool:
    """Whether a prior is N(0, I).

    >>> standard({"kind": "gaussian", "dim": 3}), standard({"kind": "gaussian", "std": 2})
    (True, False)
    """
    rest = {name: value for name, value in spec.items() if name != "dim"}
    return rest in ({"kind": "gaussian"}, {"kind": "gaussian", "std": 1.0})
