"""Blocks that together fill the latent space, independent of one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sculptor.errors import SculptorError, brief
from sculptor.priors import density
from sculptor.priors.prior import (
    MAX_DIM,
    Density,
    Prior,
    Samples,
    Spec,
    as_generator,
    check_count,
)
from sculptor.priors.shown import Shown

if TYPE_CHECKING:
    from torch import Tensor

BLOCKS = 64
"""Blocks of a composition, at most."""


class Compose(Shown):
    """p(z) = Π p_b(z_b) over blocks b of dimensions, in their order.

    Args:
        spec: Its specification.
        blocks: The prior of each block.

    Raises:
        SculptorError: Together they have more dimensions than a prior may have.
    """

    def __init__(self, spec: Spec, blocks: Sequence[Prior]) -> None:
        self.spec = spec
        self.blocks = tuple(blocks)
        self.dim = sum(block.dim for block in blocks)
        if self.dim > MAX_DIM:
            raise SculptorError(
                f"Expected blocks of together at most {MAX_DIM} dimensions, received {self.dim}. "
                "Take some away, or make them smaller."
            )

    def sample(self, n: int, generator: Any = None) -> Samples:
        """Draw ``(n, dim)`` samples; see `sculptor.priors.Prior`."""
        generator, n = as_generator(generator), check_count(n)
        return np.concatenate([block.sample(n, generator) for block in self.blocks], axis=1)

    def log_prob(self, z: Tensor) -> Tensor:
        """The log density Σ log p_b(z_b), ``(n,)``; see `sculptor.priors.Density`."""
        total = z.new_zeros(len(z))
        for block, part in zip(self.blocks, z.split([b.dim for b in self.blocks], 1), strict=True):
            if not isinstance(block, Density):
                raise density.missing(block.spec)
            total = total + block.log_prob(part)
        return total


def check_blocks(blocks: Any) -> list[Spec]:
    """The specifications of blocks, if they are as many as there may be.

    Raises:
        SculptorError: They are no list, or too many or none.
    """
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= BLOCKS:
        raise SculptorError(
            f"Expected blocks as a list of 1 to {BLOCKS} priors, received {brief(blocks)}."
        )
    return blocks


def block_dims(prior: Prior) -> tuple[int, ...]:
    """The dimensions of the blocks that a prior is composed of; none where it is not."""
    return tuple(block.dim for block in prior.blocks) if isinstance(prior, Compose) else ()
